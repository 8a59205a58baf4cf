"""The things the simulator remembers. Plain records; `State` finds and keeps them."""

from dataclasses import dataclass, field

STATUS_RANK = {"accepted": 0, "sent": 1, "delivered": 2, "read": 3, "played": 4}


@dataclass
class App:
    """A Meta app: its secret signs webhooks, its callback receives them."""

    id: str
    name: str
    secret: str
    callback_url: str = ""
    verify_token: str = ""
    fields: list | None = None  # subscribed webhook fields; None = all


@dataclass
class Token:
    value: str
    app_id: str
    waba_ids: list = field(default_factory=list)
    valid: bool = True
    expires_at: int = 0  # unix seconds, 0 = never
    issued_at: int = 0
    scopes: list = field(
        default_factory=lambda: [
            "whatsapp_business_management",
            "whatsapp_business_messaging",
            "public_profile",
        ]
    )

    @property
    def id(self):
        return self.value


@dataclass
class Waba:
    """A WhatsApp Business Account. `subscriptions`: app id → override or {}."""

    id: str
    name: str
    portfolio_id: str
    subscriptions: dict = field(default_factory=dict)
    namespace: str = ""


@dataclass
class Number:
    """A business phone number. `overrides`: app id → callback address."""

    id: str
    waba_id: str
    display_phone_number: str
    verified_name: str
    registered: bool = True
    overrides: dict = field(default_factory=dict)
    profile: dict = field(default_factory=dict)
    blocked: list = field(default_factory=list)  # customer ids
    quality_rating: str = "GREEN"
    is_on_biz_app: bool = False  # used in the phone app too (coexistence)
    phone_app: dict = field(default_factory=dict)  # what it has, see coexistence.py


@dataclass
class Customer:
    """A WhatsApp user with a phone in hand."""

    id: str
    name: str
    phone: str  # digits, as people dial it
    wa_id: str
    username: str = ""
    hide_phone: bool = False
    online: bool = True
    read_receipts: bool = True
    auto_read: bool = False  # reads at once, without a phone page
    marketing_opt_out: bool = False
    owners: dict = field(default_factory=dict)  # number id → who answers, see routing
    generation: int = 0  # raised by a change of number: the BSUIDs change
    gone: bool = False  # somebody else has the number; nothing reaches this user


@dataclass
class Message:
    """One message. `payload` is what the sender wrote, in Meta's shape.

    :ivar direction: "inbound" (customer → business) or "outbound"
    :ivar customer_id: "" when nobody on WhatsApp has the number
    :ivar recipient: what the business addressed: {"to"?, "recipient"?}
    :ivar statuses: [{"status", "timestamp", "errors"?}], as they happened
    """

    id: str
    number_id: str
    customer_id: str
    direction: str
    type: str
    payload: dict
    timestamp: int
    status: str = "accepted"
    statuses: list = field(default_factory=list)
    recipient: dict = field(default_factory=dict)
    callback_data: str = ""
    category: str = "service"
    reactions: dict = field(default_factory=dict)  # "customer"/"business" → emoji
    rendered: dict = field(default_factory=dict)  # a template as the phone shows it
    hidden: bool = False  # no bubble on the phone
    edited: bool = False
    deleted: bool = False


@dataclass
class Media:
    """A file. `inbound` media live 7 days, uploaded ones 30."""

    id: str
    number_id: str
    mime_type: str
    sha256: str  # hex
    size: int
    filename: str
    created: float
    inbound: bool = False
    data: bytes = b""


@dataclass
class Template:
    id: str
    waba_id: str
    name: str
    language: str
    category: str
    components: list
    status: str = "PENDING"
    parameter_format: str = "POSITIONAL"
    reason: str = "NONE"
    quality: str = "UNKNOWN"
    edited: list = field(default_factory=list)  # unix seconds of approved edits
