import json
from datetime import UTC, datetime

import pytest
from tools.payload import (
    FieldUpdate,
    Identity,
    InboundMessage,
    Media,
    PayloadError,
    Reply,
    StatusUpdate,
    Unreadable,
    parse,
)

NUMBER, WABA = "106540352242922", "102290129340398"
BSUID = "US.13491208655302741918"
SENT_AT = 1_762_000_000
MOMENT = datetime.fromtimestamp(SENT_AT, UTC).replace(tzinfo=None)
ANA = {"profile": {"name": "Ana"}, "wa_id": "34600111222"}
BEN = {"profile": {"name": "Ben", "username": "@ben"}, "user_id": BSUID}


def text_message(wamid="wamid.A", sender="34600111222", body="Hello", **values):
    message = {
        "from": sender,
        "id": wamid,
        "timestamp": str(SENT_AT),
        "type": "text",
        "text": {"body": body},
        **values,
    }
    return {key: value for key, value in message.items() if value is not None}


def status(wamid="wamid.A", **values):
    return {
        "id": wamid,
        "status": "sent",
        "timestamp": str(SENT_AT),
        "recipient_id": "34600111222",
        **values,
    }


def change(field="messages", **value):
    metadata = {"display_phone_number": "15550783881", "phone_number_id": NUMBER}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return {"field": field, "value": value}


def body(*changes, **entry):
    entry = {"id": WABA, "changes": list(changes), **entry}
    document = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(document).encode()


def read(*messages, contacts=(ANA,)):
    return parse(body(change(contacts=list(contacts), messages=list(messages))))


def read_one(message, **values):
    (update,) = read(message, **values)
    return update


# -- the envelope ----------------------------------------------------------------------


def test_a_text_message():
    message = text_message(context={"from": "15550783881", "id": "wamid.Z"})
    assert read_one(message) == InboundMessage(
        phone_number_id=NUMBER,
        waba_id=WABA,
        wamid="wamid.A",
        timestamp=MOMENT,
        type="text",
        identity=Identity("34600111222", "", "", "Ana", ""),
        text="Hello",
        media=None,
        location=None,
        contacts=[],
        reaction=None,
        reply=None,
        context_wamid="wamid.Z",
        forwarded=False,
        group_id="",
        referral=None,
        errors=[],
        raw=message,
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b"42",
        b'"text"',
        b'{"entry": [',
        b"\xff\xfe{}",
        '{"entry": []}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_what_is_no_json_object_is_refused(raw):
    with pytest.raises(PayloadError):
        parse(raw)


def test_a_payload_error_shows_nothing_of_the_body():
    with pytest.raises(PayloadError) as caught:
        parse(b'{"body": "private words"')
    assert "private" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_all_entries_changes_messages_and_statuses_are_read():
    entries = [
        {
            "id": f"waba{e}",
            "changes": [
                change(
                    messages=[text_message(f"m{e}{c}{i}") for i in range(3)],
                    statuses=[status(f"s{e}{c}{i}") for i in range(2)],
                )
                for c in range(2)
            ],
        }
        for e in range(2)
    ]
    updates = parse(json.dumps({"entry": entries}).encode())
    assert [update.wamid for update in updates] == [
        f"{kind}{e}{c}{i}"
        for e in range(2)
        for c in range(2)
        for kind, count in (("m", 3), ("s", 2))
        for i in range(count)
    ]
    assert {update.waba_id for update in updates} == {"waba0", "waba1"}


def test_a_batch_of_a_thousand():
    people = [{"wa_id": f"346{i:08}", "profile": {"name": f"P{i}"}} for i in range(500)]
    messages = [text_message(f"m{i}", p["wa_id"]) for i, p in enumerate(people)]
    statuses = [status(f"s{i}") for i in range(500)]
    updates = parse(
        body(change(contacts=people[::-1], messages=messages, statuses=statuses))
    )
    assert len(updates) == 1000
    assert [u.identity.name for u in updates[:500]] == [f"P{i}" for i in range(500)]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({}, "no list of entry"),
        ({"entry": None}, "no list of entry"),
        ({"entry": {"id": WABA}}, "no list of entry"),
        ({"entry": ["text"]}, "entry: not an object"),
        ({"entry": [{"id": WABA}]}, "no list of changes"),
        ({"entry": [{"changes": {}}]}, "no list of changes"),
        ({"entry": [{"changes": [7]}]}, "changes: not an object"),
        ({"entry": [{"changes": [{"field": "messages"}]}]}, "no value"),
        ({"entry": [{"changes": [{"field": "messages", "value": []}]}]}, "no value"),
        ({"entry": [{"changes": [change(messages="x")]}]}, "no list of messages"),
        ({"entry": [{"changes": [change(statuses={})]}]}, "no list of statuses"),
        (
            {"entry": [{"changes": [change(messages=[["list"]])]}]},
            "messages: not an object",
        ),
    ],
)
def test_an_odd_envelope_is_unreadable_and_not_an_error(document, reason):
    (update,) = parse(json.dumps(document).encode())
    assert isinstance(update, Unreadable)
    assert update.reason == reason


