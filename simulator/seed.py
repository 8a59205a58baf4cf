"""The world of a fresh simulator: one business with two numbers, and its customers."""

from . import numbering
from .records import App, Customer, Number, Template, Token, Waba

PORTFOLIO_ID = "506914307656634"
WABA_ID = "102290129340398"
NUMBER_ID = "106540352242922"
SECOND_NUMBER_ID = "106540352242923"
APP_ID = "670843887433847"
APP_SECRET = "simulator-app-secret"
ACCESS_TOKEN = "SIMULATOR-ACCESS-TOKEN"

# id, name, dialled phone, wa_id, username, hide_phone
CUSTOMERS = [
    ("lucia", "Lucía Fernández", "34600123456", "34600123456", "", False),
    ("giulia", "Giulia Rossi", "393331234567", "393331234567", "", False),
    ("joao", "João Almeida", "5511987654321", "551187654321", "", False),
    ("valentina", "Valentina Cruz", "525512345678", "5215512345678", "", False),
    ("mateo", "Mateo González", "541123456789", "5491123456789", "", False),
    ("emma", "Emma Johnson", "12025550143", "12025550143", "", False),
    ("noa", "Noa", "34611222333", "34611222333", "noa.writes", True),
]

BODY = {"type": "BODY"}
# name, language, category, status, components, parameter_format
TEMPLATES = [
    (
        "hello_world",
        "en_US",
        "UTILITY",
        "APPROVED",
        [
            {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
            {**BODY, "text": "Welcome and congratulations! This is a test message."},
            {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"},
        ],
        "POSITIONAL",
    ),
    (
        "order_update",
        "es",
        "UTILITY",
        "APPROVED",
        [
            {
                **BODY,
                "text": "Hola {{1}}, su pedido {{2}} va en camino.",
                "example": {"body_text": [["Lucía", "S00042"]]},
            },
            {
                "type": "BUTTONS",
                "buttons": [
                    {"type": "QUICK_REPLY", "text": "Gracias"},
                    {
                        "type": "URL",
                        "text": "Seguir el envío",
                        "url": "https://example.com/track/{{1}}",
                        "example": ["https://example.com/track/S00042"],
                    },
                ],
            },
        ],
        "POSITIONAL",
    ),
    (
        "order_update",
        "en",
        "UTILITY",
        "APPROVED",
        [
            {
                **BODY,
                "text": "Hello {{1}}, your order {{2}} is on its way.",
                "example": {"body_text": [["Emma", "S00042"]]},
            }
        ],
        "POSITIONAL",
    ),
    (
        "spring_offer",
        "en",
        "MARKETING",
        "APPROVED",
        [
            {
                "type": "HEADER",
                "format": "IMAGE",
                "example": {"header_handle": ["4::aW..."]},
            },
            {
                **BODY,
                "text": "Hi {{first_name}}, everything green is {{discount}} off.",
                "example": {
                    "body_text_named_params": [
                        {"param_name": "first_name", "example": "Emma"},
                        {"param_name": "discount", "example": "20 %"},
                    ]
                },
            },
            {
                "type": "BUTTONS",
                "buttons": [{"type": "QUICK_REPLY", "text": "Stop offers"}],
            },
        ],
        "NAMED",
    ),
    (
        "survey",
        "en",
        "MARKETING",
        "PENDING",
        [{**BODY, "text": "How did we do?"}],
        "POSITIONAL",
    ),
    (
        "lottery",
        "en",
        "MARKETING",
        "REJECTED",
        [{**BODY, "text": "You have won!"}],
        "POSITIONAL",
    ),
]


def make_customer(state, name="", phone="", wa_id="", id="", **values):
    """A new customer; `wa_id` is derived from the dialled phone unless given."""
    phone = numbering.digits(phone)
    if not wa_id:
        longer = [v for v in numbering.variants(phone) if len(v) > len(phone)]
        wa_id = longer[0] if longer and phone[:2] in ("52", "54") else phone
    base = "".join(c for c in (name or phone).lower().split(" ")[0] if c.isalnum())
    id = id or base
    while id in state.customers:
        id += "2"
    return state.add(
        Customer(id=id, name=name or f"+{phone}", phone=phone, wa_id=wa_id, **values)
    )


def make_business(state, waba_id, name, portfolio_id):
    """A WhatsApp Business Account with Meta's and our sample templates."""
    waba = state.add(Waba(waba_id, name, portfolio_id, namespace=f"ns_{waba_id}"))
    for template in TEMPLATES:
        name, language, category, status, components, parameter_format = template
        state.add(
            Template(
                id=state.new_id(),
                waba_id=waba_id,
                name=name,
                language=language,
                category=category,
                components=components,
                status=status,
                parameter_format=parameter_format,
                reason="PROMOTIONAL" if status == "REJECTED" else "NONE",
            )
        )
    return waba


def fill(state):
    """The default world, unless the state was loaded from a file that has one."""
    if state.apps:
        return
    state.add(App(APP_ID, "Simulator app", APP_SECRET))
    state.add(Token(ACCESS_TOKEN, APP_ID, [WABA_ID], issued_at=int(state.now())))
    make_business(state, WABA_ID, "Desert Garden", PORTFOLIO_ID)
    state.add(Number(NUMBER_ID, WABA_ID, "+34 911 23 45 67", "Desert Garden"))
    state.add(
        Number(SECOND_NUMBER_ID, WABA_ID, "+34 911 23 45 68", "Desert Garden Support")
    )
    for id_, name, phone, wa_id, username, hide_phone in CUSTOMERS:
        make_customer(
            state,
            name,
            phone,
            wa_id,
            id_,
            username=username,
            hide_phone=hide_phone,
        )
