from odoo.tests import HttpCase

from odoo.addons.web.tests import test_js


class HootCase(HttpCase):
    """The unit tests of an addon's JavaScript, which are in its static/tests/."""

    def run_suite(self, addon):
        """Run the suite of one addon; without a filter, the page would run the tests of
        all of Odoo."""
        suite = test_js.HOOTCommon._generate_hash(self, f"@{addon}")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            login="admin",
            timeout=600,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