ODD_MESSAGES = [
    "text",
    None,
    [],
    7,
    {},
    {"type": "text"},
    text_message(None),
    text_message(""),
    text_message({"id": 1}),
    text_message("w" * 5000),
    text_message("wamid.A", None),
    text_message("wamid.A", ""),
    text_message("wamid.A", ["34600111222"]),
    text_message("wamid.A", "not a number"),
    text_message("wamid.A", "1" * 5000),
]


@pytest.mark.parametrize("odd", ODD_MESSAGES)
def test_an_odd_message_never_loses_its_neighbours(odd):
    first, middle, last = read(text_message("first"), odd, text_message("last"))
    assert (first.wamid, last.wamid) == ("first", "last")
    assert isinstance(middle, Unreadable)
    assert (middle.phone_number_id, middle.raw) == (NUMBER, odd)
    assert middle.reason.startswith("messages: ")


@pytest.mark.parametrize("odd", [None, [], "x", {}, {"id": "s"}, {"status": "sent"}])
def test_an_odd_status_never_loses_its_neighbours(odd):
    updates = parse(body(change(statuses=[status("first"), odd, status("last")])))
    assert [type(u) for u in updates] == [StatusUpdate, Unreadable, StatusUpdate]


def test_odd_entries_and_changes_never_lose_their_neighbours():
    good = change(contacts=[ANA], messages=[text_message()])
    entries = [
        None,
        {"changes": [{}, good, "x"]},
        {"changes": None},
        {"changes": [good]},
    ]
    updates = parse(json.dumps({"entry": entries}).encode())
    assert "".join(type(update).__name__[0] for update in updates) == "UUIUUI"


WRONG_TYPES = [None, True, 0, 1.5, "text", [], ["x"], [[]], {}, {"x": []}]


@pytest.mark.parametrize("wrong", WRONG_TYPES)
@pytest.mark.parametrize(
    "key",
    ["text", "context", "referral", "errors", "group_id", "timestamp", "type"]
    + ["from_user_id", "from_parent_user_id"],
)
def test_a_field_of_another_type_does_not_lose_the_message(key, wrong):
    update = read_one(text_message(**{key: wrong}))
    assert isinstance(update, InboundMessage)
    assert (update.wamid, update.identity.wa_id) == ("wamid.A", "34600111222")
    assert isinstance(update.text, str)


@pytest.mark.parametrize("wrong", WRONG_TYPES)
@pytest.mark.parametrize(
    "kind",
    ["image", "video", "audio", "document", "sticker", "location", "contacts"]
    + ["button", "interactive", "reaction", "order", "system", "unsupported", "new"],
)
def test_a_content_of_another_type_does_not_lose_the_message(kind, wrong):
    update = read_one(text_message(type=kind, **{kind: wrong}))
    assert isinstance(update, InboundMessage)
    assert update.type == kind
    assert update.media is None
    assert update.location is None
    assert update.reaction is None


