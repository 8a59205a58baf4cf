from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import CUSTOMER, person, said

from ..models import whatsapp_inbox_erasure_phases
from .common import NAME, NOTE, WORD, PrivacyCase

#: Their number as it is stored, and what only they said.
TRACES = (CUSTOMER, "600 11 12 22", WORD, NOTE, NAME)
PLACES = {
    "bus_bus",
    "discuss_channel",
    "ir_attachment",
    "mail_message",
    "mail_scheduled_message",
    "res_partner",
    "whatsapp_inbox_contact",
    "whatsapp_inbox_contact_alias",
    "whatsapp_inbox_draft",
    "whatsapp_inbox_message",
    "whatsapp_inbox_message_revision",
    "whatsapp_inbox_phonebook",
    "whatsapp_inbox_search_text",
    "whatsapp_inbox_status",
    "whatsapp_inbox_unknown",
    "whatsapp_inbox_webhook_event",
}


@tagged("post_install", "-at_install")
class TestErasure(PrivacyCase):
    """After it every table and every file is searched for the person."""

    def erase(self, thread, **values):
        contact = {"contact_id": thread.whatsapp_contact_id.id}
        Erasure = self.env["whatsapp.inbox.erasure"].with_user(self.officer)
        erasure = Erasure.create({**contact, **values})
        erasure.action_start()
        self.run_erasure(erasure)
        return erasure

    def check_nothing_is_left(self, mode):
        # examples in forms and help texts
        known = self.found_in(*TRACES)
        thread = self.full_thread()
        before = {table for table, _word in self.found_in(*TRACES)}
        self.assertLessEqual(PLACES, before, "or the test proves nothing")
        self.assertTrue(self.files_on_disk())
        erasure = self.erase(thread, mode=mode, with_partner=True)
        self.assertEqual(self.found_in(*TRACES), known)
        self.assertFalse(self.files_on_disk())
        self.assertEqual(erasure.progress, 100)
        self.assertIn("done", erasure.log_id.execution_details)

    def test_nothing_is_left_of_who_is_deleted(self):
        self.check_nothing_is_left("delete")

    def test_nothing_is_left_of_who_is_made_anonymous(self):
        self.check_nothing_is_left("anonymise")

    def test_figures_stay(self):
        thread = self.full_thread()
        conversation = thread.whatsapp_conversation_id
        conversation.user_id = self.agent
        records = conversation.message_ids
        kept = [(r.direction, r.message_type, r.timestamp) for r in records]
        created = conversation.create_date
        self.erase(thread, mode="anonymise")
        self.assertTrue(conversation.exists())
        self.assertEqual(conversation.user_id, self.agent)
        self.assertEqual(conversation.create_date, created)
        self.assertEqual(conversation.state, "resolved")
        now = [(r.direction, r.message_type, r.timestamp) for r in records]
        self.assertEqual(now, kept)
        self.assertFalse(conversation.partner_id)
        self.assertIn("Erased", thread.name)
        self.assertFalse(self.meta.sent[2:], "no closing text leaves")

    def test_nothing_stays(self):
        thread = self.full_thread()
        contact, conversation = (
            thread.whatsapp_contact_id,
            thread.whatsapp_conversation_id,
        )
        partner = contact.partner_id
        self.erase(thread, mode="delete")
        self.assertFalse(thread.exists())
        self.assertFalse(contact.exists())
        self.assertFalse(conversation.exists())
        self.assertTrue(partner.exists(), "who is Odoo's, is Odoo's to erase")

    def test_notes_on_documents(self):
        """What is quoted there of the customer's answers goes, also what comes while
        the messages go; the notes stay, as do those about others."""
        thread = self.full_thread()
        mine, others = self.note_answer(f"Yes, {WORD}")
        self.patch(whatsapp_inbox_erasure_phases, "BATCH", 2)
        Erasure = self.env["whatsapp.inbox.erasure"].with_user(self.officer)
        erasure = Erasure.create({"contact_id": thread.whatsapp_contact_id.id})
        erasure.action_start()
        while erasure.phase != "messages":
            self.env["whatsapp.inbox.erasure"]._job_step()
        late, _others = self.note_answer(f"No, {WORD}", "wamid.LATE")
        self.run_erasure(erasure)
        self.assertEqual(len(mine), len(self.documents))
        for note in mine + late:
            self.assertTrue(note.exists())
            self.assertIn("erased", note.body)
            self.assertNotIn(WORD, note.body)
        for note in others:
            self.assertIn("Bea", note.body)

    def test_others_are_left_alone(self):
        who = [person("Bea", "34600333444")]
        other = said("Bea writes", sender="34600333444")
        bea = self.receive(other, contacts=who).channel_id
        self.answer(bea, "Hello Bea", attachment_ids=self.attach("b.txt", b"Bea").ids)
        before = self.texts(bea)
        self.erase(self.full_thread(), mode="delete", with_partner=True)
        self.assertEqual(self.texts(bea), before)
        self.assertEqual(bea.message_ids.attachment_ids.raw, b"Bea")
        self.assertTrue(
            self.env["whatsapp.inbox.webhook.event"].search(
                [("body", "like", "Bea writes")]
            )
        )

    def test_in_batches(self):
        thread = self.full_thread()
        self.patch(whatsapp_inbox_erasure_phases, "BATCH", 2)
        Erasure = self.env["whatsapp.inbox.erasure"].with_user(self.officer)
        erasure = Erasure.create({"contact_id": thread.whatsapp_contact_id.id})
        erasure.action_start()
        steps = []
        job = self.env["whatsapp.inbox.erasure"]
        while erasure.phase != "webhooks":
            job._job_step()
            steps.append(erasure.progress)
        self.assertEqual(steps, sorted(steps))
        self.assertGreater(len(set(steps)), 3, "one sees how far it is")

    def test_who_writes_again_is_somebody_new(self):
        thread = self.full_thread()
        contact = thread.whatsapp_contact_id
        self.erase(thread, mode="anonymise")
        again = self.receive(said("Me again"), contacts=[person(NAME)])
        self.assertNotEqual(again.contact_id, contact)
        self.assertEqual(self.texts(again.channel_id), ["Me again"])

    def test_the_number_stays_blocked(self):
        thread = self.full_thread()
        self.opt_out(thread.whatsapp_contact_id)
        self.erase(thread, mode="delete", with_partner=True)
        entry = self.env["phone.blacklist"].search([("number", "=", f"+{CUSTOMER}")])
        self.assertTrue(entry)

    def test_a_contact_that_others_need(self):
        thread = self.full_thread()
        partner = thread.whatsapp_contact_id.partner_id
        # a company's own contact cannot be deleted, as one with invoices cannot
        self.env["res.company"].create(
            {"name": "Perulina Ltd", "partner_id": partner.id}
        )
        self.erase(thread, mode="delete", with_partner=True)
        self.assertTrue(partner.exists())
        self.assertIn("Erased", partner.name)
        self.assertFalse(partner.phone or partner.email)

    def test_once(self):
        thread = self.full_thread()
        Erasure = self.env["whatsapp.inbox.erasure"].with_user(self.officer)
        erasure = Erasure.create({"contact_id": thread.whatsapp_contact_id.id})
        erasure.action_start()
        with self.assertRaisesRegex(UserError, "under way"):
            erasure.action_start()
        with self.assertRaisesRegex(UserError, "under way"):
            erasure.mode = "delete"
