"""What the tests of the mirror and of answering from a ticket share."""

from odoo.tools.mail import html_to_inner_content

from ..common import said


class MirrorCase:
    """A customer with a chat and a ticket in it. A bridge adds its product."""

    def setUp(self):
        super().setUp()
        self.thread_of_ana = self.thread(said("Hello", wamid="hello"))
        self.partner = self.create_partner()
        contact = self.thread_of_ana.whatsapp_contact_id
        contact.partner_id = self.partner
        self.talk = self.thread_of_ana.whatsapp_conversation_id
        self.talk.user_id = self.helper
        self.talk_ticket = self.ticket(
            partner_id=self.partner.id,
            user_id=self.clerk.id,
            whatsapp_conversation_ids=self.talk.ids,
        )

    @property
    def rows(self):
        return self.env["whatsapp.inbox.ticket.copy"].search(
            [("ticket_id.team_id", "=", self.helpdesk.id)]
        )

    def copies(self, ticket=None):
        """The notes of a ticket that show a message, oldest first."""
        self.run_job("whatsapp.inbox.ticket.copy")
        rows = self.rows.filtered(lambda r: r.ticket_id == (ticket or self.talk_ticket))
        return rows.copy_id.sorted("id")

    def words(self, copy):
        """:return: what was said, and the line below it"""
        text, line = html_to_inner_content(copy.body).rsplit("WhatsApp", 1)
        return text.strip(), line.removesuffix("Show the message").strip(" ·")