@pytest.mark.parametrize("wrong", WRONG_TYPES)
@pytest.mark.parametrize("key", ["contacts", "metadata"])
def test_a_value_of_another_type_does_not_lose_the_message(key, wrong):
    (update,) = parse(body(change(**{key: wrong, "messages": [text_message()]})))
    assert isinstance(update, InboundMessage)


@pytest.mark.parametrize(
    "contact",
    [None, 1, "x", [], {}, {"wa_id": []}, {"profile": []}, {"profile": {"name": {}}}],
)
def test_an_odd_contact_is_passed_over(contact):
    update = read_one(text_message(), contacts=[contact, ANA])
    assert update.identity.name == "Ana"


# -- strings -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\x00b", "ab"),
        ("\x00", ""),
        ("a\ud83d", "a\ufffd"),
        ("\udc00a", "\ufffda"),
        ("emoji 😀 stays", "emoji 😀 stays"),
        ("tab\tline\nfeed", "tab\tline\nfeed"),
        (r"a\u0000b", r"a\u0000b"),
        ("مرحبا \u202b", "مرحبا \u202b"),
    ],
)
def test_every_string_can_be_stored(sent, kept):
    update = read_one(text_message(body=sent, extra={sent: [sent]}))
    assert update.text == kept
    assert update.raw["extra"] == {kept: [kept]}
    update.text.encode()


def test_control_bytes_inside_of_the_json_are_tolerated():
    raw = body(change(contacts=[ANA], messages=[text_message(body="line")]))
    (update,) = parse(raw.replace(b"line", b"li\x00ne\nfeed"))
    assert update.text == "line\nfeed"


def test_bytes_that_are_not_utf8_spoil_one_string_and_not_the_batch():
    raw = body(change(messages=[text_message("a", body="CAFE"), text_message("b")]))
    first, second = parse(raw.replace(b"CAFE", b"caf\xe9"))
    assert (first.text, second.text) == ("caf\ufffd", "Hello")


def test_a_byte_order_mark_is_tolerated():
    assert len(parse(b"\xef\xbb\xbf" + body(change(messages=[text_message()])))) == 1


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e999", b"9" * 5000])
def test_numbers_that_no_database_takes(number):
    raw = body(change(messages=[text_message(extra="NUMBER")]))
    (update,) = parse(raw.replace(b'"NUMBER"', number))
    assert isinstance(update, InboundMessage)
    assert "NaN" not in json.dumps(update.raw)
    assert "Infinity" not in json.dumps(update.raw)


def test_long_strings_are_capped():
    huge = "x" * 100_000
    contact = {"profile": {"name": huge, "username": huge}, "wa_id": "34600111222"}
    document = {"id": "1", "filename": huge, "mime_type": huge, "sha256": huge}
    update = read_one(
        text_message(type="document", document=document, group_id=huge),
        contacts=[contact],
    )
    assert len(update.identity.name) == 256
    assert len(update.identity.username) == 256
    assert len(update.media.filename) == 255
    assert len(update.media.mime_type) == 255
    assert len(update.group_id) == 255
    assert read_one(text_message(body=huge)).text == huge


# -- time --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "timestamp",
    [
        str(SENT_AT),
        SENT_AT,
        float(SENT_AT) + 0.9,
        f"{SENT_AT}.5",
        SENT_AT * 1000 + 999,
        str(SENT_AT * 1000),
        f" {SENT_AT} ",
    ],
)
def test_timestamps_in_seconds_or_milliseconds(timestamp):
    update = read_one(text_message(timestamp=timestamp))
    assert update.timestamp == MOMENT
    assert update.timestamp.tzinfo is None


INVALID_TIMES = [None, "", "asdf", "2026-11-21", 0, -1, "1", 10**17, 10**300, True, {}]


@pytest.mark.parametrize("timestamp", INVALID_TIMES)
def test_an_invalid_timestamp_becomes_that_of_the_entry(timestamp):
    message = {**text_message(), "timestamp": timestamp}
    updates = parse(
        body(
            change(messages=[message], statuses=[status(timestamp=timestamp)]),
            time=SENT_AT,
        )
    )
    assert [update.timestamp for update in updates] == [MOMENT, MOMENT]


