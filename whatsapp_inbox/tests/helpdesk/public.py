"""Who may call what a bridge to a helpdesk adds."""

from odoo.tests import new_test_user

from ..common import CUSTOMER, said
from .ticket_case import AGENT

#: Who sees a ticket may change it, and write first to its customer.
CHOICES = {("helpdesk.ticket", "whatsapp_choices")}
TICKETS = CHOICES | {
    ("helpdesk.ticket", "action_open_whatsapp"),
    ("helpdesk.ticket", "action_send_whatsapp"),
}


class PublicTests:
    """By an agent of another team who works in the helpdesk, one of the team who does
    not, somebody of the helpdesk who is no agent, a customer of the portal."""

    secrets = (CUSTOMER, "Anita", "Hello")

    def setUp(self):
        super().setUp()
        partner = self.create_partner()
        conversation = self.receive(said("Hello")).conversation_id
        ticket = self.ticket(
            "Pots",
            partner_id=partner.id,
            user_id=self.helper.id,
            whatsapp_conversation_ids=conversation.ids,
        )
        stranger = self._create_user("wi_stranger", f"{AGENT},{self.HELPDESK_USER}")
        self._create_team("Theirs", stranger)
        self.member = self.helper
        self.records = {
            record._name: record
            for record in (conversation, conversation.channel_id, ticket)
        }
        portal = new_test_user(self.env, "wi_portal", "base.group_portal")
        self.strangers = (
            (stranger, TICKETS),
            (self.outsider, set()),
            (self.clerk, CHOICES),
            (portal, set()),
        )
