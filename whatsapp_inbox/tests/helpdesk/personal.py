"""What tickets keep of a person who is erased."""

from ..common import PIXEL, said

WORD = "Quirimbaba"


class PersonalTests:
    def setUp(self):
        super().setUp()
        self.chat = self.thread(said(f"The pot of {WORD}"))
        self.helped = self.chat.with_user(self.helper).with_company(self.company)

    def make(self):
        """:return: a ticket with a title, a description and a file from the chat"""
        file = self.attach("pot.png", PIXEL)
        self.answer(self.chat, f"Hello {WORD}", attachment_ids=file.ids)
        told = self.helped.whatsapp_create_ticket()
        return self.Ticket.browse(told["id"])

    def words_of(self, ticket):
        """:return: all that is stored of a ticket itself"""
        self.env.flush_all()
        table = ticket._table
        self.env.cr.execute(f"SELECT t::text FROM {table} t WHERE id = %s", [ticket.id])
        return self.env.cr.fetchone()[0]

    def files_of(self, ticket):
        own = [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        return self.env["ir.attachment"].search(own)

    def test_it_is_told_and_forgotten(self):
        ticket = self.make()
        kept = self.env["ir.attachment"].create(
            {"name": "Ours", "raw": b"", "res_model": ticket._name, "res_id": ticket.id}
        )
        self.assertIn(WORD, self.words_of(ticket))
        self.assertEqual(len(self.files_of(ticket)), 2)
        other = self.ticket("Of somebody else")
        self.assertEqual(self.Ticket._whatsapp_telling(self.chat), ticket)
        ticket._whatsapp_forget(self.chat)
        self.assertNotIn(WORD, self.words_of(ticket))
        self.assertNotIn("34600111222", self.words_of(ticket).replace(" ", ""))
        self.assertEqual(self.files_of(ticket), kept)
        self.assertEqual(ticket.stage_id, self.new)
        self.assertEqual(other.name, "Of somebody else")

    def test_the_person_is_erased(self):
        """By Odoo's own privacy tools, where they are installed: also the notes."""
        if "whatsapp.inbox.erasure" not in self.env:
            self.skipTest("whatsapp_inbox_privacy is not installed")
        ticket = self.make()
        self.receive(said(f"And a saucer for {WORD}"))
        self.run_job("whatsapp.inbox.ticket.copy")
        self.assertTrue(ticket.message_ids.filtered(lambda m: WORD in (m.body or "")))
        contact = self.chat.whatsapp_contact_id
        Data = self.env["whatsapp.inbox.personal.data"]
        self.assertIn(ticket._name, Data._sources(contact))
        erasure = self.env["whatsapp.inbox.erasure"].create(
            {"contact_id": contact.id, "mode": "delete", "with_partner": True}
        )
        erasure.action_start()
        self.run_job("whatsapp.inbox.erasure")
        self.assertEqual(erasure.state, "done")
        self.assertTrue(ticket.exists())
        self.assertNotIn(WORD, self.words_of(ticket))
        self.assertFalse(
            ticket.message_ids.filtered(lambda m: WORD in (m.body or m.subject or ""))
        )
        self.assertFalse(self.files_of(ticket))