@pytest.mark.parametrize("timestamp", INVALID_TIMES)
def test_without_any_valid_time_it_is_now(timestamp):
    before = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    message = {**text_message(), "timestamp": timestamp}
    (update,) = parse(body(change(messages=[message]), time=timestamp))
    assert before <= update.timestamp <= datetime.now(UTC).replace(tzinfo=None)


# -- people ------------------------------------------------------------------------


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


# -- kinds of messages -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "content", "text", "media"),
    [
        (
            "image",
            {"id": "1", "mime_type": "image/jpeg", "sha256": "h=", "caption": "Look"},
            "Look",
            Media("1", "image/jpeg", "h=", "", False, False, ""),
        ),
        (
            "video",
            {
                "id": "1",
                "mime_type": "video/mp4",
                "url": "https://lookaside.fbsbx.com/x",
            },
            "",
            Media(
                "1", "video/mp4", "", "", False, False, "https://lookaside.fbsbx.com/x"
            ),
        ),
        (
            "audio",
            {"id": "1", "mime_type": "audio/ogg; codecs=opus", "voice": True},
            "",
            Media("1", "audio/ogg; codecs=opus", "", "", True, False, ""),
        ),
        (
            "document",
            {"id": "1", "filename": "a/b.pdf", "caption": "c"},
            "c",
            Media("1", "", "", "a/b.pdf", False, False, ""),
        ),
        (
            "sticker",
            {"id": 15, "mime_type": "image/webp", "animated": True},
            "",
            Media("15", "image/webp", "", "", False, True, ""),
        ),
        (
            "audio",
            {"id": "1", "voice": "yes"},
            "",
            Media("1", "", "", "", *[False] * 2, ""),
        ),
        ("image", {"mime_type": "image/jpeg"}, "", None),
        ("image", {"caption": "no file"}, "no file", None),
    ],
)
def test_media(kind, content, text, media):
    update = read_one(text_message(type=kind, text=None, **{kind: content}))
    assert (update.type, update.text, update.media) == (kind, text, media)


@pytest.mark.parametrize(
    ("content", "location"),
    [
        (
            {"latitude": 41.4, "longitude": 2.2, "name": "Home", "address": "Street 1"},
            (41.4, 2.2, "Home", "Street 1", ""),
        ),
        ({"latitude": "41.4", "longitude": "-2", "url": "https://x"},)
        + ((41.4, -2.0, "", "", "https://x"),),
        ({"latitude": 0, "longitude": 0}, (0.0, 0.0, "", "", "")),
        ({"latitude": 41.4, "longitude": 2, "name": ["<b>"]}, (41.4, 2.0, "", "", "")),
        ({"latitude": 91, "longitude": 0}, None),
        ({"latitude": 0, "longitude": -181}, None),
        ({"latitude": "NaN", "longitude": 0}, None),
        ({"latitude": "north", "longitude": 0}, None),
        ({"latitude": True, "longitude": 0}, None),
        ({"longitude": 0}, None),
    ],
)
def test_location(content, location):
    update = read_one(text_message(type="location", location=content))
    found = update.location and tuple(update.location.values())
    assert found == location


def test_contact_cards_are_not_the_contacts_of_the_change():
    cards = [{"name": {"formatted_name": "Eve"}, "phones": [{"phone": "+1"}]}, "odd"]
    update = read_one(text_message(type="contacts", contacts=cards))
    assert update.contacts == cards[:1]
    assert update.identity.name == "Ana"
    assert read_one(text_message(contacts=cards)).contacts == []


@pytest.mark.parametrize(
    ("content", "reaction"),
    [
        ({"message_id": "wamid.Z", "emoji": "👍"}, ("wamid.Z", "👍")),
        ({"message_id": "wamid.Z", "emoji": ""}, ("wamid.Z", "")),
        ({"message_id": "wamid.Z"}, ("wamid.Z", "")),
        ({"message_id": "wamid.Z", "emoji": None}, ("wamid.Z", "")),
        ({"message_id": "wamid.Z", "emoji": ["👍"]}, ("wamid.Z", "")),
        ({"emoji": "👍"}, None),
    ],
)
def test_reactions_set_and_removed_both_ways(content, reaction):
    assert (
        read_one(text_message(type="reaction", reaction=content)).reaction == reaction
    )


