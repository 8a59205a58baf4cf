import gzip
import json
import os
from contextlib import suppress
from unittest.mock import patch

import requests

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..controllers import webhook as controller
from ..tools import signature
from .common import WebhookMixin, WhatsappCase, change, said, webhook

LOGGERS = (
    "odoo.addons.whatsapp_inbox.controllers.webhook",
    "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event",
    "odoo.http",
)


@tagged("post_install", "-at_install")
class TestHostileWebhooks(WebhookMixin, WhatsappCase, HttpCase):
    """Peers 20: the address may be known to anybody."""

    def events(self):
        return self.env["whatsapp.inbox.webhook.event"].search([])

    def address(self, key=None):
        key = self.account.webhook_key if key is None else key
        return f"{self.base_url()}/whatsapp_inbox/webhook/{key}"

    def test_replayed(self):
        """Peers 2: the signature has no time in it, so anybody who saw a POST can
        send it again: nothing happens twice."""
        body = webhook(change(self.account, messages=[said("Hi", "wamid.again")]))
        for _turn in range(3):
            self.assertEqual(self.post_webhook(body).status_code, 200)
        self.drain()
        self.assertEqual(len(self.transport("wamid.again")), 1)
        channel = self.transport("wamid.again").channel_id
        self.assertEqual(self.texts(channel), ["Hi"])
        self.assertEqual(set(self.events().mapped("state")), {"done"})

    @mute_logger(*LOGGERS)
    def test_compressed(self):
        """The signature is over the bytes as they came, and nothing is unpacked: Meta
        never packs, and a bomb of a few kilobytes would fill the memory."""
        plain = webhook(change(self.account, messages=[said("Hi", "wamid.zip")]))
        bomb = gzip.compress(b"[" + b" " * 50_000_000)
        for content in (plain, bomb):
            packed = gzip.compress(content) if content is plain else content
            packing = {"Content-Encoding": "gzip"}
            over_plain = {
                **packing,
                "X-Hub-Signature-256": signature.sign("the app secret", content),
            }
            if content is plain:
                answer = self.post_webhook(packed, headers=over_plain)
                self.assertEqual(answer.status_code, 403)
            over_packed = {
                **packing,
                "X-Hub-Signature-256": signature.sign("the app secret", packed),
            }
            answer = self.post_webhook(packed, headers=over_packed)
            self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(self.events()), 2)
        for event in self.events():
            self.assertLess(len(event.body), 1_000_000)
        self.drain()
        self.assertEqual(self.events().mapped("state"), ["failed"] * 2)
        self.assertFalse(self.transport("wamid.zip"))

    @mute_logger(*LOGGERS)
    def test_too_large_without_a_length(self):
        """Not read to its end, whoever sends it, so it costs no memory."""

        def pieces():
            for _index in range(100):
                yield b" " * 100_000

        answer = None
        with suppress(OSError):  # the server may hang up in the middle
            answer = self.opener.post(self.address(), data=pieces(), timeout=30)
        self.assertIn(answer is not None and answer.status_code, (False, 413))
        self.assertFalse(self.events())

    @mute_logger(*LOGGERS)
    def test_a_length_that_is_a_lie(self):
        body = webhook(change(self.account, messages=[said("Hi")]))
        for length in (str(controller.MAX_BODY_BYTES + 1), "99999999999999"):
            request = requests.Request("POST", self.address(), data=body)
            prepared = self.opener.prepare_request(request)
            prepared.headers["Content-Length"] = length
            answer = self.opener.send(prepared, timeout=30)
            self.assertIn(answer.status_code, (400, 413))
        self.assertFalse(self.events())

    def test_without_a_length(self):
        """A proxy may pass a POST on in pieces; it counts like any other."""
        body = webhook(change(self.account, messages=[said("Hi", "wamid.pieces")]))
        answer = self.opener.post(
            self.address(),
            data=iter([body[:50], body[50:]]),
            headers={"X-Hub-Signature-256": signature.sign("the app secret", body)},
        )
        self.assertEqual(answer.status_code, 200)
        self.drain()
        self.assertTrue(self.transport("wamid.pieces"))

    @mute_logger(*LOGGERS)
    def test_other_content_types(self):
        """What counts is the signature over the bytes; a form is not taken apart."""
        body = webhook(change(self.account, messages=[said("Hi", "wamid.form")]))
        for content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "",
        ):
            with self.subTest(content_type=content_type):
                before = len(self.events())
                headers = {
                    "Content-Type": content_type,
                    "X-Hub-Signature-256": signature.sign("the app secret", body),
                }
                answer = self.post_webhook(body, headers=headers)
                self.assertIn(answer.status_code, (200, 403))
                stored = len(self.events()) - before
                self.assertEqual(stored, int(answer.status_code == 200))
        self.drain()
        self.assertEqual(set(self.events().mapped("state")), {"done"})

    @mute_logger(*LOGGERS)
    def test_addresses(self):
        """The key is one segment of the path and is looked up as it is."""
        body = webhook(change(self.account, messages=[said("Hi")]))
        key = self.account.webhook_key
        headers = {"X-Hub-Signature-256": signature.sign("the app secret", body)}
        for other in (
            "",
            "..",
            "%2e%2e%2f" + key,
            "../webhook/" + key + "/..",
            key + "%00",
            key + "%20",
            key[:-1],
            key.swapcase(),
            "%25",
            "_credentials",
            "False",
            "None",
            "' OR 1=1 --",
            "x" * 3000,
        ):
            with self.subTest(key=other[:40]):
                answer = self.opener.post(
                    self.address(other), data=body, headers=headers
                )
                self.assertIn(answer.status_code, (404, 405))
                self.assertNotIn(key, answer.text)
        self.assertFalse(self.events())

    @mute_logger(*LOGGERS)
    def test_the_signature_of_another_number(self):
        """Its secret signs for its own address, and for no other."""
        other = self._create_account("Other", "777", app_secret="another secret")
        body = webhook(change(other, messages=[said("Hi")]))
        answer = self.post_webhook(body, account=self.account, secret="another secret")
        self.assertEqual(answer.status_code, 403)
        # and what it signs writes into no other inbox
        body = webhook(change(self.account, messages=[said("Forged", "wamid.forged")]))
        answer = self.post_webhook(body, account=other, secret="another secret")
        self.assertEqual(answer.status_code, 200)
        self.drain()
        self.assertFalse(self.transport("wamid.forged"))
        self.assertFalse(self.transport("wamid.forged", other))

    @mute_logger(*LOGGERS)
    def test_comparisons_take_the_same_time(self):
        """Both secrets are compared in constant time, not byte by byte."""
        compared = []
        compare = signature.hmac.compare_digest

        def note(one, two):
            compared.append(len(one) == len(two))
            return compare(one, two)

        body = webhook(change(self.account, messages=[said("Hi")]))
        with patch.object(signature.hmac, "compare_digest", note):
            self.post_webhook(body)
            self.post_webhook(body, secret="another")
            self.url_open(
                f"/whatsapp_inbox/webhook/{self.account.webhook_key}"
                "?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1"
            )
        self.assertEqual(len(compared), 3)

    def test_refusals_tell_and_keep_nothing(self):
        """No secret and no text of the body is in an answer or in the log."""
        body = webhook(change(self.account, messages=[said("I have a rash")]))
        with self.assertLogs("odoo.addons.whatsapp_inbox", "DEBUG") as logs:
            answer = self.post_webhook(body, secret="wrong")
        told = answer.text + str(answer.headers) + "\n".join(logs.output)
        for private in (
            "the app secret",
            "TOKEN-501",
            "rash",
            signature.sign("", body),
        ):
            self.assertNotIn(private, told)
        self.assertFalse(self.events())

    @mute_logger(*LOGGERS)
    def test_random_bodies_with_a_good_signature(self):
        """Whatever Meta signs is stored and never answered with an error."""
        for body in (os.urandom(2000), b"\x00" * 100, json.dumps("x" * 10**6).encode()):
            self.assertEqual(self.post_webhook(body).status_code, 200)
        self.drain()
        self.assertEqual(self.events().mapped("state"), ["failed"] * 3)
