import io

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PrivacyCase


@tagged("post_install", "-at_install")
class TestRights(PrivacyCase):
    """Both rights are needed, and the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = cls._create_user("wi_system", "base.group_system")
        inbox = cls.env.ref("whatsapp_inbox.group_admin")
        cls.system.group_ids -= inbox
        cls.portal = new_test_user(cls.env, "wi_portal", "base.group_portal")
        elsewhere = cls._create_company("Elsewhere", "base.it")
        cls.stranger = cls._create_user("wi_far", "base.group_system", elsewhere)
        cls.stranger.group_ids = [Command.link(inbox.id)]

    def setUp(self):
        super().setUp()
        self.contact = self.thread().whatsapp_contact_id

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_who_may_not(self):
        erasure = self.env["whatsapp.inbox.erasure"].with_user(self.officer)
        erasure = erasure.create({"contact_id": self.contact.id})
        for user in (
            self.agent,
            self.supervisor,
            self.admin,
            self.system,
            self.employee,
            self.portal,
            self.stranger,
        ):
            for name, act in self.acts(erasure.with_user(user), user).items():
                refused = self.assertRaises(AccessError)
                with self.subTest(name, user=user.login), refused:
                    act()
        self.assertEqual(erasure.state, "draft")
        self.assertTrue(self.contact.exists())

    def acts(self, erasure, user):
        """:return: what this user might try, by name"""
        contact = self.contact.with_user(user)
        data = self.env["whatsapp.inbox.personal.data"].with_user(user)
        vals = {"contact_id": contact.id}
        return {
            "begin": lambda: erasure.create(vals),
            "start": erasure.action_start,
            "retry": erasure.action_retry,
            "export": lambda: data._export(contact, io.BytesIO()),
            "look up": lambda: self.line(user).action_whatsapp_erase(),
            "download": lambda: self.line(user).action_whatsapp_export(),
            "unlink": lambda: self.line(user).action_unlink(),
        }

    def line(self, user):
        model = self.env["ir.model"]._get_id("whatsapp.inbox.contact")
        Line = self.env["privacy.lookup.wizard.line"].with_user(user)
        return Line.create({"res_model_id": model, "res_id": self.contact.id})

    def test_who_may(self):
        self.assertTrue(self.line(self.officer).action_whatsapp_erase())

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_the_state_is_not_theirs_to_say(self):
        Erasure = self.env["whatsapp.inbox.erasure"].with_user(self.officer)
        values = {"contact_id": self.contact.id, "state": "running", "phase": "disk"}
        erasure = Erasure.create(values)
        self.assertEqual((erasure.state, erasure.phase), ("draft", "copies"))
        with self.assertRaises(AccessError):
            erasure.state = "running"
        with self.assertRaises(AccessError):
            erasure.contact_id = False
