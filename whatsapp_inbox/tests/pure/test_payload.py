import json
from datetime import UTC, datetime

import pytest
from tools.payload import (
    FieldUpdate,
    Identity,
    InboundMessage,
    PayloadError,
    StatusUpdate,
    Unreadable,
    parse,
)
from webhook_parts import (
    ANA,
    MOMENT,
    NUMBER,
    SENT_AT,
    WABA,
    WRONG_TYPES,
    body,
    change,
    read,
    read_one,
    status,
    text_message,
)

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


# -- strings ---------------------------------------------------------------------------


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


# -- time ------------------------------------------------------------------------------


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
