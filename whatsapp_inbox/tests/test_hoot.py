from odoo.tests import no_retry, tagged

from .hoot_case import HootCase


@tagged("post_install", "-at_install")
class TestHoot(HootCase):
    @no_retry
    def test_unit_desktop(self):
        self.run_suite("whatsapp_inbox")
