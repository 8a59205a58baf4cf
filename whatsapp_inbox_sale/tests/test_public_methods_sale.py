"""What RPC may call of ours beside a chat, by who may not: an agent of another team who
sells, a sales person who is no agent, a customer of the portal."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .sale_case import SELLER, SaleCase

OURS = "odoo.addons.whatsapp_inbox_sale."
ARGUMENTS = {
    "whatsapp_cancel_quotation": ["order"],
    "whatsapp_confirm_quotation": ["order"],
    "whatsapp_order_again": ["order"],
    "whatsapp_product": ["product"],
    "whatsapp_quotation": ["order"],
    "whatsapp_restore_quotation": ["order", "draft"],
}


@tagged("post_install", "-at_install")
class TestPublicMethodsSale(SaleCase):
    def setUp(self):
        super().setUp()
        ours = self._create_team("Ours", self.agent)
        self.customer_thread.whatsapp_conversation_id.team_id = ours
        self._create_team("Theirs", self.seller)
        outsider = self._create_user(
            "wi_outsider", SELLER.replace("whatsapp_inbox.group_agent,", "")
        )
        portal = new_test_user(self.env, "wi_portal", "base.group_portal")
        self.strangers = (self.seller, outsider, portal)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_strangers(self):
        order = self.order()
        known = {"order": order.id, "product": self.cactus.id}
        methods = {
            name
            for cls in type(self.env["discuss.channel"]).mro()
            if cls.__module__.startswith(OURS)
            for name in vars(cls)
            if name[:9] == "whatsapp_" and callable(vars(cls)[name])
        }
        self.assertLessEqual(ARGUMENTS.keys(), methods)
        for user in self.strangers:
            thread = self.customer_thread.with_user(user)
            for name in sorted(methods):
                arguments = [known.get(a, a) for a in ARGUMENTS.get(name, ())]
                with (
                    self.subTest(name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    getattr(thread, name)(*arguments)
        self.assertEqual(order.state, "draft")
