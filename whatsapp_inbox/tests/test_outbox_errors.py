from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_outbox_outcome
from ..tools.errors import ErrorClass
from .common import NOW, OutboxCase, hours, said, seconds
from .fake_meta import response


@tagged("post_install", "-at_install")
class TestOutboxErrors(OutboxCase):
    """What becomes of a message, of the number, and of the others."""

    # -- classes of errors --------------------------------------------------------

    def outcome(self, code, http_status=400, **error):
        """What becomes of a message that is refused with ``code``."""
        self.meta.refuse(code, http_status, "Meta's own words", **error)
        record = self.post()
        self.send()
        return record

    codes = [
        *(0, 190, 3, 10, 200, 299, 131005, 33, 133010, 131045, 368, 131031, 130497),
        *(131042, 131037, 134011),
        *(4, 80007, 130429, 131056, 131048, 131064, 133016),
        *(1, 2, 131000, 131016, 131057, 133004, 2494100, 134101),
        *(100, 131008, 131009, 131021, 131026, 131030, 131047, 131049, 131050),
        *(131051, 131052, 131053, 131055, 134100, 131063, 131060, 131062, 130403),
        *(130472, 135000, 137000, 139200),
        *(132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018),
        *(132021, 132068, 132069, 133000, 133005, 133006, 133008, 133009, 133015),
        *(138000, 131200, 139100, 147001, 2593107, 2494191, 999999),
    ]
    stopping = codes[:16]
    pausing = [4, 80007, 130429]
    waiting = [131056, 1, 2, 131000, 131016, 131057, 133004, 2494100, 134101]

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_every_code(self):
        """Peers 16.

        State of the message, of the number, and whether we wait, by the code
        (Meta's page: support/error-codes)."""
        for code in self.codes:
            with self.subTest(code=code):
                record = self.outcome(code)
                account = self.account
                stopped = account.state == "stopped"
                paused = bool(account.paused_until)
                again = bool(record.retry_at)
                self.assertEqual(stopped, code in self.stopping)
                self.assertEqual(paused, code in self.pausing)
                self.assertEqual(again, code in self.waiting)
                if stopped or paused or again:
                    self.assertEqual(record.state, "queued")
                    self.assertFalse(record.error_message)
                else:
                    self.assertEqual(record.state, "failed")
                    self.assertEqual(record.error_code, code)
                    self.assertIn("Meta's own words", record.error_message)
                    self.assertIn(
                        "Meta's own words", record.mail_message_id.whatsapp_error
                    )
                if stopped:
                    self.assertIn("Meta's own words", account.state_reason)
                account.write({"state_reason": False, "paused_until": False})
                record.write({"state": "failed", "retry_at": False})
                record.conversation_id.window_expires_at = NOW + hours(24)

    def test_code_decides_and_not_the_http_status(self):
        for code, http_status, state in [
            (131045, 500, "stopped"),
            (3, 500, "stopped"),
            (131026, 500, "connected"),
        ]:
            with self.subTest(code=code):
                record = self.outcome(code, http_status)
                self.assertEqual(self.account.state, state)
                self.assertFalse(record.retry_at)
                self.account.state_reason = False
                record.write({"state": "failed"})

    def test_subcode_of_a_hidden_number(self):
        record = self.outcome(100, error_subcode=33)
        self.assertEqual(self.account.state, "stopped")
        self.assertEqual(record.state, "queued")

    def test_transient_by_its_flag(self):
        record = self.outcome(999999, is_transient=True)
        self.assertEqual(record.state, "queued")
        self.assertTrue(record.retry_at)

    def test_http_429_pauses_the_number(self):
        self.meta.outcome(lambda r: response(429, b"", {"Retry-After": "30"}))
        record = self.post()
        self.send()
        self.assertEqual(record.state, "queued")
        self.assertEqual(self.account.paused_until, NOW + seconds(30))

    # -- waiting ------------------------------------------------------------------

    def test_transient_errors_back_off_and_give_up(self):
        record = self.post()
        delays = []
        for attempt in range(1, 7):
            self.meta.refuse(131000, 500)
            self.send()
            self.assertEqual(record.attempts, attempt)
            if record.state == "failed":
                break
            delays.append((record.retry_at - self.env.cr.now()).total_seconds())
            self.send()
            self.assertEqual(record.attempts, attempt)
            self.later(hours(attempt))
            self.env["whatsapp.inbox.conversation"].search([]).window_expires_at = (
                NOW + hours(100)
            )
        limit = whatsapp_inbox_outbox_outcome.MAX_ATTEMPTS[ErrorClass.TRANSIENT]
        self.assertEqual((record.state, record.attempts), ("failed", limit))
        self.assertEqual(record.error_code, 131000)
        self.assertFalse(self.meta.sent)

    def test_pair_rate_waits_as_meta_says(self):
        """4^X seconds, for this customer only."""
        record = self.post()
        moment = NOW
        for wait in (1, 4, 16, 64):
            self.meta.refuse(131056)
            self.send()
            self.assertEqual(record.retry_at, moment + seconds(wait))
            moment = record.retry_at
            self.later(moment - NOW)
        self.send()
        self.assertEqual(record.state, "sent")
        self.assertFalse(record.retry_at)

    def test_a_later_retry_wakes_the_outbox(self):
        self.meta.refuse(131056)
        record = self.post()
        self.send()
        calls = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("whatsapp_inbox.ir_cron_outbox").id)]
        )
        self.assertIn(record.retry_at, calls.mapped("call_at"))

    def test_number_that_is_too_fast_waits_as_a_whole(self):
        other = self.thread(said("Hi", sender="34600000001"), contacts=[])
        self.meta.refuse(130429, headers={"Retry-After": "20"})
        first = self.post("1")
        self.send()
        second = self.answer(other, "2")
        self.send()
        self.assertEqual((first.state, second.state), ("queued", "queued"))
        self.later(seconds(21))
        self.send()
        self.assertEqual((first.state, second.state), ("sent", "sent"))

    def test_another_number_does_not_wait(self):
        support = self._create_account("Support", "502")
        thread = self.thread(said("Hi"), account=support)
        self.meta.refuse(130429)
        self.post()
        self.send()
        record = self.answer(thread)
        self.send()
        self.assertEqual(record.state, "sent")

    # -- the number stops ---------------------------------------------------------

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_dead_token_keeps_the_queue(self):
        self.meta.refuse(190, 401, "Session has expired")
        first = self.post("1")
        self.send()
        second = self.post("2")
        self.send()
        self.assertEqual((first.state, second.state), ("queued", "queued"))
        self.assertEqual((self.account.state, first.attempts), ("stopped", 0))
        self.assertIn("Session has expired", self.account.state_reason)
        self.assertNotIn("TOKEN", self.account.state_reason)
        notice = self.env["mail.message"].search(
            [("partner_ids", "in", self.admin.partner_id.ids)], limit=1
        )
        self.assertIn("Session has expired", notice.body)
        self.assertNotIn(self.agent.partner_id, notice.partner_ids)

        self.account.with_user(self.admin).access_token = "A NEW TOKEN".replace(" ", "")
        self.assertEqual(self.account.state, "connected")
        self.send()
        self.assertEqual((first.state, second.state), ("sent", "sent"))
        self.assertEqual([p["text"]["body"] for p in self.meta.sent], ["1", "2"])

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_a_new_token_wakes_the_outbox(self):
        self.account._stop("no")
        cron = self.env.ref("whatsapp_inbox.ir_cron_outbox")
        domain = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(domain)
        self.account.with_user(self.admin).access_token = "NEWTOKEN"
        self.assertGreater(self.env["ir.cron.trigger"].search_count(domain), before)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_agents_are_told_of_a_stopped_number(self):
        self.meta.refuse(190, 401)
        self.post()
        with self.captured_bus() as bus:
            self.send()
        told = [
            content["whatsapp.inbox.account"][0]["state"]
            for target, kind, content in bus
            if "whatsapp.inbox.account" in content
            and target == self.agent.partner_id
            or "whatsapp.inbox.account" in content
            and target == self.agent
        ]
        self.assertEqual(told, ["stopped"])

    def test_draft_number_sends_nothing(self):
        self.account.access_token = False
        self.assertEqual(self.account.state, "draft")
        with self.assertRaisesRegex(UserError, "not connected"):
            self.post()

    def test_archived_number_keeps_its_queue(self):
        record = self.post()
        self.account.active = False
        self.send()
        self.assertEqual(record.state, "queued")
        self.assertFalse(self.meta.sent)
