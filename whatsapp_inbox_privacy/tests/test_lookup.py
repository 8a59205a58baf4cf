from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from odoo.addons.whatsapp_inbox.tests.common import CUSTOMER, NOW, person, said

from .common import NAME, PrivacyCase


@tagged("post_install", "-at_install")
class TestLookup(PrivacyCase):
    """Odoo's own tool finds people of WhatsApp."""

    def setUp(self):
        super().setUp()
        self.contact = self.receive(said("Hi"), contacts=[person(NAME)]).contact_id
        self.partner = self.contact.partner_id

    def look_up(self, **values):
        Wizard = self.env["privacy.lookup.wizard"].with_user(self.officer)
        wizard = Wizard.create(values)
        wizard.action_lookup()
        return wizard.line_ids

    def found(self, **values):
        lines = self.look_up(**values)
        return {(line.res_model, line.res_id) for line in lines}

    def test_who_is_found(self):
        contact = ("whatsapp.inbox.contact", self.contact.id)
        partner = ("res.partner", self.partner.id)
        self.partner.email = "anita@example.com"
        for values in (
            {"phone": "+34 600 11 12 22"},
            {"phone": "0034600111222"},
            {"phone": "600 111 222"},
            {"name": NAME},
            {"email": "anita@example.com"},
            {"name": NAME, "email": "anita@example.com"},
        ):
            with self.subTest(**values):
                found = self.found(**values)
                self.assertIn(contact, found)
                self.assertIn(partner, found)
                models = [model for model, _id in found]
                self.assertEqual(models.count("whatsapp.inbox.contact"), 1)
                self.assertNotIn("whatsapp.inbox.conversation", models, "it is a part")

    def test_who_is_not_found(self):
        for values in (
            {"phone": "+34 600 11 12 23"},
            {"phone": "+39 600 11 12 22"},
            {"name": "Anita"},
        ):
            with self.subTest(**values):
                models = [model for model, _id in self.found(**values)]
                self.assertNotIn("whatsapp.inbox.contact", models)

    def test_nothing_to_look_for(self):
        with self.assertRaisesRegex(UserError, "Write a name"):
            self.look_up()
        with self.assertRaisesRegex(UserError, "no phone number"):
            self.look_up(phone="hello")

    def test_in_an_address_book_alone(self):
        entry = self.env["whatsapp.inbox.phonebook"].create(
            {
                "account_id": self.account.id,
                "key": "34600999888",
                "name": "Zoe",
                "told_at": NOW,
            }
        )
        lines = self.look_up(phone="+34 600 99 98 88")
        line = lines.filtered(lambda one: one.res_model == entry._name)
        line.action_unlink()
        self.assertFalse(entry.exists())
        self.env.flush_all()
        log = line.wizard_id.log_id
        self.assertNotIn("600", log.anonymized_name)

    def test_from_the_partner(self):
        action = self.partner.with_user(self.officer).action_privacy_lookup()
        self.assertEqual(action["context"]["default_phone"], self.partner.phone)
        wizard = Form(
            self.env["privacy.lookup.wizard"]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        lines = wizard.save()
        lines.action_lookup()
        self.assertTrue(lines.line_ids.filtered("is_whatsapp"))

    def test_odoos_delete_button(self):
        [line] = self.look_up(phone=f"+{CUSTOMER}").filtered("is_whatsapp")
        action = line.action_unlink()
        self.assertTrue(line.is_unlinked)
        erasure = self.env["whatsapp.inbox.erasure"].browse(action["res_id"])
        self.assertEqual((erasure.mode, erasure.state), ("delete", "running"))
        self.run_erasure(erasure)
        self.assertFalse(self.contact.exists())
        self.assertFalse(line.wizard_id.phone)
        with self.assertRaises(UserError):
            line.action_unlink()

    def test_odoos_delete_selection(self):
        """The action of the list, of all that was found: nothing of theirs is left."""
        lines = self.look_up(phone=f"+{CUSTOMER}", name=NAME)
        models = set(lines.mapped("res_model"))
        self.assertLessEqual({"res.partner", "whatsapp.inbox.contact"}, models)
        action = self.env.ref("privacy_lookup.ir_actions_server_unlink_all")
        action = action.with_user(self.officer).with_context(
            active_model=lines._name, active_ids=lines.ids
        )
        action.run()
        self.assertTrue(all(lines.mapped("is_unlinked")))
        erasure = self.env["whatsapp.inbox.erasure"].search([], limit=1)
        self.assertEqual(erasure.mode, "delete")
        self.run_erasure(erasure)
        self.assertFalse(self.contact.exists() or self.partner.exists())
        self.assertFalse(
            {
                table
                for table, _word in self.found_in(CUSTOMER, NAME)
                if table.startswith(("whatsapp_", "res_partner", "mail_", "privacy_"))
            }
        )
        action.run()  # once more does nothing

    def test_the_dialog(self):
        [line] = self.look_up(phone=f"+{CUSTOMER}").filtered("is_whatsapp")
        action = line.action_whatsapp_erase()
        erasure = self.env["whatsapp.inbox.erasure"].browse(action["res_id"])
        self.assertEqual((erasure.state, erasure.message_count), ("draft", 1))
        self.assertEqual(action["target"], "new")
        self.assertIn("/export", line.action_whatsapp_export()["url"])
