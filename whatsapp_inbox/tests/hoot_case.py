from unittest.mock import patch

from odoo.tests import HttpCase, common

from odoo.addons.web.tests import test_js

#: Tenths of a second for the browser to start: the first time is slow. Odoo has 100.
START_TRIES = 600


class HootCase(HttpCase):
    """The unit tests of an addon's JavaScript, which are in its static/tests/."""

    def run_suite(self, addon):
        """Run the suite of one addon; without a filter, the page would run the tests of
        all of Odoo."""
        suite = test_js.HOOTCommon._generate_hash(self, f"@{addon}")
        url = f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}"
        with patch.object(common, "CHECK_BROWSER_ITERATIONS", START_TRIES):
            self.browser_js(
                url,
                "",
                login="admin",
                timeout=600,
                success_signal="[HOOT] Test suite succeeded",
                error_checker=test_js.unit_test_error_checker,
            )
