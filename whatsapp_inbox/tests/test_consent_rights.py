from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SecurityCase

ROW = {"state": "opt_in", "reason": "Told me"}


@tagged("post_install", "-at_install")
class TestConsentRights(SecurityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.team_id = cls.team
        cls.elsewhere = cls._create_company("Elsewhere", "base.it")
        cls.stranger = cls._create_user(
            "wi_stranger", "whatsapp_inbox.group_supervisor", cls.elsewhere
        )

    def setUp(self):
        super().setUp()
        self.contact = self.thread().whatsapp_contact_id
        self.row = self.opt_out(self.contact)

    def seen(self, user):
        return self.env["whatsapp.inbox.consent"].with_user(user).search([])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_reads(self):
        for user in (self.agent, self.supervisor, self.admin):
            self.assertEqual(self.seen(user), self.row, user.login)
        for user in (self.other, self.stranger):
            self.assertFalse(self.seen(user), user.login)
        for user in (self.employee, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.seen(user)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_records(self):
        vals = {"contact_id": self.contact.id, **ROW}
        for user in (self.other, self.stranger, self.employee, self.portal):
            Consent = self.env["whatsapp.inbox.consent"].with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                Consent.create(vals)
        self.assertTrue(self.contact.marketing_opt_out)
        self.env["whatsapp.inbox.consent"].with_user(self.agent).create(vals)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_history_is_not_rewritten(self):
        for user in (self.agent, self.supervisor, self.admin):
            row = self.row.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    row.state = "opt_in"
                with self.assertRaises(AccessError):
                    row.unlink()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_a_message_as_proof_is_one_that_one_may_read(self):
        secret = self.env["mail.message"].create({"body": "Secret"})
        vals = {"contact_id": self.contact.id, "message_id": secret.id, **ROW}
        with self.assertRaises(AccessError):
            self.env["whatsapp.inbox.consent"].with_user(self.agent).create(vals)
