"""What Meta accepts in ``POST /<phone>/messages``, type by type.

Limits: the pages "<type> messages" of the Cloud API.
"""

from . import checks, numbering
from .checks import bad_parameter, bad_value, key
from .errors import GraphError
from .interactive import check_interactive

TOP_KEYS = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "context",
    "biz_opaque_callback_data",
    "recipient_identity_key_hash",
    "message_activity_sharing",
    "category",
    "direct_send_config",
    "status",
    "message_id",
    "typing_indicator",
    "access_token",
    "ttl",
}
# type → keys beside id and link
MEDIA_KEYS = {
    "image": {"caption"},
    "video": {"caption"},
    "audio": {"voice"},
    "document": {"caption", "filename"},
    "sticker": set(),
}
CAPTION_LENGTH = 1024
MIME_TYPES = {
    "audio": (
        "audio/aac",
        "audio/mp4",
        "audio/mpeg",
        "audio/amr",
        "audio/ogg",
        "audio/opus",
    ),
    "image": ("image/jpeg", "image/png"),
    "sticker": ("image/webp",),
    "video": ("video/mp4", "video/3gpp"),
}


def check_text(value, path):
    checks.known_keys(value, path, {"body", "preview_url"})
    checks.text(value, path, "body", 4096)
    if not value["body"].strip():
        raise bad_parameter(f"The parameter {key(path, 'body')} is required.")


def check_media(type_, value, path, find_media):
    """An id that we know or a link, never both.

    :param find_media: callable id → Media or None
    """
    checks.known_keys(value, path, {"id", "link", "provider"} | MEDIA_KEYS[type_])
    if "id" in value and "link" in value:
        raise bad_parameter(f"Param {path} must have either 'id' or 'link', not both.")
    if "id" not in value and "link" not in value:
        raise bad_parameter(f"The parameter {key(path, 'id')} is required.")
    if "link" in value:
        link = checks.text(value, path, "link")
        if not link.startswith(("http://", "https://")):
            raise bad_parameter(f"Param {key(path, 'link')} is not a valid URI.")
    elif not find_media(str(value["id"])):
        raise bad_parameter(
            f"Param {key(path, 'id')} is not a valid whatsapp business account media "
            "attachment ID."
        )
    checks.optional_text(value, path, "caption", CAPTION_LENGTH)
    checks.optional_text(value, path, "filename", 240)


def check_location(value, path):
    checks.known_keys(value, path, {"latitude", "longitude", "name", "address"})
    for name, highest in (("latitude", 90), ("longitude", 180)):
        place = key(path, name)
        checks.number(checks.required(value, path, name), place, -highest, highest)
    checks.optional_text(value, path, "name", 1000)
    checks.optional_text(value, path, "address", 1000)


NAME_PARTS = ("first_name", "last_name", "middle_name", "suffix", "prefix")


def check_contacts(value, path):
    for index, contact in enumerate(checks.listing(value, path)):
        place = f"{path}[{index}]"
        checks.mapping(contact, place)
        name = checks.mapping(
            checks.required(contact, place, "name"), key(place, "name")
        )
        checks.text(name, key(place, "name"), "formatted_name")
        if not any(name.get(part) for part in NAME_PARTS):
            raise bad_value(
                f"{key(place, 'name')} must have at least one of "
                + ", ".join(NAME_PARTS)
            )
        for phone in contact.get("phones") or []:
            checks.mapping(phone, key(place, "phones"))
    if not value:
        raise bad_parameter(f"The parameter {path} is required.")


def check_reaction(value, path, find_message):
    checks.known_keys(value, path, {"message_id", "emoji"})
    message_id = checks.text(value, path, "message_id")
    if not isinstance(value.get("emoji"), str):
        raise bad_parameter(f"The parameter {key(path, 'emoji')} is required.")
    if len(value["emoji"]) > 16 or value["emoji"].isascii() and value["emoji"]:
        raise bad_value("reaction['emoji'] is not an emoji")
    if not find_message(message_id):
        raise bad_value("Message id is not valid, or the message is older than 30 days")


def check_recipient(payload):
    """``to`` (a phone) or ``recipient`` (a BSUID); ``to`` wins when both are there.

    :return: ("to" or "recipient", value)
    """
    to, recipient = payload.get("to"), payload.get("recipient")
    if to in (None, "") and recipient in (None, ""):
        raise bad_parameter("The parameter to is required.")
    if to not in (None, ""):
        to = str(to)
        if "." in to and not numbering.looks_dialable(to):
            return "to", to  # a BSUID in `to` is accepted and never delivered
        if not numbering.looks_dialable(to):
            raise bad_value(
                "The phone number is malformed: Please use the format: +1234567890."
            )
        return "to", to
    return "recipient", checks.string(recipient, "recipient")


SIMPLE = {
    "text": check_text,
    "location": check_location,
    "contacts": check_contacts,
}
TYPES = {*SIMPLE, *MEDIA_KEYS, "reaction", "interactive", "template"}


def check_message(payload, find_media, find_message):
    """Validate all but the template (which needs the account's templates).

    :param find_message: callable wamid → Message or None, of this conversation
    :return: the type, lower case
    :raise GraphError: as Meta answers
    """
    recipient_type = payload.get("recipient_type", "individual")
    if checks.one_of(recipient_type, "recipient_type", {"individual", "group"}) != (
        "individual"
    ):
        raise GraphGroupError()
    check_recipient(payload)
    type_ = checks.one_of(payload.get("type", "text"), "type", TYPES)
    checks.known_keys(payload, "", TOP_KEYS | {type_})
    if payload.get("category"):
        raise GraphError(100, "Direct Send is not enabled for this account.")
    checks.optional_text(payload, "", "biz_opaque_callback_data", 512)
    check_context(payload.get("context"))
    if payload.get(type_) is None:
        raise bad_parameter(f"The parameter {type_} is required.")
    value = payload[type_]
    if type_ != "contacts":
        checks.mapping(value, type_)
    if type_ in SIMPLE:
        SIMPLE[type_](value, type_)
    elif type_ in MEDIA_KEYS:
        check_media(type_, value, type_, find_media)
    elif type_ == "reaction":
        check_reaction(value, type_, find_message)
    elif type_ == "interactive":
        check_interactive(value, find_media)
    return type_


def check_context(context):
    if context is None:
        return
    checks.mapping(context, "context")
    message_id = checks.text(context, "context", "message_id")
    if not message_id.startswith("wamid."):
        raise bad_value("context['message_id'] is not a valid message id")


class GraphGroupError(GraphError):
    """The simulator has no groups: any group id is unknown."""

    def __init__(self):
        super().__init__(131009, "The group does not exist or is not accessible.")
