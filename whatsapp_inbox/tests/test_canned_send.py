from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PIXEL, TwoTeamsCase, message


@tagged("post_install", "-at_install")
class TestCannedSend(TwoTeamsCase):
    """Answers with buttons and files of canned replies."""

    def post(self, body="Which one?", **values):
        values.setdefault("subtype_xmlid", "mail.mt_comment")
        return self.customer_thread.with_user(self.agent).message_post(
            body=body, message_type="comment", **values
        )

    def test_buttons_below_a_text(self):
        mail = self.post(whatsapp_buttons=["This one", "That"])
        self.send()
        [payload] = self.meta.sent
        self.assertEqual(payload["type"], "interactive")
        self.assertEqual(
            payload["interactive"],
            {
                "type": "button",
                "body": {"text": "Which one?"},
                "action": {
                    "buttons": [
                        {
                            "type": "reply",
                            "reply": {"id": "reply:1", "title": "This one"},
                        },
                        {"type": "reply", "reply": {"id": "reply:2", "title": "That"}},
                    ]
                },
            },
        )
        self.assertEqual(mail.body.count("o_whatsapp_inbox_choice"), 2)
        self.assertEqual(mail.whatsapp_state, "sent")

    def test_the_customer_taps_one(self):
        mail = self.post(whatsapp_buttons=["This one", "That"])
        self.send()
        wamid = self.outgoing(mail).wamid
        tapped = self.receive(
            message(
                "interactive",
                {
                    "type": "button_reply",
                    "button_reply": {"id": "reply:2", "title": "That"},
                },
                context={"id": wamid},
            )
        )
        self.assertIn("That", tapped.mail_message_id.body)
        self.assertEqual(tapped.mail_message_id.parent_id, mail)

    def test_files_come_before_the_buttons(self):
        file = self.attach("a.png", PIXEL, "image/png")
        self.post(attachment_ids=file.ids, whatsapp_buttons=["Yes"])
        self.send()
        self.assertEqual([p["type"] for p in self.meta.sent], ["image", "interactive"])

    def test_what_whatsapp_does_not_take(self):
        for body, titles, problem in (
            ("x", ["a", "b", "c", "d"], "at most 3"),
            ("x", ["a" * 21], "longer than 20"),
            ("x", ["a", "a"], "same title"),
            ("x", ["  "], "needs a title"),
            ("x", [{"id": 1}], "needs a title"),
            ("x" * 1025, ["a"], "at most 1024"),
            ("", ["a"], "Write a text"),
        ):
            with (
                self.subTest(titles=titles),
                self.assertRaisesRegex(UserError, problem),
            ):
                file = self.attach("a.txt", b"a") if not body else None
                self.post(
                    body,
                    whatsapp_buttons=titles,
                    attachment_ids=file.ids if file else [],
                )

    def test_a_note_has_none(self):
        mail = self.post(subtype_xmlid="mail.mt_note", whatsapp_buttons=["Yes"])
        self.assertNotIn("choice", mail.body)
        self.assertFalse(self.outgoing(mail))

    def test_in_other_channels_nothing_changes(self):
        channel = self.env["discuss.channel"]._create_channel(
            "General", self.env.ref("base.group_user").id
        )
        channel.sudo().message_post(
            body="[customer.name] {{agent.name}}",
            whatsapp_buttons=["x"],
            whatsapp_canned_ids=[1],
        )
        self.assertIn("[customer.name] {{agent.name}}", channel.message_ids[0].body)

    def test_uses_are_counted(self):
        canned = self.env["mail.canned.response"]
        mine = canned.with_user(self.agent).create({"source": "a", "substitution": "a"})
        secret = canned.with_user(self.other).create(
            {"source": "b", "substitution": "b"}
        )
        self.post(whatsapp_canned_ids=[mine.id, secret.id, 10**9, "x", None])
        uses = self.env["whatsapp.inbox.canned.use"].search(
            [("canned_id", "in", (mine | secret).ids)]
        )
        self.assertEqual(uses.canned_id, mine)
        self.assertEqual(uses.user_id, self.agent)
        self.assertEqual(uses.team_id, self.team)
        self.post("x", subtype_xmlid="mail.mt_note", whatsapp_canned_ids=mine.ids)
        self.assertEqual(mine.whatsapp_use_count, 1)
