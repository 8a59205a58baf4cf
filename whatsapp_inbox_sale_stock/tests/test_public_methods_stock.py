from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from odoo.addons.whatsapp_inbox.tests.common import CUSTOMER
from odoo.addons.whatsapp_inbox.tests.public_methods import PublicMethodsCase
from odoo.addons.whatsapp_inbox_sale.tests.sale_case import SaleCase

AGENT = "whatsapp_inbox.group_agent"


@tagged("post_install", "-at_install")
class TestPublicMethodsStock(PublicMethodsCase, SaleCase):
    """By an agent of another team who sees deliveries, one of the team who does not,
    somebody in stock who is no agent, a customer of the portal."""

    addon = "whatsapp_inbox_sale_stock"
    arguments = {"action_send_whatsapp": ["tracking"]}
    secrets = (CUSTOMER, "Anita")

    def setUp(self):
        super().setUp()
        warehouse = {"name": "Shed", "code": "SHD", "company_id": self.company.id}
        Warehouse = self.env["stock.warehouse"]
        self.cactus.is_storable = True
        if not Warehouse.search([("company_id", "=", self.company.id)]):
            Warehouse.create(warehouse)
        order = self.order()
        order.action_confirm()
        self.records = {"stock.picking": order.picking_ids}
        stock = "stock.group_stock_user"
        self.member = self._create_user("wi_shed", f"{AGENT},{stock}")
        other = self._create_user("wi_other_shed", f"{AGENT},{stock}")
        keeper = self._create_user("wi_keeper", stock)
        ours = self._create_team("Ours", self.agent, self.member)
        self.customer_thread.whatsapp_conversation_id.team_id = ours
        self._create_team("Theirs", other)
        portal = new_test_user(self.env, "wi_portal", "base.group_portal")
        parcel = ("1Z999", "https://example.com/parcel/1Z999")
        Picking = self.registry["stock.picking"]
        self.startPatcher(patch.object(Picking, "_whatsapp_parcel", lambda _p: parcel))
        #: writing first to the customer of a delivery that one sees
        names = ("action_open_whatsapp", "action_send_whatsapp")
        first = {("stock.picking", name) for name in names}
        self.strangers = (
            (other, first),
            (self.agent, set()),
            (keeper, set()),
            (portal, set()),
        )
