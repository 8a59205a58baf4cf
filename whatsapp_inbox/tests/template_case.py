"""What the tests of templates share: Meta's templates, and an edge that lists them."""

from .common import WhatsappCase
from .fake_meta import response

EDGE = "1001/message_templates"


def body(text, *examples, **values):
    component = {"type": "BODY", "text": text, **values}
    if examples:
        component["example"] = {"body_text": [list(examples)]}
    return component


def at_meta(name="order_update", language="es", components=None, **values):
    """One element of Meta's list."""
    return {
        "id": values.pop("id", str(abs(hash((name, language))) % 10**12)),
        "name": name,
        "language": language,
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": components or [body("Hola, su pedido está listo.")],
        **values,
    }


ORDER = [
    body("Hola {{1}}, su pedido *{{2}}* va en camino.", "Lucía", "S1"),
    {"type": "FOOTER", "text": "Desert Garden"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Gracias"},
            {
                "type": "URL",
                "text": "Seguir",
                "url": "https://example.com/{{1}}",
                "example": ["S1"],
            },
        ],
    },
]
TYPED = {"body.1": "Ana", "body.2": "S9", "button.1": "S9"}


class TemplateCase(WhatsappCase):
    """Meta has the templates of ``self.listed``."""

    def setUp(self):
        super().setUp()
        self.listed = []
        self.asked = []
        type(self).meta.edges[EDGE] = self._answer

    def _answer(self, request):
        self.asked.append((request.method, request.url, request.body))
        return response(200, {"data": self.listed})

    def sync(self, *listed):
        """:return: the templates that Meta has, in the order given"""
        self.listed = list(listed)
        self.env["whatsapp.inbox.template"]._sync(self.account)
        return self.env["whatsapp.inbox.template"].union(
            *(self.template(t["name"], t["language"]) for t in listed)
        )

    def template(self, name="order_update", lang="es"):
        return (
            self.env["whatsapp.inbox.template"]
            .with_context(active_test=False)
            .search([("name", "=", name), ("lang_code", "=", lang)])
        )
