from odoo.tests import tagged

from .common import SecurityCase, said


@tagged("post_install", "-at_install")
class TestConversationSearch(SecurityCase):
    def found(self, text, user=None):
        Conversation = self.env["whatsapp.inbox.conversation"]
        found = Conversation.with_user(user or self.agent).search(
            [("customer", "ilike", text)]
        )
        return found.mapped("contact_id.phone")

    def test_by_name_and_number(self):
        """However the number is written; by Odoo's name for them as well."""
        self.account.team_id = self.team
        self.receive(said("Hi", sender="34611000001"))
        self.receive(said("Hi", sender="34611000002"))
        first = self.env["whatsapp.inbox.contact"].search(
            [("phone", "=", "+34611000001")]
        )
        first.name = "Ana on WhatsApp"
        first.partner_id.name = "Ana García, Sevilla"
        for text in ("on whatsapp", "Sevilla", "611 00 00 01", "(611) 00-0001"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), ["+34611000001"])
        self.assertEqual(self.found("nobody"), [])

    def test_of_the_own_teams(self):
        self.account.team_id = self.other_team
        self.receive(said("Hi", sender="34611000003"))
        self.assertEqual(self.found("611000003"), [])
        self.assertEqual(self.found("611000003", self.other), ["+34611000003"])
