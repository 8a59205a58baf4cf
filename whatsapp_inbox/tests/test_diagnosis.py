from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import (
    NOW,
    PIXEL,
    WhatsappCase,
    change,
    hours,
    message,
    minutes,
    said,
    seconds,
    webhook,
)

EVENT_LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event"


@tagged("post_install", "-at_install")
class TestDiagnosis(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.mail.models.mail_mail"))
        self.env["ir.cron"].search([]).write({"nextcall": NOW, "lastcall": NOW})

    @property
    def page(self):
        return self.env["whatsapp.inbox.diagnosis"].with_user(self.admin)

    def lines(self, account=None):
        """Lines of a number, by key; the server's have the keys of "system"."""
        self.env.flush_all()
        self.env.invalidate_all()
        data = self.page.overview()
        lines = {line["key"]: line for line in data["system"]}
        account = account or self.account
        for number in data["numbers"]:
            if number["id"] == account.id:
                lines.update({line["key"]: line for line in number["lines"]})
        return lines

    def red(self, account=None):
        lines = self.lines(account).values()
        return [line["key"] for line in lines if line["state"] == "failed"]

    def assertLine(self, key, state, detail="", advice="", actions=None):
        line = self.lines()[key]
        self.assertEqual(line["state"], state, line)
        self.assertIn(detail, line["detail"])
        self.assertIn(advice, line["advice"])
        self.assertEqual(bool(line["advice"]), state != "ok", line)
        if actions is not None:
            self.assertEqual([a["name"] for a in line["actions"]], actions)

    def dated(self, model, records, moment):
        """``create_date`` is PostgreSQL's clock, which no test freezes."""
        self.env.flush_all()
        table = self.env[model]._table
        query = f"UPDATE {table} SET create_date = %s WHERE id IN %s"
        self.env.cr.execute(query, [moment, tuple(records.ids)])
        self.env.invalidate_all()

    # -- health -------------------------------------------------------------------

    def test_all_is_well(self):
        record = self.answer(self.thread())
        self.send()
        self.assertEqual(record.state, "sent")
        self.dated("whatsapp.inbox.webhook.event", self.events(), NOW)
        self.assertEqual(
            {line["state"] for line in self.lines().values()}, {"ok"}, self.lines()
        )
        self.assertLine("sent", "ok", "0 seconds ago")
        self.assertLine("pending", "ok", "None")

    def events(self):
        return self.env["whatsapp.inbox.webhook.event"].search([])

    def test_each_thing_that_can_be_wrong(self):
        self.store(webhook(change(self.account)))
        self.drain()
        self.dated("whatsapp.inbox.webhook.event", self.events(), NOW)
        week = hours(24 * 7)
        for values, key, state, detail, advice, actions in [
            (
                {"state_reason": "Payment issue (131042)"},
                "state",
                "failed",
                "Payment issue",
                "waits",
                ["test_connection", "open_account"],
            ),
            ({"access_token": False}, "state", "warning", "Not conn", "", None),
            ({"number_status": "BANNED"}, "state", "warning", "BANNED", "", None),
            (
                {"token_error": "Session has expired (190)"},
                "token",
                "failed",
                "Session has expired",
                "Make a new token",
                ["open_account"],
            ),
            (
                {"meta_checked_at": NOW, "token_expires_at": NOW + week - seconds(1)},
                "token",
                "failed",
                "Expires on",
                "Make a new token",
                None,
            ),
            (
                {"meta_checked_at": NOW, "token_expires_at": NOW + week + hours(1)},
                "token",
                "ok",
                "Expires on",
                "",
                None,
            ),
            (
                {"meta_checked_at": NOW, "token_expires_at": NOW - seconds(1)},
                "token",
                "failed",
                "Expired on",
                "",
                None,
            ),
            ({"meta_checked_at": NOW}, "token", "ok", "does not expire", "", None),
            ({"quality_rating": "RED"}, "quality", "failed", "Low", "block", None),
            ({"quality_rating": "YELLOW"}, "quality", "warning", "Medium", "", None),
            ({"quality_rating": "GREEN"}, "quality", "ok", "High", "", None),
            ({"name_status": "DECLINED"}, "limits", "warning", "DECLI", "name", None),
            ({"messaging_limit": "TIER_2K"}, "limits", "ok", "TIER_2K", "", None),
            (
                {"signature_refused_at": NOW + seconds(1)},
                "signature",
                "failed",
                "",
                "secret",
                ["open_account"],
            ),
            (
                {"signature_refused_at": NOW - hours(1)},
                "signature",
                "warning",
                *[""] * 2,
                None,
            ),
            (
                {"paused_until": NOW + minutes(1)},
                "throttle",
                "warning",
                "waits",
                "",
                [],
            ),
        ]:
            with self.subTest(values=values):
                before = {name: self.account[name] for name in values}
                self.account.write(values)
                self.assertLine(key, state, detail, advice, actions)
                self.account.write(before)
        self.account.signature_refused_at = NOW - hours(25)
        self.assertNotIn("signature", self.lines(), "long over")

    # -- backlog ------------------------------------------------------------------

    def test_webhooks_that_wait(self):
        event = self.store(webhook(change(self.account, messages=[said("Hi")])))
        self.dated(event._name, event, NOW - minutes(4))
        self.assertLine("pending", "ok", "1, the oldest since 4 minutes")
        self.dated(event._name, event, NOW - minutes(6))
        self.assertLine("pending", "failed", "6 minutes", "scheduled actions")

    def test_messages_that_wait(self):
        record = self.answer(self.thread())
        self.dated(record._name, record, NOW - minutes(6))
        self.assertLine("queued", "failed", "1, the oldest since 6 minutes")
        record.retry_at = NOW + minutes(1)
        self.assertLine("queued", "ok", "1, the oldest")
        record.retry_at = False
        self.account._stop("Payment issue")
        self.assertLine("queued", "warning", advice="wait for the number")

    def test_files_that_wait(self):
        record = self.receive(message("image", {"id": "1"}))
        self.dated(record._name, record, NOW - minutes(6))
        self.assertLine("media", "failed", "6 minutes")

    @mute_logger(EVENT_LOGGER)
    def test_failed_webhooks(self):
        event = self.store(b"{")
        self.drain()
        self.assertLine(
            "failed", "failed", "1, the", "kept", ["open_failed", "retry_failed"]
        )
        action = self.page.act("open_failed", self.account.id)
        self.assertEqual(action["res_model"], event._name)
        self.assertFalse(self.page.act("retry_failed", self.account.id))
        self.assertEqual(event.state, "pending")

    def test_messages_of_unknown_fate(self):
        self.meta.lose_answer()
        record = self.answer(self.thread())
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertLine("unknown", "warning", "1")
        action = self.page.act("open_unknown", self.account.id)
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, record)

    def test_what_was_kept_and_not_used(self):
        self.store(webhook(change(self.account, "flows")))
        self.drain()
        self.assertLine("unused", "ok", "flows (1)")
        action = self.page.act("open_unused", self.account.id)
        self.assertTrue(self.env[action["res_model"]].search(action["domain"]))

    def test_files_that_could_not_be_fetched(self):
        """As long as Meta has them; nobody can fetch those of before."""
        self.assertNotIn("lost_files", self.lines())
        content = {"id": "7", "mime_type": "image/png"}
        lost = self.receive(message("image", content))
        old = self.receive(message("image", content))
        self.run_job("whatsapp.inbox.media")
        self.assertEqual((lost + old).mapped("media_state"), ["failed", "failed"])
        self.dated(lost._name, lost, NOW - hours(24 * 6))
        self.dated(old._name, old, NOW - hours(24 * 8))
        self.assertLine(
            "lost_files",
            "warning",
            "1 of the last 7 days",
            "fetch them again",
            ["open_lost_files", "fetch_files"],
        )
        action = self.page.act("open_lost_files", self.account.id)
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, lost)
        self.meta.media = {"7": ("image/png", PIXEL)}
        self.page.act("fetch_files", self.account.id)
        self.run_job("whatsapp.inbox.media")
        self.assertEqual((lost + old).mapped("media_state"), ["done", "failed"])
        self.assertNotIn("lost_files", self.lines())

    # -- silence ------------------------------------------------------------------

    def test_nothing_is_heard_of_what_was_sent(self):
        """ "200, but nothing arrives": the app is subscribed to nothing."""
        record = self.answer(self.thread())
        self.dated("whatsapp.inbox.webhook.event", self.events(), NOW - minutes(9))
        self.send()
        self.later(hours(1))
        self.assertEqual(self.lines()["webhook"]["state"], "ok")
        self.later(hours(3))
        self.assertLine("silent", "failed", "3 hours", "does not reach this server")
        sibling = self._create_account("Shop", "502")
        event = self.store(webhook(change(sibling)), sibling)
        self.dated(event._name, event, NOW + minutes(1))
        self.assertNotIn("silent", self.lines(), "the app calls one address for all")
        self.assertTrue(record)

    # -- crons --------------------------------------------------------------------

    def test_scheduled_actions(self):
        cron = self.env.ref("whatsapp_inbox.ir_cron_drain")
        key = f"cron:{cron.id}"
        self.assertLine(key, "ok", "0 seconds ago")
        cron.active = False
        self.assertLine(key, "failed", "Switched off", "", ["activate_crons"])
        self.page.act("activate_crons")
        self.assertTrue(cron.active)
        cron.nextcall = NOW - minutes(16)
        self.assertLine(key, "failed", "16 minutes", "max_cron_threads")

    # -- who ----------------------------------------------------------------------

    def test_only_administrators(self):
        for user in (self.agent, self.supervisor, self.employee):
            page = self.env["whatsapp.inbox.diagnosis"].with_user(user)
            with self.assertRaises(AccessError):
                page.overview()
            with self.assertRaises(AccessError):
                page.act("retry_failed", self.account.id)

    def test_only_ones_own_companies(self):
        far = self._create_company("Far", "base.it")
        theirs = self._create_account("Theirs", "502", company_id=far.id)
        numbers = [number["id"] for number in self.page.overview()["numbers"]]
        self.assertIn(self.account.id, numbers)
        self.assertNotIn(theirs.id, numbers)
        with self.assertRaises(AccessError):
            self.page.act("open_account", theirs.id)

    def test_what_buttons_open_can_be_shown(self):
        """The browser needs the views, which the route of a form's buttons adds."""
        for name in ("test_connection", "test_message", "open_failed", "open_account"):
            action = self.page.act(name, self.account.id)
            self.assertIn("form", [kind for _id, kind in action["views"]], name)

    def test_only_buttons_that_there_are(self):
        for name in ("_check_admin", "unlink", "nothing"):
            with self.assertRaises(UserError):
                self.page.act(name, self.account.id)

    def test_settings_are_for_the_system_administrator(self):
        with self.assertRaises(UserError):
            self.page.act("open_settings")

    def test_no_number(self):
        self.env["whatsapp.inbox.account"].search([]).active = False
        self.assertEqual(self.page.overview()["numbers"], [])

    def test_no_secret_is_shown(self):
        shown = str(self.page.overview())
        for name in ("access_token", "app_secret", "verify_token", "webhook_key"):
            self.assertNotIn(self.account[name], shown)

    def test_cost(self):
        """The page is cheap, however many messages there are."""
        self.thread(*(said(str(number)) for number in range(50)))
        self.page.overview()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self.page.overview()
