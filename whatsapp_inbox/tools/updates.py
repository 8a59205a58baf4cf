"""What a webhook can tell, as plain values. `payload.parse` makes them.

"" stands for what was not told. All strings are safe for PostgreSQL: no NUL, no lone
surrogate.
"""

from dataclasses import dataclass
from dataclasses import field as field_
from datetime import datetime

# How long a text may be.
MAX_NAME = 256
MAX_FILENAME = 255
MAX_ID = 512  # wamids have 60 to 200 characters; an index takes no more than 2,700
MAX_WORD = 255  # MIME types, hashes, kinds
MAX_URL = 4096


@dataclass(frozen=True, slots=True)
class Identity:
    """A WhatsApp user as far as one update tells; "" where it does not.

    `wa_id` has digits only. `bsuid` and `parent_bsuid` are kept as Meta writes them.
    """

    wa_id: str = ""
    bsuid: str = ""
    parent_bsuid: str = ""
    name: str = ""
    username: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """`url` lives some minutes, `id` seven days. `sha256` is as Meta encodes it."""

    id: str
    mime_type: str
    sha256: str
    filename: str
    voice: bool
    animated: bool
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the customer chose. `kind`: button, list_reply, button_reply or nfm_reply.

    Of a flow (`nfm_reply`), `id` is its name and `description` its answers: a string
    that is usually, not always, a JSON object.
    """

    kind: str
    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What an `edit` or a `revoke` is about: the message with the id `wamid`.

    `message` is a message of the same class with the new content, None if it was
    deleted.
    """

    wamid: str
    message: "InboundMessage | None"


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One element of `messages`. `timestamp` is naive UTC, `type` Meta's word.

    `text` is the body or the caption. `reaction` is (wamid, emoji), "" = removed.
    """

    phone_number_id: str
    waba_id: str
    wamid: str
    timestamp: datetime
    type: str
    identity: Identity
    text: str
    media: Media | None
    location: dict | None
    contacts: list[dict]
    reaction: tuple[str, str] | None
    reply: Reply | None
    context_wamid: str
    forwarded: bool
    group_id: str
    referral: dict | None
    errors: list[dict]
    raw: dict
    revision: Revision | None = None


@dataclass(frozen=True, slots=True)
class StandbyMessage(InboundMessage):
    """A customer's message that another app answers; we only get a copy."""


@dataclass(frozen=True, slots=True)
class EchoedMessage(InboundMessage):
    """One element of `message_echoes`: a message that a person of the business wrote
    in the phone app. `identity` is the customer to whom it went."""


@dataclass(frozen=True, slots=True)
class HistoryMessage(InboundMessage):
    """One message of the phone app's history; `identity` is the customer, whoever of
    the two wrote it. `status` is Meta's word in capitals, "" if not told."""

    status: str = ""
    outbound: bool = False


@dataclass(frozen=True, slots=True)
class StandbyEcho(InboundMessage):
    """What another app sent that answers the customer, who is `identity`."""


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """One element of `statuses`. `status` is Meta's word, known to us or not.

    `callback_data` is the `biz_opaque_callback_data` given when sending.
    """

    phone_number_id: str
    waba_id: str
    wamid: str
    status: str
    timestamp: datetime
    identity: Identity
    callback_data: str
    errors: list[dict]
    pricing: dict | None
    raw: dict


@dataclass(frozen=True, slots=True)
class FieldUpdate:
    """A change that is neither a message nor a status: templates, account, …

    Errors of the account itself have the field "errors", their value is
    `{"errors": […]}`. `waba_id` is the id of the entry: the WhatsApp account, or for
    some events of `account_update` the portfolio. `at` is the entry's time, naive UTC,
    None where Meta tells none.
    """

    waba_id: str
    phone_number_id: str
    field: str
    value: dict
    at: datetime | None = field_(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An element that could not be used. `raw` is whatever JSON value it was."""

    phone_number_id: str
    reason: str
    raw: object


Update = InboundMessage | StatusUpdate | FieldUpdate | Unreadable
