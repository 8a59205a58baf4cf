import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.mail.tools.discuss import Store

from .common import (
    PIXEL,
    WhatsappCase,
    message,
    person,
    reacted,
    said,
)


@tagged("post_install", "-at_install")
class TestStore(WhatsappCase):
    """What the browser gets; the frontend is written against these names."""

    def told(self, records, user=None):
        """What the server sends to the browser of ``user`` about ``records``."""
        return Store().add(records.with_user(user or self.agent)).get_result()

    def test_thread(self):
        self.account.display_phone_number = "+34 911 23 45 67"
        record = self.receive(
            said("Hi"), contacts=[person("Anita", username="ana.garcia")]
        )
        thread, contact = record.channel_id, record.contact_id
        conversation = record.conversation_id
        store = self.told(thread)
        [channel] = [c for c in store["discuss.channel"] if c["id"] == thread.id]
        self.assertEqual(channel["channel_type"], "whatsapp_inbox")
        self.assertEqual(channel["whatsapp_account_id"], self.account.id)
        self.assertEqual(channel["whatsapp_contact_id"], contact.id)
        self.assertEqual(channel["whatsapp_conversation_id"], conversation.id)
        self.assertEqual(
            store["whatsapp.inbox.account"],
            [
                {
                    "id": self.account.id,
                    "name": "Sales",
                    "display_phone_number": "+34 911 23 45 67",
                    "state": "connected",
                    "state_reason": False,
                }
            ],
        )
        [values] = store["whatsapp.inbox.contact"]
        expected = {
            "id": contact.id,
            "name": "Anita",
            "phone": "+34600111222",
            "phone_formatted": "+34 600 11 12 22",
            "username": "ana.garcia",
            "partner_id": contact.partner_id.id,
            "partner_ambiguous": False,
        }
        self.assertEqual({key: values[key] for key in expected}, expected)
        [values] = store["whatsapp.inbox.conversation"]
        expected = {
            "id": conversation.id,
            "state": "open",
            "waiting_since": "2026-03-02 10:00:00",
            "window_expires_at": "2026-03-03 10:00:00",
            "user_id": False,
            "team_id": False,
        }
        self.assertEqual({key: values[key] for key in expected}, expected)

    def test_thread_of_who_has_no_phone(self):
        element = said("Hi", sender=None, from_user_id="ES.1")
        thread = self.thread(element, contacts=[person(None, None, "ES.1")])
        [values] = self.told(thread)["whatsapp.inbox.contact"]
        self.assertIs(values["phone"], False)
        self.assertIs(values["phone_formatted"], False)
        self.assertIs(values["username"], False)

    def test_other_channels_have_none_of_it(self):
        channel = self.env["discuss.channel"]._create_channel("Lunch", group_id=None)
        channel._add_members(users=self.agent)
        mail = channel.with_user(self.agent).message_post(
            body="Pizza", message_type="comment"
        )
        [values] = self.told(channel)["discuss.channel"]
        self.assertFalse([key for key in values if key.startswith("whatsapp")])
        [values] = self.told(mail)["mail.message"]
        self.assertFalse([key for key in values if key.startswith("whatsapp")])

    def message_values(self, mail):
        mail.invalidate_recordset()
        [values] = [
            values
            for values in self.told(mail)["mail.message"]
            if values["id"] == mail.id
        ]
        return {
            key.removeprefix("whatsapp_"): value
            for key, value in values.items()
            if key.startswith("whatsapp_")
        }

    def test_message_of_the_customer(self):
        record = self.receive(said("Hi", context={"forwarded": True}))
        self.assertEqual(
            self.message_values(record.mail_message_id),
            {
                "direction": "inbound",
                "state": "received",
                "error": False,
                "media_state": False,
                "forwarded": True,
                "origin": False,
                "automatic": False,
                "parts": False,
                "edited_at": False,
                "revoked_at": False,
                "documents": [],
                "template": False,
            },
        )

    def test_message_of_ours(self):
        self.meta.refuse(131026, details="Message undeliverable")
        record = self.answer(self.thread())
        mail = record.mail_message_id
        values = {
            "direction": "outbound",
            "media_state": False,
            "forwarded": False,
            "origin": False,
            "automatic": False,
            "edited_at": False,
            "revoked_at": False,
            "documents": [],
            "template": False,
        }
        part = {
            "id": record.id,
            "type": "text",
            "attachment_id": False,
            "file_gone": False,
        }
        for state, error in [
            ("queued", False),
            ("failed", "Message undeliverable (131026)"),
        ]:
            shown = {**part, "state": state, "error": error, "retry_at": False}
            self.assertEqual(
                self.message_values(mail),
                {**values, "state": state, "error": error, "parts": [shown]},
            )
            self.send()

    def test_note(self):
        note = (
            self.thread()
            .with_user(self.agent)
            .message_post(
                body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
            )
        )
        self.assertEqual(
            self.message_values(note),
            {
                "direction": False,
                "state": False,
                "error": False,
                "media_state": False,
                "forwarded": False,
                "origin": False,
                "automatic": False,
                "parts": False,
                "edited_at": False,
                "revoked_at": False,
                "documents": [],
                "template": False,
            },
        )

    def test_worst_part_is_shown(self):
        files = self.attach("a.png", PIXEL) | self.attach("b.png", PIXEL)
        records = self.answer(self.thread(), "See", attachment_ids=files.ids)
        mail = records.mail_message_id
        for states, shown in [
            (("sent", "queued", "queued"), "queued"),
            (("sent", "sending", "queued"), "queued"),
            (("delivered", "unknown", "queued"), "unknown"),
            (("delivered", "failed", "unknown"), "failed"),
            (("read", "delivered", "sent"), "sent"),
            (("read", "read", "delivered"), "delivered"),
            (("read", "read", "read"), "read"),
        ]:
            with self.subTest(states=states):
                for record, state in zip(records, states, strict=True):
                    record.state = state
                self.assertEqual(self.message_values(mail)["state"], shown)

    def test_a_reaction_is_not_the_state_of_its_message(self):
        record = self.receive(said("Hi", "w1"))
        self.receive(reacted("👍", "w1"))
        self.react(record.mail_message_id, "🎉")
        values = self.message_values(record.mail_message_id)
        self.assertEqual(
            (values["direction"], values["state"]), ("inbound", "received")
        )

    def test_access_flag(self):
        for user, access in [
            (self.agent, True),
            (self.supervisor, True),
            (self.admin, True),
            (self.employee, False),
        ]:
            with self.subTest(user=user.login):
                store = Store()
                users = self.env["res.users"].with_user(user)
                users._init_store_data(store)
                values = store.get_result()["Store"]
                self.assertIs(values["has_whatsapp_inbox_access"], access)

    # -- bus ----------------------------------------------------------------------

    def test_new_message(self):
        thread = self.thread()
        with self.captured_bus() as bus:
            record = self.receive(said("And more"))
        news = [
            content
            for target, kind, content in bus
            if kind == "discuss.channel/new_message" and target == thread
        ]
        [content] = news
        self.assertEqual(content["id"], thread.id)
        [values] = [
            values
            for values in content["data"]["mail.message"]
            if values["id"] == record.mail_message_id.id
        ]
        self.assertIn("And more", str(values["body"]))
        self.assertEqual(values["whatsapp_direction"], "inbound")
        self.assertEqual(values["whatsapp_state"], "received")

    def test_one_notification_per_message(self):
        """Peers 14: An album of ten photos is ten bubbles, each told once."""
        thread = self.thread()
        with self.captured_bus() as bus:
            self.receive(*(message("image", {"id": f"m{n}"}) for n in range(10)))
        told = [
            values["id"]
            for target, kind, content in bus
            if kind == "discuss.channel/new_message"
            for values in content["data"]["mail.message"]
        ]
        self.assertEqual(len(told), 10)
        self.assertEqual(len(set(told)), 10)
        self.assertEqual(len(thread.message_ids), 11)

    def test_joined(self):
        """What the inbox gives to an agent rings, what they take does not."""
        with self.captured_bus() as bus:
            thread = self.thread()
        self.assertEqual(self.joined(bus, thread), [True] * 3)
        conversation = thread.whatsapp_conversation_id
        thread.sudo().channel_member_ids.filtered("whatsapp_automatic").unlink()
        with self.captured_bus() as bus:
            conversation.with_user(self.agent)._join_agents()
        self.assertEqual(self.joined(bus, thread), [False] * 3)

    def joined(self, bus, thread):
        return [
            content["whatsapp_rings"]
            for _target, kind, content in bus
            if kind == "discuss.channel/joined" and content["channel_id"] == thread.id
        ]

    def test_conversation_follows(self):
        thread = self.thread()
        with self.captured_bus() as bus:
            self.answer(thread)
        told = [
            content["whatsapp.inbox.conversation"][0]
            for target, kind, content in bus
            if target == thread and "whatsapp.inbox.conversation" in content
        ]
        self.assertEqual(told[-1]["state"], "pending")
        self.assertIs(told[-1]["waiting_since"], False)

    def test_push(self):
        """Peers 14.

        Browsers that wish it are woken, by core's own cron and not in the drain.
        """
        self.env["mail.push.device"].sudo().create(
            {
                "endpoint": "https://push.example.com/1",
                "keys": json.dumps({"p256dh": "x", "auth": "y"}),
                "partner_id": self.agent.partner_id.id,
            }
        )
        self.env["ir.config_parameter"].set_param("mail.web_push_vapid_public_key", "k")
        self.env["ir.config_parameter"].set_param(
            "mail.web_push_vapid_private_key", "k"
        )
        target = "odoo.addons.mail.models.mail_thread.push_to_end_point"
        with patch(target) as direct:
            thread = self.thread(said("1"), said("2"))
            self.receive(reacted("👍", "nothing"))
        direct.assert_not_called()
        pushes = self.env["mail.push"].sudo().search([])
        self.assertEqual(len(pushes), 1)
        payload = json.loads(pushes.payload)
        self.assertIn("2", payload["options"]["body"])
        self.assertEqual(payload["options"]["data"]["res_id"], thread.id)

    # -- thread -------------------------------------------------------------------

    def test_answers_are_shown_as_the_customer_sees_them(self):
        record = self.answer(self.thread(), "*bold* and 1 < 2")
        body = record.mail_message_id.body
        self.assertIn("<strong>bold</strong>", body)
        self.assertIn("1 &lt; 2", body)

    def test_posting_to_many(self):
        """A template or an automation posts as the superuser."""
        thread = self.thread()
        mail = thread.message_post(
            body="Automatic", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertEqual(self.outgoing(mail).state, "queued")
        self.assertEqual(
            thread.channel_member_ids.filtered(lambda m: m.partner_id.id == 2),
            self.env["discuss.channel.member"],
        )

    def test_messages_are_not_edited(self):
        record = self.receive(said("Hi"))
        sent = self.answer(record.channel_id)
        thread = record.channel_id.with_user(self.agent).sudo()
        note = thread.message_post(
            body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        for mail in (record.mail_message_id, sent.mail_message_id):
            with self.assertRaises(UserError):
                thread._message_update_content(mail.sudo(), body="x")
        thread._message_update_content(note, body="Another note")
        self.assertIn("Another note", note.body)

    def test_fetched_is_told_to_nobody(self):
        thread = self.thread()
        with self.captured_bus() as bus:
            thread.with_user(self.agent).channel_fetched()
        self.assertFalse(bus)

    def test_nobody_is_mailed(self):
        """Mails and needactions are not the way in which agents hear of messages."""
        self.agent.notification_type = "email"
        mails = self.env["mail.mail"].search_count([])
        thread = self.thread()
        self.answer(thread, user=self.supervisor)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertFalse(thread.message_ids.notification_ids)

    def test_open_from_the_partner(self):
        record = self.receive(said("Hi"))
        partner = record.contact_id.partner_id.with_user(self.agent)
        self.assertEqual(partner.whatsapp_channel_count, 1)
        action = partner.action_open_whatsapp()
        self.assertEqual(action["tag"], "mail.action_discuss")
        support = self._create_account("Support", "502")
        self.receive(said("Hi"), account=support)
        partner.invalidate_recordset()
        self.assertEqual(partner.whatsapp_channel_count, 2)
        action = partner.action_open_whatsapp()
        self.assertEqual(action["res_model"], "whatsapp.inbox.conversation")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(found), 2)
