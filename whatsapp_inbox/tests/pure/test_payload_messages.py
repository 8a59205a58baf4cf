import pytest
from tools.payload import Media, Reply
from webhook_parts import read_one, text_message


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
