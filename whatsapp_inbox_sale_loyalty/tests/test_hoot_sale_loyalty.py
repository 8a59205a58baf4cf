from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestHootSaleLoyalty(HttpCase):
    """The unit tests of our JavaScript, which are in static/tests/."""

    @no_retry
    def test_unit_desktop(self):
        # Without a filter, the page would run the tests of all of Odoo.
        suite = test_js.HOOTCommon._generate_hash(self, "@whatsapp_inbox_sale_loyalty")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
