from odoo.tests import new_test_user, tagged

from odoo.addons.whatsapp_inbox.tests.common import CUSTOMER, said
from odoo.addons.whatsapp_inbox.tests.public_methods import PublicMethodsCase

from .lead_case import LeadCase

#: Who sees a lead may write first to its customer, and change it.
LEADS = {
    ("crm.lead", "action_open_whatsapp"),
    ("crm.lead", "action_send_whatsapp"),
    ("crm.lead", "action_whatsapp_convert"),
}


@tagged("post_install", "-at_install")
class TestPublicMethodsCrm(PublicMethodsCase, LeadCase):
    """By an agent of another team who sees all leads, one of the team who sees none, a
    sales person who is no agent, a customer of the portal."""

    addon = "whatsapp_inbox_crm"
    secrets = (CUSTOMER, "Anita", "Hello")

    def setUp(self):
        super().setUp()
        self.create_partner()
        conversation = self.receive(said("Hello")).conversation_id
        self.member = self.salesman
        conversation.team_id = self._create_team("Ours", self.agent, self.salesman)
        self._create_team("Theirs", self.seller)
        thread = conversation.channel_id
        lead, _told = self.make(thread, "Pots")
        lead.user_id = self.salesman
        self.records = {
            "crm.lead": lead,
            "discuss.channel": thread,
            "whatsapp.inbox.conversation": conversation,
        }
        portal = new_test_user(self.env, "wi_portal", "base.group_portal")
        self.strangers = (
            (self.seller, LEADS),
            (self.agent, set()),
            (self.leader, set()),
            (portal, set()),
        )
