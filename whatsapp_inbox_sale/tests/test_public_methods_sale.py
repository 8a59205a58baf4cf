from odoo.tests import new_test_user, tagged

from odoo.addons.whatsapp_inbox.tests.common import CUSTOMER
from odoo.addons.whatsapp_inbox.tests.public_methods import PublicMethodsCase

from .document_case import DocumentCase

ORDER = ["=sale.order"]
#: Who sells and is an agent of another team may write first to the customer of what
#: they see, and send it.
DOCUMENTS = {
    ("account.move", "action_open_whatsapp"),
    ("account.move", "action_send_whatsapp"),
    ("sale.order", "action_open_whatsapp"),
    ("sale.order", "action_send_whatsapp"),
    ("sale.order", "action_whatsapp_send_here"),
}
#: Opens what shows a product, which is refused.
LINE = ("sale.order.line", "action_whatsapp_product")


@tagged("post_install", "-at_install")
class TestPublicMethodsSale(PublicMethodsCase, DocumentCase):
    """By an agent of another team who sells, one of the team who does not, a sales
    person who is no agent, a customer of the portal."""

    addon = "whatsapp_inbox_sale"
    arguments = {
        "whatsapp_cancel_quotation": ORDER,
        "whatsapp_confirm_quotation": ORDER,
        "whatsapp_order_again": ORDER,
        "whatsapp_product": ["=product.product"],
        "whatsapp_quotation": ORDER,
        "whatsapp_restore_quotation": [*ORDER, "draft"],
    }
    secrets = (CUSTOMER, "Anita")

    def setUp(self):
        super().setUp()
        self.member = self._create_user(
            "wi_books",
            "whatsapp_inbox.group_agent,sales_team.group_sale_salesman_all_leads,"
            "account.group_account_invoice",
        )
        ours = self._create_team("Ours", self.agent, self.member)
        self.customer_thread.whatsapp_conversation_id.team_id = ours
        self._create_team("Theirs", self.seller)
        order = self.order()
        self.records = {
            "account.move": self.invoice(),
            "discuss.channel": self.customer_thread,
            "product.product": self.cactus,
            "sale.order": order,
            "sale.order.line": order.order_line,
        }
        portal = new_test_user(self.env, "wi_portal", "base.group_portal")
        self.strangers = (
            (self.seller, DOCUMENTS | {LINE}),
            (self.agent, set()),
            (self.outsider, {LINE}),
            (portal, set()),
        )
