from odoo.tests import tagged

from .common import OutboxCase, failure, reacted, said, status


@tagged("post_install", "-at_install")
class TestReactionsOut(OutboxCase):
    """A reaction that WhatsApp refused is seen, and does not stay on the message."""

    def setUp(self):
        super().setUp()
        self.mail = self.receive(said("Hi", "w1")).mail_message_id

    def shown(self):
        self.mail.invalidate_recordset()
        return self.mail.reaction_ids.mapped("content")

    def test_refused(self):
        self.receive(reacted("❤️", "w1"))
        self.meta.refuse(131009, details="Too old")
        self.react(self.mail, "👍")
        with self.captured_bus() as notifications:
            self.send()
        self.assertEqual(self.shown(), ["❤️"])
        [part] = self.mail.whatsapp_parts
        self.assertEqual(
            (part["type"], part["emoji"], part["state"], part["error"]),
            ("reaction", "👍", "failed", "Too old (131009)"),
        )
        self.assertEqual(self.mail.whatsapp_state, "received")
        kinds = str([content for _t, _k, content in notifications])
        self.assertIn("whatsapp_parts", kinds)
        self.assertIn("reactions", kinds)

    def test_refused_by_a_status(self):
        self.react(self.mail, "👍")
        self.send()
        record = self.outgoing(self.mail)
        self.receive_statuses(status(record.wamid, "failed", **failure(131009)))
        self.assertFalse(self.shown())
        self.assertEqual(self.mail.whatsapp_parts[0]["state"], "failed")

    def test_what_the_customer_sees_is_shown_again(self):
        self.react(self.mail, "👍")
        self.send()
        for emoji, action in (("🎉", "add"), ("👍", "remove")):
            with self.subTest(action=action):
                self.meta.refuse(131009)
                self.react(self.mail, emoji, action=action)
                self.send()
                self.assertEqual(self.shown(), ["👍"])

    def test_a_newer_one_stays(self):
        self.account.state_reason = "Stopped"
        self.react(self.mail, "👍")
        self.react(self.mail, "🎉")
        self.account.state_reason = False
        self.meta.refuse(131009)
        self.send()
        self.assertEqual(self.shown(), ["🎉"])
        self.assertEqual(self.meta.sent[-1]["reaction"]["emoji"], "🎉")

    def test_another_try_is_no_news_of_the_first(self):
        self.meta.refuse(131009)
        self.react(self.mail, "👍")
        self.send()
        self.react(self.mail, "👍")
        self.assertFalse(self.mail.whatsapp_parts)
        self.send()
        self.assertEqual(self.shown(), ["👍"])

    def test_discard(self):
        self.meta.refuse(131009)
        self.react(self.mail, "👍")
        self.send()
        part = self.mail.whatsapp_parts[0]["id"]
        self.mail.with_user(self.supervisor).whatsapp_withdraw([part])
        self.assertFalse(self.mail.whatsapp_parts)
