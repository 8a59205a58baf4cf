import requests

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import transcode
from .common import NOW, WhatsappCase, change, minutes, said, webhook
from .fake_meta import API_URL, response

ALIVE = {
    "is_valid": True,
    "expires_at": 0,
    "scopes": ["whatsapp_business_messaging", "whatsapp_business_management"],
}
NUMBER = {
    "id": "501",
    "display_phone_number": "+34 911 23 45 67",
    "verified_name": "Desert Garden",
    "quality_rating": "GREEN",
}


@tagged("post_install", "-at_install")
class TestConnectionTest(WhatsappCase):
    """Each broken link is named, with what to do; nothing else is blamed."""

    def setUp(self):
        super().setUp()
        self.tell("debug_token", {"data": ALIVE})
        self.tell("501", NUMBER)
        app = {"whatsapp_business_api_data": {"id": "1", "name": "Inbox"}}
        self.tell("1001/subscribed_apps", {"data": [app]})
        self.account.webhook_verified_at = NOW

    def tell(self, path, answer, http_status=200):
        self.meta.edges[path] = lambda request: response(http_status, answer)

    def refuse(self, path, code, http_status=400, text="Meta's own words"):
        error = {"error": {"code": code, "message": text, "type": "OAuthException"}}
        self.tell(path, error, http_status)

    def run_test(self, account=None):
        """Press the button.

        :return: results by name of the link
        """
        account = (account or self.account).with_user(self.admin)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            action = account.action_test_connection()
        test = self.env[action["res_model"]].browse(action["res_id"])
        self.assertTrue(all(test.line_ids.mapped("detail")))
        return {line.name: line for line in test.line_ids}, test

    def assertBroken(self, name, detail, advice, state="failed", last=True):
        lines, _test = self.run_test()
        line = lines[name]
        self.assertEqual(line.state, state)
        self.assertIn(detail, line.detail)
        self.assertIn(advice, line.advice)
        if last:
            self.assertEqual(list(lines)[-1], name, "what hangs on it is not tried")
        others = [other for other in lines.values() if other != line]
        self.assertFalse([o.name for o in others if o.state == "failed"])

    def test_voice_notes_need_a_package(self):
        self.patch(transcode, "av", None)
        self.assertBroken("Voice notes", "arrive as music", "pip install av", "warning")

    def test_all_is_well(self):
        """Peers 21."""
        self.store(webhook(change(self.account, messages=[said("Hi")])))
        self.drain()
        lines, test = self.run_test()
        self.assertEqual(set(test.line_ids.mapped("state")), {"ok"})
        self.assertEqual(len(lines), 6)
        self.assertIn("does not expire", lines["Access token"].detail)
        self.assertIn("Desert Garden", lines["Phone number"].detail)
        self.assertTrue(test.can_subscribe)
        self.assertEqual(self.account.display_phone_number, "+34 911 23 45 67")
        self.assertEqual(self.account.verified_name, "Desert Garden")

    def test_missing_credentials(self):
        for name, label in [
            ("access_token", "access token"),
            ("app_secret", "app secret"),
            ("verify_token", "verify token"),
        ]:
            with self.subTest(name=name):
                before = self.account[name]
                self.account[name] = False
                self.assertBroken("Credentials", label, "Paste")
                self.account[name] = before
        self.assertFalse(self.meta.calls)

    def test_dead_token(self):
        self.refuse("debug_token", 190, 401, "Session has expired")
        self.assertBroken("Access token", "Session has expired", "Make a new token")

    def test_token_that_meta_calls_invalid(self):
        self.tell("debug_token", {"data": {**ALIVE, "is_valid": False}})
        self.assertBroken("Access token", "not valid any more", "Make a new token")

    def test_token_without_permission(self):
        scopes = ["whatsapp_business_messaging"]
        self.tell("debug_token", {"data": {**ALIVE, "scopes": scopes}})
        detail = "missing: whatsapp_business_management"
        self.assertBroken("Access token", detail, "Make a new token")

    def test_token_that_will_expire(self):
        self.tell("debug_token", {"data": {**ALIVE, "expires_at": 1893456000}})
        lines, _test = self.run_test()
        self.assertIn("Alive until 2030-01-01", lines["Access token"].detail)

    def test_unreachable_api(self):
        def refuse(request):
            raise requests.ConnectTimeout(
                requests.packages.urllib3.exceptions.ConnectTimeoutError()
            )

        self.meta.edges["debug_token"] = refuse
        self.assertBroken("Access token", "No connection", API_URL)

    def test_hidden_number(self):
        self.refuse("501", 100, text="Object with ID '501' does not exist")
        self.assertBroken("Phone number", "does not exist", "phone number ID")

    def test_wrong_business_account(self):
        self.refuse("1001/subscribed_apps", 100, text="Unknown")
        self.assertBroken("Webhook subscription", "Unknown", "business account ID")

    def test_no_app_is_subscribed(self):
        """Peers 21."""
        self.tell("1001/subscribed_apps", {"data": []})
        self.assertBroken(
            "Webhook subscription", "No app is subscribed", "Subscribe", last=False
        )

    def test_another_address(self):
        app = {"override_callback_uri": "https://old.example.com/hook"}
        self.tell("1001/subscribed_apps", {"data": [app]})
        self.assertBroken(
            "Webhook subscription",
            "https://old.example.com/hook",
            "Subscribe",
            state="warning",
            last=False,
        )

    def test_our_address(self):
        app = {"override_callback_uri": self.account.webhook_url}
        self.tell("1001/subscribed_apps", {"data": [app]})
        lines, _test = self.run_test()
        self.assertEqual(lines["Webhook subscription"].state, "ok")

    def test_address_that_was_never_verified(self):
        self.account.webhook_verified_at = False
        self.assertBroken("Webhook address", "not verified", "Subscribe", last=False)

    def test_address_that_meta_would_not_call(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "http://odoo.local")
        self.account.api_url = "https://graph.facebook.com"
        wizard = self.env["whatsapp.inbox.connection.test"].create(
            {"account_id": self.account.id}
        )
        line = wizard._check_verification(self.account)
        self.assertEqual(line["state"], "warning")
        self.assertIn("http://odoo.local", line["detail"])
        self.assertIn("https", line["advice"])

    def test_wrong_app_secret(self):
        """Peers 21."""
        self.env["whatsapp.inbox.account"]._signature_refused(self.account.id)
        self.assertBroken("Signature", "not signed", "App secret", last=False)

    def test_secret_that_was_corrected(self):
        """The webhook that came later was signed well."""
        self.account.signature_refused_at = NOW - minutes(5)
        event = self.store(webhook(change(self.account)))
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_webhook_event SET create_date = %s WHERE id = %s",
            [NOW, event.id],
        )
        self.env.invalidate_all()
        lines, _test = self.run_test()
        self.assertEqual(lines["Signature"].state, "ok")

    def test_nothing_arrived_yet(self):
        self.assertBroken(
            "Last webhook", "Nothing has arrived", "from a phone", state="warning"
        )

    def test_webhooks_that_failed(self):
        self.store(b"{")
        with mute_logger("odoo.addons.whatsapp_inbox.models"):
            self.drain()
        self.assertBroken(
            "Last webhook", "1 could not be processed", "Webhooks", state="warning"
        )

    # -- subscribe ----------------------------------------------------------------

    def subscribe(self, test):
        with self.enter_registry_test_mode():
            action = test.with_user(self.admin).action_subscribe()
        return self.env[action["res_model"]].browse(action["res_id"])

    def test_subscribe(self):
        """First the app, then the address: Meta refuses it the other way round."""
        bodies = []
        apps = []

        def answer(request):
            if request.method == "POST":
                bodies.append(request.body)
                apps.append({"override_callback_uri": self.account.webhook_url})
                return response(200, {"success": True})
            return response(200, {"data": apps[:1]})

        self.meta.edges["1001/subscribed_apps"] = answer
        lines, test = self.run_test()
        self.assertEqual(lines["Webhook subscription"].state, "failed")
        test = self.subscribe(test)
        self.assertEqual(len(bodies), 2)
        self.assertNotIn(b"override_callback_uri", bodies[0] or b"")
        self.assertIn(self.account.webhook_url.encode(), bodies[1])
        self.assertIn(b"the verify token", bodies[1])
        lines = {line.name: line for line in test.line_ids}
        self.assertEqual(lines["Webhook subscription"].state, "ok")

    def test_subscribe_that_meta_refuses(self):
        _lines, test = self.run_test()
        self.refuse("1001/subscribed_apps", 2200, text="Callback verification failed")
        test = self.subscribe(test)
        line = test.line_ids.filtered(lambda line: line.name == "Subscribe")
        self.assertEqual(line.state, "failed")
        self.assertIn("Callback verification failed", line.detail)
        self.assertIn("https", line.advice)

    # -- resume -------------------------------------------------------------------

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_stopped_number_resumes(self):
        record = self.answer(self.thread())
        self.account._stop("Payment problem")
        self.send()
        self.assertEqual(record.state, "queued")
        self.run_test()
        self.assertEqual(
            (self.account.state, self.account.state_reason), ("connected", False)
        )
        self.send()
        self.assertEqual(record.state, "sent")

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_stopped_number_that_is_still_broken(self):
        self.account._stop("Session has expired")
        self.refuse("debug_token", 190, 401)
        self.run_test()
        self.assertEqual(self.account.state, "stopped")

    def test_agents_do_not_test(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.agent).action_test_connection()

    def test_no_secret_in_what_is_shown(self):
        self.refuse("debug_token", 190, 401, "Bad token TOKEN-501 given")
        _lines, test = self.run_test()
        shown = " ".join(test.line_ids.mapped("detail"))
        self.assertIn("Bad token", shown)
        self.assertNotIn("TOKEN-501", shown)
