from unittest.mock import patch

from odoo.tests import HttpCase, tagged, warmup
from odoo.tools import mute_logger

from ..controllers import webhook as controller
from ..tools import payload, signature
from .common import NOW, WebhookMixin, WhatsappCase, change, said, webhook

LOGGER = "odoo.addons.whatsapp_inbox.controllers.webhook"
DRAIN_LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event"


@tagged("post_install", "-at_install")
class TestWebhook(WebhookMixin, WhatsappCase, HttpCase):
    def events(self):
        return self.env["whatsapp.inbox.webhook.event"].search(
            [("account_id", "=", self.account.id)]
        )

    def verify(self, key=None, **query):
        query = {
            "mode": "subscribe",
            "challenge": "1158201444",
            "verify_token": "the verify token",
            **query,
        }
        return self.url_open(
            f"/whatsapp_inbox/webhook/{key or self.account.webhook_key}",
            params={f"hub.{name}": value for name, value in query.items()},
        )

    # -- verification -------------------------------------------------------------

    def test_verification_gives_the_challenge_back(self):
        answer = self.verify()
        self.assertEqual((answer.status_code, answer.text), (200, "1158201444"))
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
        self.account.invalidate_recordset()
        self.assertEqual(self.account.webhook_verified_at, NOW)

    @mute_logger(LOGGER)
    def test_verification_refuses_strangers(self):
        for query in (
            {"verify_token": "another"},
            {"verify_token": ""},
            {"verify_token": "the verify tokén"},
            {"mode": "unsubscribe"},
        ):
            with self.subTest(**query):
                answer = self.verify(**query)
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn("1158201444", answer.text)
        self.account.invalidate_recordset()
        self.assertFalse(self.account.webhook_verified_at)

    @mute_logger(LOGGER)
    def test_no_verify_token_verifies_nobody(self):
        self.account.verify_token = False
        self.assertEqual(self.verify(verify_token="").status_code, 403)

    def test_challenge_is_never_html(self):
        answer = self.verify(challenge="<script>alert(1)</script>")
        self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")

    def test_unknown_address(self):
        self.assertEqual(self.verify(key="nobody").status_code, 404)
        body = webhook(change(self.account, messages=[said("Hi")]))
        self.assertEqual(self.post_webhook(body, key="nobody").status_code, 404)
        self.assertFalse(self.events())

    def test_archived_number_is_unknown(self):
        self.account.active = False
        self.assertEqual(self.verify().status_code, 404)

    @mute_logger(LOGGER)
    def test_head_and_other_methods_store_nothing(self):
        url = f"/whatsapp_inbox/webhook/{self.account.webhook_key}"
        self.assertEqual(self.url_open(url, method="HEAD").status_code, 403)
        for method in ("PUT", "DELETE", "PATCH"):
            self.assertEqual(self.url_open(url, method=method).status_code, 405)
        self.assertFalse(self.events())

    # -- posts --------------------------------------------------------------------

    def test_good_signature_stores_the_body_and_nothing_else(self):
        body = webhook(change(self.account, messages=[said("Año 🎉")]))
        messages = self.env["whatsapp.inbox.message"].search_count([])
        with patch.object(payload, "parse", side_effect=AssertionError("parsed")):
            answer = self.post_webhook(body)
        self.assertEqual((answer.status_code, answer.text), (200, ""))
        event = self.events()
        self.assertEqual(event.body, body.decode())
        self.assertEqual((event.state, event.attempts), ("pending", 0))
        self.assertEqual(self.env["whatsapp.inbox.message"].search_count([]), messages)

    def test_the_drain_is_woken(self):
        cron = self.env.ref("whatsapp_inbox.ir_cron_drain")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.post_webhook(webhook(change(self.account, messages=[said("Hi")])))
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(woken - triggers), 1)

    @mute_logger(LOGGER)
    def test_bad_signatures_store_nothing(self):
        body = webhook(change(self.account, messages=[said("Hi")]))
        good = signature.sign("the app secret", body)
        for name, header in {
            "another secret": signature.sign("another secret", body),
            "another body": signature.sign("the app secret", body + b" "),
            "empty secret": signature.sign("", body),
            "not hexadecimal": "sha256=zzz",
            "no algorithm": good.removeprefix("sha256="),
            "another algorithm": good.replace("sha256=", "sha1="),
            "empty": "",
        }.items():
            with self.subTest(name):
                headers = {"X-Hub-Signature-256": header}
                answer = self.post_webhook(body, headers=headers)
                self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.post_webhook(body, headers={}).status_code, 403)
        self.assertFalse(self.events())
        self.account.invalidate_recordset()
        self.assertEqual(self.account.signature_refused_at, NOW)

    @mute_logger(LOGGER)
    def test_no_secret_refuses_everybody(self):
        """Peers 20."""
        self.account.app_secret = False
        body = webhook(change(self.account, messages=[said("Hi")]))
        for secret in ("", "False", "None"):
            with self.subTest(secret=secret):
                answer = self.post_webhook(body, secret=secret)
                self.assertEqual(answer.status_code, 403)
        self.assertFalse(self.events())

    @mute_logger(LOGGER)
    def test_another_secret_counts_at_once(self):
        body = webhook(change(self.account, messages=[said("Hi")]))
        self.assertEqual(self.post_webhook(body).status_code, 200)
        self.account.app_secret = "another"
        self.assertEqual(
            self.post_webhook(body, secret="the app secret").status_code, 403
        )
        self.assertEqual(self.post_webhook(body, secret="another").status_code, 200)
        self.assertEqual(len(self.events()), 2)

    def test_limit_of_three_megabytes(self):
        body = b'{"entry": [], "x": "' + b"x" * controller.MAX_BODY_BYTES
        fits = body[: controller.MAX_BODY_BYTES - 2] + b'"}'
        self.assertEqual(len(fits), 3 * 1024 * 1024)
        self.assertEqual(self.post_webhook(fits).status_code, 200)
        self.assertEqual(self.post_webhook(fits + b" ").status_code, 413)
        self.assertEqual(len(self.events()), 1)

    def test_nonsense_is_acknowledged_and_parked(self):
        """Meta sends again whatever gets no 200, for days."""
        bodies = [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x00", b"<xml/>"]
        for body in bodies:
            with self.subTest(body=body):
                self.assertEqual(self.post_webhook(body).status_code, 200)
        with mute_logger(DRAIN_LOGGER):
            self.drain()
        self.assertEqual(self.events().mapped("state"), ["failed"] * len(bodies))
        self.assertTrue(all(self.events().mapped("error")))

    def test_broken_utf8_spoils_one_string(self):
        good, bad = said("Good"), said("BAD")
        body = webhook(change(self.account, messages=[good, bad]))
        answer = self.post_webhook(body.replace(b"BAD", b"caf\xe9"))
        self.assertEqual(answer.status_code, 200)
        self.drain()
        self.assertEqual(self.events().state, "done", self.events().error)
        self.assertIn("Good", self.transport(good["id"]).mail_message_id.body)
        self.assertIn("caf", self.transport(bad["id"]).mail_message_id.body)

    def test_no_session_is_made(self):
        answer = self.post_webhook(webhook(change(self.account)))
        self.assertNotIn("session_id", answer.cookies)

    @warmup
    def test_queries_of_one_post(self):
        """The event and the trigger."""
        body = webhook(change(self.account, messages=[said("Hi", "wamid.Q")]))
        key = self.account.webhook_key
        headers = {"X-Hub-Signature-256": signature.sign("the app secret", body)}
        self.post_webhook(body, headers=headers, key=key)
        with self.assertQueryCount(2):
            answer = self.post_webhook(body, headers=headers, key=key)
        self.assertEqual(answer.status_code, 200)
