from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, WhatsappCase, change, hours, minutes, unix, webhook
from .fake_meta import response

ALIVE = {"is_valid": True, "expires_at": 0}
NUMBER = {
    "display_phone_number": "+34 911 23 45 67",
    "verified_name": "Desert Garden",
    "quality_rating": "GREEN",
    "throughput": {"level": "STANDARD"},
    "name_status": "APPROVED",
    "status": "CONNECTED",
}


@tagged("post_install", "-at_install")
class TestProblem(WhatsappCase):
    """One activity for each administrator while a problem lasts, and no other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.meta_checked_at = NOW
        cls.env["ir.cron"].search([]).write({"nextcall": NOW + hours(9)})
        # other numbers of the database are none of this test's
        others = cls.env["whatsapp.inbox.account"].search([]) - cls.account
        others.active = False

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.mail.models.mail_mail"))
        self.tell("debug_token", {"data": ALIVE})
        self.tell("501", NUMBER)
        limit = {"whatsapp_business_manager_messaging_limit": "TIER_10K"}
        self.tell("1001", limit)

    def tell(self, path, answer, http_status=200):
        self.meta.edges[path] = lambda request: response(http_status, answer)

    def check(self):
        """What the cron does, and the activities of an administrator after it."""
        self.run_job("whatsapp.inbox.problem")
        return self.activities()

    def activities(self, user=None):
        return self.account.activity_ids.filtered(
            lambda activity: activity.user_id == (user or self.admin)
        )

    def test_nothing_is_wrong(self):
        self.assertFalse(self.check())

    def test_as_long_as_it_lasts(self):
        self.account._stop("Payment issue (131042)")
        activity = self.check()
        self.assertEqual(len(activity), 1)
        self.assertIn("State", activity.summary)
        self.assertIn("Payment issue (131042)", activity.note)
        self.assertEqual(self.check(), activity, "nobody is told again")
        self.assertFalse(self.activities(self.agent))
        self.account._resume()
        self.assertFalse(self.check(), "it closes by itself")
        self.assertFalse(self.env["whatsapp.inbox.problem"].search([]))
        self.account._stop("Payment issue (131042)")
        self.assertEqual(len(self.check()), 1, "another time is another problem")

    def test_who_marked_it_as_done_is_not_told_again(self):
        self.account._stop("Payment issue")
        self.check().with_user(self.admin).action_done()
        self.assertFalse(self.check())
        self.assertEqual(
            self.account.with_context(active_test=False).activity_ids.filtered(
                lambda activity: activity.active
            ),
            self.activities(self.env.ref("base.user_admin")),
        )

    def test_each_administrator(self):
        second = self._create_user("wi_second", "whatsapp_inbox.group_admin")
        far = self._create_company("Far", "base.it")
        stranger = self._create_user("wi_far", "whatsapp_inbox.group_admin", far)
        self.account._stop("Payment issue")
        self.check()
        self.assertEqual(len(self.activities()), 1)
        self.assertEqual(len(self.activities(second)), 1)
        self.assertFalse(self.activities(stranger))

    def test_a_token_that_dies(self):
        error = {"error": {"code": 190, "message": "Session has expired"}}
        self.tell("debug_token", error, 401)
        self.later(hours(1))
        activity = self.check()
        self.assertIn("Session has expired", activity.note)
        self.assertIn("Make a new token", activity.note)
        self.tell("debug_token", {"data": ALIVE})
        self.later(hours(2))
        self.assertFalse(self.check())

    def test_a_token_about_to_expire(self):
        soon = int(unix(NOW + hours(24 * 6)))
        self.tell("debug_token", {"data": {**ALIVE, "expires_at": soon}})
        self.later(hours(1))
        self.assertIn("Expires on", self.check().note)
        self.account.access_token = "NEW"
        self.tell("debug_token", {"data": ALIVE})
        self.assertFalse(self.check())

    def test_a_network_that_is_down_says_nothing_of_the_token(self):
        self.tell("debug_token", {"error": {"code": 2, "message": "Later"}}, 503)
        self.later(hours(1))
        self.assertFalse(self.check())
        self.assertFalse(self.account.token_error)

    def test_meta_is_asked_once_an_hour(self):
        self.check()
        self.assertFalse(self.meta.calls)
        self.later(hours(1))
        for _check in range(3):
            self.check()
        self.assertEqual(len(self.meta.calls), 3)
        account = self.account
        self.assertEqual(account.quality_rating, "GREEN")
        self.assertEqual(account.messaging_limit, "TIER_10K")
        self.assertEqual(account.throughput, "STANDARD")
        self.assertEqual(account.number_status, "CONNECTED")
        self.assertEqual(account.meta_checked_at, NOW + hours(1))

    def test_quality_that_meta_does_not_know(self):
        self.tell("501", {**NUMBER, "quality_rating": "UNKNOWN"})
        self.later(hours(1))
        self.assertFalse(self.check())
        self.assertFalse(self.account.quality_rating)

    def test_scheduled_actions_that_are_off(self):
        cron = self.env.ref("whatsapp_inbox.ir_cron_outbox")
        cron.active = False
        activity = self.check()
        self.assertIn(cron.name, activity.summary)
        cron.active = True
        self.assertFalse(self.check())

    def test_the_server_is_told_of_once_in_a_company(self):
        self._create_account("Shop", "502", meta_checked_at=NOW)
        for xmlid in ("ir_cron_outbox", "ir_cron_media"):
            self.env.ref(f"whatsapp_inbox.{xmlid}").active = False
        self.check()
        activities = self.env["mail.activity"].search(
            [
                ("res_model", "=", "whatsapp.inbox.account"),
                ("user_id", "=", self.admin.id),
            ]
        )
        self.assertEqual(len(activities), 1)

    def test_a_restriction_that_ends(self):
        self.account._stop("Restricted")
        self.account.stopped_until = NOW + minutes(10)
        self.assertEqual(len(self.check()), 1)
        self.later(minutes(11))
        self.assertFalse(self.check())
        self.assertEqual(self.account.state, "connected")
        self.assertFalse(self.account.stopped_until)

    def test_an_archived_number_has_no_problems(self):
        self.account._stop("Payment issue")
        self.assertTrue(self.check())
        self.account.active = False
        self.assertFalse(self.check())

    def test_webhooks_that_wait(self):
        self.store(webhook(change(self.account)))
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_webhook_event SET create_date = %s",
            [NOW - minutes(6)],
        )
        self.assertIn("Webhooks waiting", self.check().summary)
        self.drain()
        self.assertFalse(self.check())

    def test_in_each_language(self):
        """Lines are made for the reader; only that the way there is taken."""
        self.env["res.lang"]._activate_lang("es_ES")
        chief = self._create_user("wi_jefa", "whatsapp_inbox.group_admin", lang="es_ES")
        self.account._stop("Payment issue")
        self.check()
        self.assertEqual(len(self.activities(chief)), 1)

    def test_the_wizard_learns_too(self):
        self.account.write({"token_error": "dead", "meta_checked_at": False})
        with self.enter_registry_test_mode():
            self.account.with_user(self.admin).action_test_connection()
        self.assertFalse(self.account.token_error)
        self.assertEqual(self.account.quality_rating, "GREEN")
        root = api.Environment(self.env.cr, SUPERUSER_ID, {})
        self.assertTrue(self.account.with_env(root).meta_checked_at)
