import json
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, WhatsappCase, change, minutes, seconds, unix, webhook

DISABLED = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}
REINSTATED = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}


def account_webhook(field, value, waba_id="1001", at=NOW):
    """The body of a webhook that names no number."""
    entry = {"id": waba_id, "changes": [{"field": field, "value": value}]}
    if at:
        entry["time"] = int(unix(at))
    return json.dumps({"entry": [entry]}).encode()


@tagged("post_install", "-at_install")
class TestNotices(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.mail.models.mail_mail"))

    def tell(self, field, value, account=None, **values):
        event = self.store(account_webhook(field, value, **values), account)
        self.drain()
        self.assertEqual(event.state, "done", event.error)

    def notices(self, account=None):
        return (account or self.account).notice_ids.mapped("event")

    def notes(self, account=None):
        """Notes in the chatter, the oldest first."""
        messages = (account or self.account).message_ids.sorted("id")
        messages = messages.filtered(lambda m: m.message_type == "notification")
        return [str(m.body) for m in messages if "<b>" in str(m.body)]

    def told(self, user=None):
        """Messages that an administrator was told."""
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", (user or self.admin).partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )

    # -- stop and resume ----------------------------------------------------------

    def test_events_that_stop_and_resume(self):
        cases = [
            (DISABLED, "stopped", "disabled"),
            (REINSTATED, "connected", ""),
            ({"event": "ACCOUNT_DELETED"}, "stopped", "deleted"),
            ({"event": "ACCOUNT_RECONNECTED"}, "connected", ""),
            ({"event": "ACCOUNT_OFFBOARDED"}, "stopped", "disconnected"),
            ({"event": "ACCOUNT_RECONNECTED"}, "connected", ""),
            ({"event": "ACCOUNT_VIOLATION"}, "connected", ""),
            ({"event": "PARTNER_ADDED"}, "connected", ""),
            ({"event": "SOMETHING_NEW"}, "connected", ""),
        ]
        for number, (value, state, reason) in enumerate(cases):
            with self.subTest(event=value["event"], number=number):
                self.tell("account_update", value, at=NOW + seconds(number))
                self.assertEqual(self.account.state, state)
                self.assertIn(reason, self.account.state_reason or "")
                self.assertEqual(len(self.notices()), number + 1)
                self.assertEqual(len(self.notes()), number + 1)

    def test_the_queue_waits_for_the_end(self):
        record = self.answer(self.thread())
        self.tell("account_update", DISABLED)
        self.send()
        self.assertEqual(record.state, "queued")
        self.tell("account_update", REINSTATED, at=NOW + minutes(1))
        self.send()
        self.assertEqual(record.state, "sent")

    def test_restriction(self):
        kind = "RESTRICTED_BIZ_INITIATED_MESSAGING"
        restriction = {"restriction_type": kind, "expiration": int(unix(NOW)) + 60}
        value = {"event": "ACCOUNT_RESTRICTION", "restriction_info": [restriction]}
        self.tell("account_update", value)
        self.assertEqual(self.account.state, "connected", "answers still go")
        self.assertIn(kind, self.notes()[-1])
        restriction["restriction_type"] = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"
        self.tell("account_update", value)
        self.assertEqual(self.account.state, "stopped")
        self.assertEqual(self.account.stopped_until, NOW + seconds(60))

    def test_a_redelivery_changes_nothing(self):
        self.tell("account_update", DISABLED)
        told = len(self.told())
        self.assertTrue(told)
        self.account._resume()  # a successful test of the connection
        self.tell("account_update", DISABLED)
        self.assertEqual(self.account.state, "connected")
        self.assertEqual(len(self.notices()), 1)
        self.assertEqual(len(self.notes()), 1)
        self.assertEqual(len(self.told()), told)

    def test_old_news_undo_nothing(self):
        """Delivery is unordered: what Meta told last counts."""
        self.tell("account_update", REINSTATED, at=NOW)
        self.tell("account_update", DISABLED, at=NOW - minutes(5))
        self.assertEqual(self.account.state, "connected")
        self.assertEqual(self.notices(), ["REINSTATE", "DISABLE"])
        limit = "max_daily_conversations_per_business"
        self.tell("business_capability_update", {limit: "TIER_10K"})
        self.tell("business_capability_update", {limit: 2000}, at=NOW - minutes(1))
        self.assertEqual(self.account.messaging_limit, "TIER_10K")

    def test_without_a_time(self):
        value = {"event": "ACCOUNT_VIOLATION"}
        for _redelivery in range(2):
            self.tell("account_update", value, at=None)
        self.assertEqual(len(self.notes()), 1)
        self.later(minutes(60 * 24 * 9))
        self.tell("account_update", value, at=None)
        self.assertEqual(len(self.notes()), 2, "after a week it is news")

    # -- whom it concerns ---------------------------------------------------------

    def test_all_numbers_of_the_account(self):
        """One app calls one address for all of its numbers."""
        sibling = self._create_account("Support", "502")
        other_waba = self._create_account("Shop", "503", waba_id="2002")
        foreign = self._create_account("Theirs", "504", app_secret="another one")
        self.tell("account_update", DISABLED)
        states = (self.account + sibling + other_waba + foreign).mapped("state")
        self.assertEqual(states, ["stopped", "stopped", "connected", "connected"])
        self.tell("account_update", DISABLED, waba_id="2002")
        self.assertEqual((other_waba.state, foreign.state), ("stopped", "connected"))

    def test_administrators_are_told_once(self):
        self._create_account("Support", "502")
        self.tell("account_update", {"event": "ACCOUNT_VIOLATION"})
        self.assertEqual(len(self.told()), 1)
        self.assertFalse(self.told(self.agent))
        self.assertIn("breaks its policy", self.told().body)
        self.assertIn("Account Quality", self.told().body)

    def test_each_in_their_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        chief = self._create_user("wi_jefa", "whatsapp_inbox.group_admin", lang="es_ES")

        def translated(module, lang, source, args):
            return f"{lang}: {source % args if args else source}"

        with patch("odoo.tools.translate.get_translation", translated):
            self.tell("account_update", {"event": "ACCOUNT_VIOLATION"})
        self.assertIn("es_ES: Meta says", self.told(chief).body)
        self.assertIn("en_US: Meta says", self.told().body)

    def test_portfolio_events_name_the_account(self):
        gone = {"event": "PARTNER_REMOVED", "waba_info": {"waba_id": "1001"}}
        self.tell("account_update", gone, waba_id="a portfolio")
        self.assertEqual(self.account.state, "stopped")

    def test_of_an_account_that_is_not_here(self):
        self.tell("account_update", DISABLED, waba_id="9999")
        self.assertEqual(self.account.state, "connected")
        self.assertFalse(self.notices())
        unknown = self.account_rows("whatsapp.inbox.unknown")
        self.assertEqual((unknown.kind, unknown.name), ("account", "9999"))

    def test_of_one_number(self):
        self.account.display_phone_number = "+34 911 23 45 67"
        sibling = self._create_account("Support", "502")
        sibling.display_phone_number = "+34 911 23 45 68"
        value = {
            "display_phone_number": "34911234568",
            "event": "FLAGGED",
            "max_daily_conversations_per_business": "TIER_2K",
        }
        self.account.meta_checked_at = sibling.meta_checked_at = NOW
        self.tell("phone_number_quality_update", value)
        self.assertFalse(self.notices())
        self.assertEqual(sibling.messaging_limit, "TIER_2K")
        self.assertFalse(sibling.meta_checked_at, "to be asked again")
        self.assertTrue(self.account.meta_checked_at)

    def test_errors_of_the_account(self):
        def errors(code):
            error = {"code": code, "title": "Payment issue"}
            self.store(webhook(change(self.account, errors=[error])))
            self.drain()

        errors(131000)
        self.assertFalse(self.notices(), "counted alone: it is of one message")
        errors(131042)
        self.assertEqual(self.notices(), ["ERROR"])
        self.assertIn("Payment issue (131042)", self.notes()[-1])

    # -- what is kept -------------------------------------------------------------

    def test_facts_of_the_number(self):
        name = {"decision": "APPROVED", "requested_verified_name": "Desert Garden"}
        self.tell("phone_number_name_update", name)
        self.tell("phone_number_quality_update", {"event": "THROUGHPUT_UPGRADE"})
        self.assertEqual(self.account.verified_name, "Desert Garden")
        self.assertEqual(self.account.name_status, "APPROVED")
        self.assertEqual(self.account.throughput, "HIGH")

    def test_templates_wait_for_their_model(self):
        value = {
            "event": "REJECTED",
            "message_template_id": 1689556908129832,
            "message_template_name": "spring_offer",
            "message_template_language": "en-US",
            "reason": "INCORRECT_CATEGORY",
        }
        self.tell("message_template_status_update", value)
        notice = self.account.notice_ids
        self.assertEqual(notice.payload, value)
        self.assertIn("spring_offer · en-US · INCORRECT_CATEGORY", self.notes()[-1])
        self.assertEqual(notice.level, "warning")
        self.assertEqual(len(self.told()), 1)

    def test_meta_writes_no_markup(self):
        value = {
            "event": "ACCOUNT_VIOLATION",
            "violation_info": {"violation_type": "<b>"},
        }
        self.tell("account_update", value)
        self.assertIn("&lt;b&gt;", self.notes()[-1])

    def test_rights(self):
        self.tell("account_update", DISABLED)
        notice = self.account.notice_ids
        self.assertTrue(notice.with_user(self.admin).title)
        with self.assertRaises(AccessError):
            notice.with_user(self.supervisor).read(["words"])
        other = self._create_user(
            "wi_far",
            "whatsapp_inbox.group_admin",
            self._create_company("Far", "base.it"),
        )
        self.assertFalse(notice.with_user(other).search([]))
        with self.assertRaises(AccessError):
            notice.with_user(self.admin).write({"words": "changed"})
