from odoo.tests import no_retry, tagged

from odoo.addons.whatsapp_inbox.tests.hoot_case import HootCase


@tagged("post_install", "-at_install")
class TestHoot(HootCase):
    @no_retry
    def test_unit_desktop(self):
        self.run_suite("whatsapp_inbox_crm")
