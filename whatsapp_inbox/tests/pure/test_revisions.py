"""Edits, deletions and what comes by `standby`."""

import json
from datetime import UTC, datetime

import pytest
from tools.payload import (
    EchoedMessage,
    FieldUpdate,
    InboundMessage,
    StandbyEcho,
    StandbyMessage,
    StatusUpdate,
    Unreadable,
    parse,
)

NUMBER = "106540352242922"
SENT_AT = 1_762_000_000
MOMENT = datetime.fromtimestamp(SENT_AT, UTC).replace(tzinfo=None)
ANA = {"profile": {"name": "Ana"}, "wa_id": "34600111222", "user_id": "ES.1"}
METADATA = {"display_phone_number": "15550783881", "phone_number_id": NUMBER}


def element(kind, content, **values):
    return {
        "from": "34600111222",
        "id": "wamid.EDIT",
        "timestamp": str(SENT_AT),
        "type": kind,
        kind: content,
        **values,
    }


def read(field="messages", **value):
    value = {"messaging_product": "whatsapp", "metadata": METADATA, **value}
    entry = {"id": "1001", "changes": [{"field": field, "value": value}]}
    return parse(json.dumps({"entry": [entry]}).encode())


def read_message(message):
    [update] = read(contacts=[ANA], messages=[message])
    return update


def edit(inner, target="wamid.OLD"):
    return element("edit", {"original_message_id": target, "message": inner})


def test_an_edited_text():
    update = read_message(edit({"type": "text", "text": {"body": "New"}}))
    assert update.wamid == "wamid.EDIT"
    assert update.revision.wamid == "wamid.OLD"
    new = update.revision.message
    assert (new.type, new.text, new.timestamp) == ("text", "New", MOMENT)
    assert new.identity == update.identity
    assert new.identity.name == "Ana"


def test_an_edited_caption_with_its_context():
    image = {"id": "m1", "mime_type": "image/jpeg", "caption": "New caption"}
    inner = {"type": "image", "image": image, "context": {"id": "M0"}}
    new = read_message(edit(inner)).revision.message
    assert (new.text, new.media.id, new.context_wamid) == ("New caption", "m1", "M0")


def test_a_deleted_message():
    update = read_message(element("revoke", {"original_message_id": "wamid.OLD"}))
    assert update.revision.wamid == "wamid.OLD"
    assert update.revision.message is None


def test_an_edit_of_a_type_that_we_do_not_know():
    new = read_message(edit({"type": "hologram", "hologram": {"x": 1}}))
    assert new.revision.message.type == "hologram"
    new = read_message(edit({"text": {"body": "no type"}}))
    assert new.revision.message.type == "unknown"


@pytest.mark.parametrize(
    "message",
    [
        element("edit", None),
        element("edit", {}),
        element("edit", []),
        element("edit", {"original_message_id": "wamid.OLD"}),
        element("edit", {"original_message_id": "wamid.OLD", "message": "text"}),
        element("edit", {"message": {"type": "text", "text": {"body": "New"}}}),
        element("revoke", {"original_message_id": ["wamid.OLD"]}),
        element("revoke", "wamid.OLD"),
        edit({"type": "edit", "edit": {"original_message_id": "wamid.X"}}),
        edit({"type": "revoke", "revoke": {"original_message_id": "wamid.X"}}),
    ],
)
def test_what_names_no_message_or_no_content_stays_a_message(message):
    update = read_message(message)
    assert isinstance(update, InboundMessage)
    assert update.revision is None


def test_the_sender_of_an_edit_is_who_sent_the_edit():
    """Whoever is named inside is a claim."""
    inner = {"type": "text", "text": {"body": "New"}, "from": "34999999999"}
    inner["from_user_id"] = "ES.9"
    message = edit(inner) | {"from_user_id": "ES.1"}
    new = read_message(message).revision.message
    assert (new.identity.wa_id, new.identity.bsuid) == ("34600111222", "ES.1")


# -- standby -----------------------------------------------------------------------


def text(body="Hello", **values):
    return element("text", {"body": body}, id="wamid.A", **values)


def test_edits_of_our_own_in_the_phone_app():
    message = edit({"type": "text", "text": {"body": "New"}}) | {"to": "34600111222"}
    [update] = read("smb_message_echoes", message_echoes=[message])
    assert isinstance(update, EchoedMessage)
    assert update.revision.message.text == "New"
    assert update.revision.message.identity.wa_id == "34600111222"


@pytest.mark.parametrize("nested", [True, False])
def test_messages_on_standby(nested):
    """Meta nests them since August 2026; the same value as `messages` is read too."""
    value = {"contacts": [ANA], "messages": [text()]}
    [update] = read("standby", **({"standby": value} if nested else value))
    assert type(update) is StandbyMessage
    assert (update.text, update.identity.name) == ("Hello", "Ana")
    assert type(read_message(text())) is InboundMessage


def test_statuses_on_standby():
    status = {"id": "wamid.B", "status": "read", "timestamp": str(SENT_AT)}
    [update] = read("standby", standby={"statuses": [status]})
    assert isinstance(update, StatusUpdate)
    assert update.phone_number_id == NUMBER


def test_echoes_on_standby():
    """What the other app sent, as the body of its own call."""
    sent = {"to": "34600111222", "type": "text", "text": {"body": "I am a robot"}}
    echo = {"id": "wamid.R", "timestamp": str(SENT_AT), "message": sent}
    phoneless = {"recipient": "ES.13491208655302741918", "type": "text", "text": {}}
    other = {"id": "wamid.S", "message": phoneless}
    bad = [{}, {"id": "wamid.T"}, {"message": sent}, 7]
    value = {"message_echoes": [echo, other, *bad], "contacts": [ANA]}
    first, second, *rest = read("standby", standby=value)
    assert type(first) is type(second) is StandbyEcho
    assert (first.wamid, first.text) == ("wamid.R", "I am a robot")
    assert (first.identity.name, first.timestamp) == ("Ana", MOMENT)
    assert second.identity.bsuid == "ES.13491208655302741918"
    assert [type(update) for update in rest] == [Unreadable] * 4


def test_messages_and_echoes_of_one_change():
    value = {"contacts": [ANA], "messages": [text()], "message_echoes": []}
    assert [type(update) for update in read("standby", standby=value)] == [
        StandbyMessage
    ]


@pytest.mark.parametrize("value", [{}, {"standby": {}}, {"standby": []}])
def test_an_empty_standby_is_kept(value):
    [update] = read("standby", **value)
    assert isinstance(update, FieldUpdate)


def test_an_odd_element_on_standby_loses_no_other():
    good, bad = read("standby", standby={"messages": [text(), {"type": "text"}]})
    assert isinstance(good, StandbyMessage)
    assert isinstance(bad, Unreadable)
