class RolesTests:
    """What the products call differently is found."""

    def test_roles(self):
        ticket = self.ticket(partner_id=self.create_partner().id)
        self.assertTrue(ticket._role("number"))
        self.assertIn(ticket._role("number"), ticket.display_name)
        self.assertFalse(ticket._role("deadline"))
        self.assertEqual(self.helpdesk._role("members"), self.helper | self.clerk)

    def test_open_and_closed(self):
        ticket = self.ticket()
        self.assertTrue(ticket._is_open())
        self.assertIn(ticket, self.Ticket.search(self.Ticket._open_domain()))
        ticket.stage_id = self.done
        self.assertFalse(ticket._is_open())
        self.assertNotIn(ticket, self.Ticket.search(self.Ticket._open_domain()))