@pytest.mark.parametrize(
    ("kind", "content", "reply"),
    [
        ("button", {"payload": "P", "text": "Yes"}, Reply("button", "P", "Yes", "")),
        ("button", {"text": "Yes"}, Reply("button", "", "Yes", "")),
        (
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}},
            Reply("button_reply", "1", "Yes", ""),
        ),
        (
            "interactive",
            {"list_reply": {"id": 2, "title": "Row", "description": "More"}},
            Reply("list_reply", "2", "Row", "More"),
        ),
        (
            "interactive",
            {"nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"a":1}'}},
            Reply("nfm_reply", "flow", "Sent", '{"a":1}'),
        ),
        (
            "interactive",
            {"nfm_reply": {"name": "flow", "response_json": "not json"}},
            Reply("nfm_reply", "flow", "", "not json"),
        ),
        (
            "interactive",
            {"nfm_reply": {"name": "address_message", "response_json": {"a": "é"}}},
            Reply("nfm_reply", "address_message", "", '{"a": "é"}'),
        ),
        (
            "interactive",
            {"nfm_reply": {"body": "Sent"}},
            Reply("nfm_reply", "", "Sent", ""),
        ),
        ("interactive", {"call_permission_reply": {"response": "accept"}}, None),
        ("interactive", {"button_reply": []}, None),
        ("interactive", {}, None),
        ("interactive", None, None),
        ("order", {"button_reply": {"id": "1", "title": "Yes"}}, None),
    ],
)
def test_replies(kind, content, reply):
    message = text_message(type=kind, text=None, **{kind: content})
    assert read_one(message).reply == reply


@pytest.mark.parametrize(
    ("context", "wamid", "forwarded"),
    [
        ({"from": "1", "id": "wamid.Z"}, "wamid.Z", False),
        ({"forwarded": True}, "", True),
        ({"frequently_forwarded": True}, "", True),
        ({"forwarded": False}, "", False),
        ({"id": None}, "", False),
        ({}, "", False),
    ],
)
def test_quoted_and_forwarded(context, wamid, forwarded):
    update = read_one(text_message(context=context))
    assert (update.context_wamid, update.forwarded) == (wamid, forwarded)


@pytest.mark.parametrize(
    "kind", ["order", "unsupported", "ephemeral", "request_welcome"]
)
def test_other_types_keep_their_raw_payload(kind):
    errors = [{"code": 131051, "title": "Message type unknown"}]
    message = text_message(type=kind, errors=errors, **{kind: {"a": 1}})
    update = read_one(message)
    assert (update.type, update.errors, update.raw) == (kind, errors, message)


@pytest.mark.parametrize("kind", [None, "", 0, [], {}])
def test_a_missing_type(kind):
    message = {**text_message(), "type": kind}
    assert read_one(message).type in ("unknown", "0")


def test_group_and_referral():
    referral = {"source_type": "ad", "ctwa_clid": "x"}
    update = read_one(text_message(group_id="G1", referral=referral))
    assert (update.group_id, update.referral) == ("G1", referral)


# -- statuses ----------------------------------------------------------------------


def read_status(contacts=(), **values):
    statuses = [status(**values)]
    (update,) = parse(body(change(contacts=list(contacts), statuses=statuses)))
    return update


def test_a_status():
    pricing = {"billable": True, "category": "service"}
    update = read_status(
        [ANA], status="delivered", biz_opaque_callback_data="uuid", pricing=pricing
    )
    assert update == StatusUpdate(
        phone_number_id=NUMBER,
        waba_id=WABA,
        wamid="wamid.A",
        status="delivered",
        timestamp=MOMENT,
        identity=Identity("34600111222", "", "", "Ana", ""),
        callback_data="uuid",
        errors=[],
        pricing=pricing,
        raw=update.raw,
    )


