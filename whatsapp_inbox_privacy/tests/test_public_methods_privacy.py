from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.whatsapp_inbox.tests.common import CUSTOMER
from odoo.addons.whatsapp_inbox.tests.public_methods import PublicMethodsCase

from .common import PrivacyCase


@tagged("post_install", "-at_install")
class TestPublicMethodsPrivacy(PublicMethodsCase, PrivacyCase):
    """By all of the inbox, an administrator who is not of it, a colleague, a customer
    of the portal."""

    addon = "whatsapp_inbox_privacy"
    secrets = (CUSTOMER, "Anita")

    def setUp(self):
        super().setUp()
        contact = self.thread().whatsapp_contact_id
        Erasure = self.env["whatsapp.inbox.erasure"].with_user(self.officer)
        self.records = {
            "whatsapp.inbox.erasure": Erasure.create({"contact_id": contact.id}).sudo(),
        }
        self.wizards = {
            "privacy.lookup.wizard.line": {
                "res_model_id": self.env["ir.model"]._get_id(contact._name),
                "res_id": contact.id,
            }
        }
        self.member = self.officer
        system = self._create_user("wi_system", "base.group_system")
        inbox = self.env.ref("whatsapp_inbox.group_admin")
        system.group_ids = [Command.unlink(inbox.id)]
        portal = new_test_user(self.env, "wi_portal", "base.group_portal")
        people = self.agent, self.supervisor, self.admin, system, self.employee, portal
        self.strangers = tuple((user, set()) for user in people)
