import pytest
from tools.payload import Identity, parse
from webhook_parts import (
    ANA,
    BEN,
    BSUID,
    SENT_AT,
    body,
    change,
    read,
    read_one,
    text_message,
)


@pytest.mark.parametrize(
    ("message", "contacts", "identity"),
    [
        # by wa_id, whatever the order
        (text_message(), [BEN, ANA], Identity("34600111222", "", "", "Ana")),
        # no contacts at all
        (text_message(), [], Identity("34600111222")),
        # the only contact is somebody else
        (text_message(sender="34999"), [ANA], Identity("34999")),
        # by user id; the phone is not told
        (
            text_message(sender=None, from_user_id=BSUID),
            [ANA, BEN],
            Identity("", BSUID, "", "Ben", "ben"),
        ),
        # the user id goes before the phone
        (
            text_message(from_user_id=BSUID),
            [ANA, BEN],
            Identity("34600111222", BSUID, "", "Ben", "ben"),
        ),
        # a user id that no contact has: then the phone
        (
            text_message(from_user_id="US.unknown"),
            [ANA, BEN],
            Identity("34600111222", "US.unknown", "", "Ana"),
        ),
        # the phone's contact has another user id: another person
        (
            text_message(from_user_id="US.new"),
            [{**ANA, "user_id": "US.old"}],
            Identity("34600111222", "US.new"),
        ),
        # the contact completes what the message does not tell
        (
            text_message(),
            [{**ANA, "user_id": BSUID, "parent_user_id": "US.ENT.1"}],
            Identity("34600111222", BSUID, "US.ENT.1", "Ana"),
        ),
        (
            text_message(sender=None, from_user_id=BSUID),
            [{**BEN, "wa_id": "+34 600 111 222"}],
            Identity("34600111222", BSUID, "", "Ben", "ben"),
        ),
        # a BSUID where the phone belongs
        (text_message(sender=BSUID), [BEN], Identity("", BSUID, "", "Ben", "ben")),
        (
            text_message(sender=BSUID),
            [{"wa_id": BSUID, "profile": {"name": "Ben"}}],
            Identity("", BSUID, "", "Ben"),
        ),
        (text_message(sender=BSUID, from_user_id="US.1"), [], Identity("", "US.1")),
        # a parent id without ENT is a parent id by its field
        (
            text_message(from_user_id="US.1", from_parent_user_id="US.2"),
            [],
            Identity("34600111222", "US.1", "US.2"),
        ),
        # only the parent id
        (
            text_message(sender=None, from_parent_user_id="US.ENT.2"),
            [],
            Identity("", "", "US.ENT.2"),
        ),
        # numbers as numbers, with a plus, with spaces
        (text_message(sender=34600111222), [ANA], Identity("34600111222", name="Ana")),
        (
            text_message(sender="+34600111222"),
            [ANA],
            Identity("34600111222", name="Ana"),
        ),
        (
            text_message(),
            [{"wa_id": 34600111222, "profile": {"name": "Ana"}}],
            Identity("34600111222", name="Ana"),
        ),
    ],
)
def test_who_sent_it(message, contacts, identity):
    assert read_one(message, contacts=contacts).identity == identity


def test_a_nameless_contact_does_not_hide_its_double():
    update = read_one(text_message(), contacts=[{"wa_id": "34600111222"}, ANA, {**ANA}])
    assert update.identity.name == "Ana"


def test_each_message_of_a_batch_has_its_own_sender():
    updates = read(
        text_message("a", "34600111222"),
        text_message("b", None, from_user_id=BSUID),
        text_message("c", "34999"),
        contacts=[BEN, ANA],
    )
    assert [update.identity.name for update in updates] == ["Ana", "Ben", ""]


def test_contacts_of_one_change_do_not_leak_into_the_next():
    first = change(contacts=[ANA], messages=[text_message("a")])
    second = change(messages=[text_message("b")])
    updates = parse(body(first, second))
    assert [update.identity.name for update in updates] == ["Ana", ""]


@pytest.mark.parametrize(
    ("profile", "name", "username"),
    [
        (None, "", ""),
        ({}, "", ""),
        ({"name": None}, "", ""),
        ({"name": ""}, "", ""),
        ({"name": "~"}, "", ""),
        ({"name": " ~ "}, "", ""),
        ({"name": "\u3164"}, "", ""),
        ({"name": "\u200b\u200e "}, "", ""),
        ({"name": "~ana~"}, "~ana~", ""),
        ({"name": "  Ana \n  María "}, "Ana María", ""),
        ({"name": "😀"}, "😀", ""),
        ({"name": "❤\ufe0f"}, "❤\ufe0f", ""),
        ({"name": 12}, "12", ""),
        ({"username": "ana"}, "", "ana"),
        ({"username": "@ana"}, "", "ana"),
        ({"username": " @ana "}, "", "ana"),
        ({"username": ["ana"]}, "", ""),
    ],
)
def test_names_and_usernames(profile, name, username):
    contact = {"wa_id": "34600111222", "profile": profile}
    identity = read_one(text_message(), contacts=[contact]).identity
    assert (identity.name, identity.username) == (name, username)


@pytest.mark.parametrize(
    ("message", "identity"),
    [
        (
            {"from": "34600111222", "system": {"wa_id": "34999"}},
            Identity("34600111222"),
        ),
        (
            {"system": {"user_id": "US.2", "previous_user_id": "US.1"}},
            Identity("", "US.1"),
        ),
        ({"system": {"user_id": "US.2"}}, Identity("", "US.2")),
        ({"system": {"wa_id": "34999"}}, Identity("34999")),
        (
            {"system": {"parent_user_id": "US.ENT.2", "wa_id": "34999"}},
            Identity("34999", "", "US.ENT.2"),
        ),
    ],
)
def test_a_system_message_is_about_somebody(message, identity):
    message = {"id": "w", "type": "system", "timestamp": str(SENT_AT), **message}
    assert read_one(message, contacts=[]).identity == identity


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202egpj.exe\u202c Ana", "gpj.exe Ana"),
        ("Ana\u2067\nSupport team", "Ana Support team"),
        ("\u200eAna\u200f", "Ana"),
        ("\u202e", ""),
        ("عنا", "عنا"),
        ("👩\u200d🌾 Ana", "👩\u200d🌾 Ana"),
    ],
)
def test_a_name_turns_nothing_round(name, shown):
    """It is shown amid words of ours: in the sidebar, in notifications."""
    contact = {
        "profile": {"name": name, "username": f"@{name}"},
        "wa_id": "34600111222",
    }
    identity = read_one(text_message(), contacts=[contact]).identity
    assert (identity.name, identity.username) == (shown, shown)