@pytest.mark.parametrize(
    "word", ["sent", "delivered", "read", "played", "failed", "new"]
)
def test_statuses_keep_metas_word(word):
    assert read_status(status=word).status == word


@pytest.mark.parametrize(
    ("values", "contacts", "identity"),
    [
        ({"recipient_id": None}, [], Identity()),
        (
            {"recipient_id": None, "recipient_user_id": BSUID},
            [ANA, BEN],
            Identity("", BSUID, "", "Ben", "ben"),
        ),
        ({"recipient_id": BSUID}, [], Identity("", BSUID)),
        (
            {"recipient_parent_user_id": "US.2"},
            [],
            Identity("34600111222", "", "US.2"),
        ),
        (
            {"parent_recipient_user_id": "US.2"},
            [],
            Identity("34600111222", "", "US.2"),
        ),
        (
            {
                "recipient_type": "group",
                "recipient_id": "group-1",
                "recipient_participant_id": "34999",
                "recipient_participant_user_id": "US.3",
            },
            [],
            Identity("34999", "US.3"),
        ),
    ],
)
def test_to_whom_it_was_sent(values, contacts, identity):
    assert read_status(contacts, **values).identity == identity


@pytest.mark.parametrize(
    ("errors", "kept"),
    [
        (None, []),
        ([], []),
        ("x", []),
        ([{"code": 131047}], [{"code": 131047}]),
        ({"code": 131047}, [{"code": 131047}]),
        ([None, {"code": 1}, "x"], [{"code": 1}]),
    ],
)
def test_errors_of_a_failed_status(errors, kept):
    assert read_status(status="failed", errors=errors).errors == kept


@pytest.mark.parametrize("wrong", WRONG_TYPES)
@pytest.mark.parametrize(
    "key",
    ["timestamp", "recipient_id", "recipient_user_id", "pricing", "conversation"]
    + ["biz_opaque_callback_data", "errors", "recipient_type"],
)
def test_a_field_of_another_type_does_not_lose_the_status(key, wrong):
    update = read_status(**{key: wrong})
    assert (update.wamid, update.status) == ("wamid.A", "sent")
    assert isinstance(update.callback_data, str)


# -- everything else -------------------------------------------------------------------


@pytest.mark.parametrize(
    "field",
    ["message_template_status_update", "account_update", "user_preferences", "history"]
    + ["smb_message_echoes", "calls", "of_tomorrow"],
)
def test_other_fields_are_handed_on_whole(field):
    value = change(field, event="APPROVED", messages=[text_message()])["value"]
    (update,) = parse(body(change(field, event="APPROVED", messages=[text_message()])))
    assert update == FieldUpdate(WABA, NUMBER, field, value)


def test_a_field_without_metadata():
    (update,) = parse(body({"field": "account_update", "value": {"event": "X"}}))
    assert update == FieldUpdate(WABA, "", "account_update", {"event": "X"})


def test_errors_of_the_account():
    errors = [{"code": 130429, "title": "Rate limit hit"}]
    (update,) = parse(body(change(errors=errors)))
    assert update == FieldUpdate(WABA, NUMBER, "errors", {"errors": errors})


def test_an_interactive_message_without_its_content_and_an_error_beside_it():
    message = text_message(type="interactive", text=None)
    errors = [{"code": 131000}]
    first, second = parse(body(change(messages=[message], errors=errors)))
    assert (first.type, first.reply) == ("interactive", None)
    assert second == FieldUpdate(WABA, NUMBER, "errors", {"errors": errors})


def test_a_change_without_a_field_is_known_by_its_value():
    nameless = {"value": change(messages=[text_message()])["value"]}
    (update,) = parse(body(nameless))
    assert isinstance(update, InboundMessage)


def test_messages_without_content_are_handed_on():
    (update,) = parse(body(change(contacts=[ANA])))
    assert (update.field, update.value["contacts"]) == ("messages", [ANA])


def test_missing_metadata():
    value = {"messages": [text_message()]}
    (update,) = parse(body({"field": "messages", "value": value}))
    assert (update.phone_number_id, update.wamid) == ("", "wamid.A")


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
