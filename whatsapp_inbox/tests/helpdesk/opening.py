from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.mail.tools.discuss import Store

from ..common import PIXEL, message, person, said

#: Another customer.
BEA = "34600333444"


class OpeningTests:
    """One click, or ``/ticket``: a chat becomes a ticket."""

    def make(self, thread, name="", user=None, **values):
        """:return: the newest ticket of the thread, and what the browser is told"""
        own = thread.with_user(user or self.helper).with_company(self.company)
        told = own.whatsapp_create_ticket(name, **values)
        return self.tickets(thread)[:1], told

    def tickets(self, thread):
        conversations = self.env["whatsapp.inbox.conversation"].search(
            [("channel_id", "=", thread.id)]
        )
        return self.Ticket.search(
            [("whatsapp_conversation_ids", "in", conversations.ids)], order="id desc"
        )

    def links(self, ticket):
        return self.env["whatsapp.inbox.document.link"]._of(ticket)

    def files(self, ticket):
        return self.env["ir.attachment"].search(
            [("res_model", "=", ticket._name), ("res_id", "=", ticket.id)]
        )

    def photo(self, thread, caption=""):
        """A photo of the customer that is here already."""
        media = {"id": "1", "mime_type": "image/png"}
        [sent] = self.receive(message("image", {**media, "caption": caption}))
        file = self.env["ir.attachment"].create(
            {
                "name": "pot.png",
                "raw": PIXEL,
                "res_model": "discuss.channel",
                "res_id": thread.id,
            }
        )
        sent.write({"attachment_id": file.id, "media_state": "done"})
        sent.mail_message_id.write(
            {"attachment_ids": [Command.link(file.id)], "body": caption}
        )
        self.env.invalidate_all()
        return sent.mail_message_id

    # -- what it says ---------------------------------------------------------------

    def test_of_a_contact(self):
        partner = self.create_partner(email="ana@example.com")
        thread = self.thread(said("Hello, my pot is broken"))
        ticket, told = self.make(thread)
        self.assertRecordValues(
            ticket,
            [
                {
                    "name": "Hello, my pot is broken",
                    "partner_id": partner.id,
                    "team_id": self.helpdesk.id,
                    "user_id": self.helper.id,
                    "stage_id": self.new.id,
                    "company_id": self.company.id,
                    "whatsapp_conversation_ids": thread.whatsapp_conversation_id.ids,
                }
            ],
        )
        self.assertEqual(ticket._role("customer_name"), "Ana García")
        self.assertEqual(ticket._role("customer_email"), "ana@example.com")
        self.assertEqual(
            told,
            {
                "id": ticket.id,
                "is_mine": True,
                "name": ticket.name,
                "new": True,
                "number": ticket._role("number"),
                "owner": "Helena",
            },
        )
        self.assertTrue(told["number"])
        self.assertEqual(self.links(ticket).message_id.preview, ticket.name)

    def test_of_nobody_we_know(self):
        thread = self.thread(said("Hi"))
        thread.whatsapp_contact_id.partner_id = False
        ticket, _told = self.make(thread)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket._role("customer_name"), "Anita")
        self.assertIn("+34 600 11 12 22", ticket.description)

    def test_titles(self):
        """What the agent says; else the customer's first words; else who it is."""
        thread = self.thread(said("x" * 100))
        self.answer(thread, user=self.helper)
        self.assertEqual(self.make(thread)[0].name, f"{'x' * 59}…")
        self.assertEqual(self.make(thread, " Two \n pots ")[0].name, "Two pots")
        photo = message("image", {"id": "1", "mime_type": "image/jpeg"}, sender=BEA)
        other = self.thread(photo, contacts=[person("Bea", BEA)])
        self.assertEqual(self.make(other)[0].name, "Bea")

    def test_transcript(self):
        """Who said what and when, by the company's clock; no notes and no code."""
        self.company.partner_id.tz = "Europe/Madrid"
        thread = self.thread(said("My pot <b>is</b> broken\nand *leaks*"))
        self.answer(thread, "Which one?", user=self.helper)
        self.answer(
            thread, "He is angry", user=self.helper, subtype_xmlid="mail.mt_note"
        )
        thread._whatsapp_post_line("Something happened", thread.create_date)
        ticket, _told = self.make(thread)
        text = ticket.description
        self.assertIn("My pot &lt;b&gt;is&lt;/b&gt; broken<br>and", text)
        self.assertIn("Which one?", text)
        self.assertIn('<blockquote dir="auto"', text)
        self.assertIn("Helena", text)
        self.assertIn("11:00", text)
        self.assertIn("Times are of Europe/Madrid", text)
        self.assertNotIn("angry", text)
        self.assertNotIn("happened", text)
        self.assertIn(f'data-oe-id="{thread.id}"', text)
        self.assertIn('data-oe-model="discuss.channel"', text)

    def test_since_the_last_ticket(self):
        """Also in another conversation: nothing is told twice, and nothing lost."""
        thread = self.thread(said("The pot"))
        first, _told = self.make(thread)
        self.receive(said("The plant"))
        thread.whatsapp_conversation_id.action_resolve()
        self.account.reopen_hours = 0
        self.receive(said("And the cat"))
        second, _told = self.make(thread, "All of it")
        self.assertIn("The pot", first.description)
        self.assertNotIn("The pot", second.description)
        self.assertIn("The plant", second.description)
        self.assertIn("And the cat", second.description)
        self.assertEqual(len(second.whatsapp_conversation_ids), 2)
        third, _told = self.make(thread, "Nothing new")
        self.assertNotIn("blockquote", third.description)
        self.assertIn(f"discuss.channel_{thread.id}", third.description)

    def test_deleted_messages_are_not_told(self):
        thread = self.thread(said("My password is cactus", "wamid.X"), said("Help"))
        self.transport("wamid.X").revoked_at = thread.create_date
        ticket, _told = self.make(thread)
        self.assertNotIn("cactus", ticket.description)
        self.assertEqual(ticket.name, "Help")

    def test_files(self):
        """Copies: the ticket keeps its own."""
        thread = self.thread()
        self.photo(thread, "Look")
        ticket, _told = self.make(thread)
        [file] = self.files(ticket)
        self.assertEqual((file.name, file.raw), ("pot.png", PIXEL))
        self.assertIn("Look", ticket.description)
        self.assertIn("pot.png", ticket.description)
        self.assertTrue(file.with_user(self.clerk).has_access("read"))

    def test_chosen_messages(self):
        thread = self.thread(said("Good morning"), said("The tap drips"), said("Bye"))
        chosen = thread.message_ids.filtered(lambda m: "drips" in m.body)
        photo = self.photo(thread)
        ids = [photo.id, chosen.id]
        ticket, told = self.make(thread, message_ids=ids)
        self.assertEqual(ticket.name, "The tap drips")
        self.assertIn("The tap drips", ticket.description)
        self.assertNotIn("Good morning", ticket.description)
        self.assertEqual(self.links(ticket).message_id, chosen | photo)
        self.assertTrue(self.files(ticket))
        _same, told = self.make(thread, message_ids=ids)
        self.assertFalse(told["new"])
        whole, _told = self.make(thread, "All")
        self.assertIn("Good morning", whole.description)

    def test_what_cannot_be_chosen(self):
        thread = self.thread(said("Hi"))
        other = self.thread(said("Hi", sender=BEA), contacts=[person("Bea", BEA)])
        self.answer(thread, "Note", user=self.helper, subtype_xmlid="mail.mt_note")
        note = thread.message_ids.sorted("id")[-1]
        theirs = other.message_ids.sorted("id")[-1]
        gone = theirs.id + 1000
        for wrong in (note.id, theirs.id, gone):
            with self.subTest(wrong), self.assertRaises(UserError):
                self.make(thread, message_ids=[wrong])
        self.assertFalse(self.tickets(thread))

    # -- its number -------------------------------------------------------------------

    def told(self, thread):
        """Texts that the customer gets, by the inbox itself."""
        self.run_job("whatsapp.inbox.document.event")
        sent = self.env["whatsapp.inbox.message"].search(
            [("channel_id", "=", thread.id), ("auto_kind", "=", "event")], order="id"
        )
        return [part.payload["text"]["body"] for part in sent]

    def test_the_customer_gets_its_number(self):
        """Once, and not in the next ticket's transcript."""
        self.create_partner()
        thread = self.thread(said("My pot"))
        ticket, _told = self.make(thread)
        self.make(thread)
        [text] = self.told(thread)
        self.assertIn(ticket._role("number"), text)
        self.assertIn("My pot", text)
        second, _told = self.make(thread, "Another")
        self.assertNotIn(ticket._role("number"), second.description)

    def test_nobody_we_know_gets_it_too(self):
        thread = self.thread(said("My pot"))
        thread.whatsapp_contact_id.partner_id = False
        ticket, _told = self.make(thread)
        self.assertIn(ticket._role("number"), self.told(thread)[0])

    def test_a_team_that_does_not_tell(self):
        self.create_partner()
        self.helpdesk.whatsapp_opened_active = False
        thread = self.thread()
        self.make(thread)
        self.assertFalse(self.told(thread))

    # -- how many ---------------------------------------------------------------------

    def test_several_but_none_twice(self):
        """A second click gets the first one's, though the customer wrote meanwhile;
        another name is another ticket, and closed ones are in nobody's way."""
        thread = self.thread(said("Pot"))
        first, told = self.make(thread)
        self.receive(said("Hello?"))
        again, told = self.make(thread)
        self.assertEqual((again, told["new"]), (first, False))
        second, told = self.make(thread, "Plant")
        self.assertTrue(told["new"])
        _same, told = self.make(thread, "Plant")
        self.assertFalse(told["new"])
        third, told = self.make(thread, "Plant", another=True)
        self.assertTrue(told["new"])
        self.assertEqual(self.tickets(thread), third | second | first)
        self.tickets(thread).stage_id = self.done
        _fourth, told = self.make(thread)
        self.assertTrue(told["new"])

    # -- whose -----------------------------------------------------------------------

    def test_who_has_it(self):
        """The agent of the conversation, else who makes it, if they are members."""
        thread = self.thread()
        conversation = thread.whatsapp_conversation_id
        conversation.user_id = self.outsider
        ticket, _told = self.make(thread)
        self.assertEqual(ticket.user_id, self.helper)
        self.helpdesk[self.MEMBERS] = self.clerk
        ticket, told = self.make(thread, "Nobody's")
        self.assertFalse(ticket.user_id)
        self.assertEqual((told["is_mine"], told["owner"]), (False, ""))

    def test_without_a_helpdesk_team(self):
        self.inbox_team.helpdesk_team_id = False
        ticket, _told = self.make(self.thread())
        self.assertTrue(ticket.stage_id or not ticket.team_id)

    def test_tags_and_priority(self):
        Tag = self.env[self.Ticket._fields["tag_ids"].comodel_name]
        tag = Tag.with_company(self.company).create({"name": "Garden"})
        Tag.with_company(self.company).create({"name": "House"})
        own = self.env["whatsapp.inbox.tag"].create(
            [{"name": "Garden"}, {"name": "Unknown"}]
        )
        thread = self.thread()
        thread.whatsapp_conversation_id.write({"tag_ids": own.ids, "priority": "2"})
        ticket, _told = self.make(thread)
        self.assertEqual(ticket.tag_ids, tag)
        self.assertEqual(ticket.priority, "3")
        usual = self.Ticket.default_get(["priority"])["priority"]
        other = self.thread(said("Hi", sender=BEA), contacts=[person("Bea", BEA)])
        self.assertEqual(self.make(other)[0].priority, usual)

    # -- rights ----------------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_may_not(self):
        """Agents without the helpdesk, its users without the inbox, another team."""
        thread = self.thread()
        for user in (self.outsider, self.clerk, self.employee):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.make(thread, user=user)
        thread.whatsapp_conversation_id.team_id = self._create_team("Other")
        with self.assertRaises(AccessError):
            self.make(thread)
        self.assertFalse(self.tickets(thread))

    def test_who_never_wrote(self):
        thread = self.thread()
        thread.whatsapp_conversation_id = False
        with self.assertRaises(UserError):
            self.make(thread)

    def test_the_browser_knows_who_may(self):
        def store_of(user):
            store = Store()
            user.with_user(user)._init_store_data(store)
            return store.get_result().get("Store", {})

        self.assertNotIn("whatsapp_makes_tickets", store_of(self.outsider))
        self.assertTrue(store_of(self.helper)["whatsapp_makes_tickets"])
