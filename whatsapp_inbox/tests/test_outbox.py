import zlib
from unittest.mock import patch

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_outbox
from ..tools.errors import ErrorClass
from .common import (
    NOW,
    PIXEL,
    WhatsappCase,
    failure,
    hours,
    minutes,
    reacted,
    response,
    said,
    seconds,
    status,
)

LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_outbox"


@tagged("post_install", "-at_install")
class TestPayload(WhatsappCase):
    """What the Cloud API is told (Meta's pages: messages/*)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pdf = b"%PDF-1.4 offer"

    def sent(self, thread=None, body="", **values):
        """Answer, send, and return what arrived at Meta."""
        before = len(self.meta.sent)
        records = self.answer(thread or self.thread(), body, **values)
        self.send()
        self.assertEqual(set(records.mapped("state")), {"sent"})
        return self.meta.sent[before:]

    def test_text(self):
        thread = self.thread()
        record = self.answer(thread, "Hello Ana")
        self.send()
        self.assertEqual(
            self.meta.sent,
            [
                {
                    "messaging_product": "whatsapp",
                    "recipient_type": "individual",
                    "to": "+34600111222",
                    "type": "text",
                    "text": {"body": "Hello Ana", "preview_url": False},
                    "biz_opaque_callback_data": record.callback_data,
                }
            ],
        )
        self.assertIn(("POST", "501/messages", {}), self.meta.calls)

    def test_formatting(self):
        html = Markup(
            "<p><b>bold</b> <i>italic</i> <s>gone</s> 1 &lt; 2</p>"
            "<ul><li>one</li><li>two</li></ul>"
        )
        [payload] = self.sent(body=html)
        text = payload["text"]["body"]
        for piece in ("*bold*", "_italic_", "~gone~", "1 < 2", "one", "two"):
            self.assertIn(piece, text)
        self.assertNotIn("<p>", text)

    def test_link_preview(self):
        [payload] = self.sent(body="See https://example.com")
        self.assertTrue(payload["text"]["preview_url"])

    def test_customers_number_as_whatsapp_writes_it(self):
        """Mexico's 1 and Brazil's ninth digit are as in the wa_id, not as dialled."""
        thread = self.thread(said("Hola", sender="5215512345678"), contacts=[])
        [payload] = self.sent(thread, "Hola")
        self.assertEqual(payload["to"], "+5215512345678")

    def test_long_text_in_parts(self):
        words = " ".join(f"word{number}" for number in range(1500))
        payloads = self.sent(body=words)
        bodies = [payload["text"]["body"] for payload in payloads]
        self.assertGreater(len(bodies), 2)
        self.assertTrue(all(len(body) <= 4096 for body in bodies))
        self.assertEqual(" ".join(bodies).split(), words.split())

    def test_quote(self):
        record = self.receive(said("How much?", "w1"))
        [payload] = self.sent(
            record.channel_id, "10 €", parent_id=record.mail_message_id.id
        )
        self.assertEqual(payload["context"], {"message_id": "w1"})

    def test_quote_of_an_answer(self):
        thread = self.thread()
        first = self.answer(thread)
        self.send()
        [payload] = self.sent(thread, "I mean", parent_id=first.mail_message_id.id)
        self.assertEqual(payload["context"], {"message_id": first.wamid})

    def test_quote_goes_with_the_first_part(self):
        record = self.receive(said("How much?", "w1"))
        files = self.attach("a.png", PIXEL) | self.attach("b.pdf", self.pdf)
        payloads = self.sent(
            record.channel_id,
            "See",
            parent_id=record.mail_message_id.id,
            attachment_ids=files.ids,
        )
        self.assertEqual(len(payloads), 3)
        self.assertEqual(
            [bool(p.get("context")) for p in payloads], [True, False, False]
        )

    def test_quote_of_a_part_that_is_tried_again(self):
        record = self.receive(said("How much?", "w1"))
        files = self.attach("a.png", PIXEL) | self.attach("b.pdf", self.pdf)
        self.meta.refuse(131000, 500)
        records = self.answer(
            record.channel_id,
            parent_id=record.mail_message_id.id,
            attachment_ids=files.ids,
        )
        self.send()
        self.later(minutes(1))
        self.meta.outcome(self.meta._accept)
        self.meta.refuse(131000, 500)
        self.send()
        self.later(minutes(2))
        self.send()
        self.assertEqual(records.mapped("state"), ["sent"] * 3)
        self.assertEqual(
            [bool(p.get("context")) for p in self.meta.sent], [True, False, False]
        )

    def test_quote_of_what_is_sent_again(self):
        record = self.receive(said("How much?", "w1"))
        self.meta.refuse(131026)
        failed = self.answer(
            record.channel_id, "10 €", parent_id=record.mail_message_id.id
        )
        self.send()
        failed.mail_message_id.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(self.meta.sent[0]["context"], {"message_id": "w1"})

    def test_quote_of_a_note_is_no_quote(self):
        thread = self.thread()
        note = thread.with_user(self.agent).message_post(
            body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        [payload] = self.sent(thread, "Hello", parent_id=note.id)
        self.assertNotIn("context", payload)

    def test_one_file_takes_the_text_as_caption(self):
        for name, content, kind in [
            ("a.png", PIXEL, "image"),
            ("offer.pdf", self.pdf, "document"),
            ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 32, "video"),
        ]:
            with self.subTest(name=name):
                attachment = self.attach(name, content)
                [payload] = self.sent(body="Look", attachment_ids=attachment.ids)
                self.assertEqual(payload["type"], kind)
                self.assertEqual(payload[kind]["caption"], "Look")
                self.assertEqual(payload[kind]["id"], f"upload{len(self.meta.uploads)}")
                self.assertEqual(self.meta.uploads[-1][2], content)
        self.assertEqual(self.meta.uploads[0][:2], ("a.png", "image/png"))

    def test_documents_keep_their_names(self):
        attachment = self.attach("Oferta nº 7 – Ana.pdf", self.pdf)
        [payload] = self.sent(attachment_ids=attachment.ids)
        self.assertEqual(payload["document"]["filename"], "Oferta nº 7 – Ana.pdf")
        self.assertNotIn("caption", payload["document"])

    def test_long_text_is_no_caption(self):
        attachment = self.attach("a.png", PIXEL)
        payloads = self.sent(body="x" * 1025, attachment_ids=attachment.ids)
        self.assertEqual([p["type"] for p in payloads], ["text", "image"])
        self.assertNotIn("caption", payloads[1]["image"])

    def test_several_files_in_order(self):
        names = ["1.png", "2.pdf", "3.png"]
        files = self.env["ir.attachment"]
        for name in names:
            files |= self.attach(name, PIXEL if name.endswith("png") else self.pdf)
        payloads = self.sent(body="See", attachment_ids=files.ids)
        self.assertEqual(
            [p["type"] for p in payloads], ["text", "image", "document", "image"]
        )
        self.assertEqual([upload[0] for upload in self.meta.uploads], names)

    def test_voice(self):
        attachment = self.attach("voice.ogg", b"OggS" + b"\x00" * 40, "audio/ogg")
        [payload] = self.sent(attachment_ids=attachment.ids)
        self.assertEqual(payload["type"], "audio")
        self.assertEqual(set(payload["audio"]), {"id"})

    def test_text_beside_a_voice_message(self):
        """Audio takes no caption."""
        attachment = self.attach("voice.mp3", b"ID3" + b"\x00" * 40, "audio/mpeg")
        payloads = self.sent(body="Listen", attachment_ids=attachment.ids)
        self.assertEqual([p["type"] for p in payloads], ["text", "audio"])

    def test_image_that_whatsapp_does_not_take_is_a_document(self):
        attachment = self.attach("a.svg", b"<svg/>", "image/svg+xml")
        [payload] = self.sent(attachment_ids=attachment.ids)
        self.assertEqual(payload["type"], "document")

    def test_too_large_names_the_limit(self):
        thread = self.thread()
        limits = [("a.png", "image/png", 5), ("a.mp4", "video/mp4", 16)]
        for name, mimetype, megabytes in limits:
            with self.subTest(name=name):
                attachment = self.attach(name, b"x", mimetype)
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE ir_attachment SET file_size = %s WHERE id = %s",
                    [megabytes * 1024 * 1024 + 1, attachment.id],
                )
                attachment.invalidate_recordset()
                messages = thread.message_ids
                with self.assertRaises(UserError) as refusal:
                    self.answer(thread, attachment_ids=attachment.ids)
                self.assertRegex(str(refusal.exception), f"{name}.* {megabytes}.* MB")
                thread.invalidate_recordset()
                self.assertEqual(thread.message_ids, messages)

    def test_empty_file_is_refused(self):
        attachment = self.attach("a.png", b"", "image/png")
        with self.assertRaisesRegex(UserError, "a.png"):
            self.answer(self.thread(), attachment_ids=attachment.ids)

    def test_empty_message_is_refused(self):
        thread = self.thread()
        for body in ("", " ", Markup("<p><br/></p>")):
            with self.subTest(body=body), self.assertRaises(UserError):
                self.answer(thread, body)

    def test_reaction(self):
        record = self.receive(said("Hi", "w1"))
        self.react(record.mail_message_id, "👍")
        self.send()
        self.assertEqual(
            self.meta.sent[-1]["reaction"], {"message_id": "w1", "emoji": "👍"}
        )
        self.assertEqual(self.meta.sent[-1]["type"], "reaction")
        self.assertNotIn("context", self.meta.sent[-1])
        self.react(record.mail_message_id, "👍", action="remove")
        self.send()
        self.assertEqual(
            self.meta.sent[-1]["reaction"], {"message_id": "w1", "emoji": ""}
        )

    def test_a_business_has_one_reaction(self):
        """A second agent's takes the place of the first one's, here as there."""
        record = self.receive(said("Hi", "w1"))
        self.receive(reacted("❤️", "w1"))
        mail = record.mail_message_id
        for user, emoji in ((self.agent, "👍"), (self.supervisor, "🎉")):
            self.react(mail, emoji, user)
        self.assertEqual(set(mail.reaction_ids.mapped("content")), {"❤️", "🎉"})

    def test_reaction_of_a_failed_one_is_not_a_failed_message(self):
        record = self.receive(said("Hi", "w1"))
        self.meta.refuse(131009)
        self.react(record.mail_message_id, "👍")
        self.send()
        self.assertEqual(record.mail_message_id.whatsapp_state, "received")

    def test_reaction_to_a_note_stays_here(self):
        thread = self.thread()
        note = thread.with_user(self.agent).message_post(
            body="Note", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.react(note, "👍")
        self.send()
        self.assertFalse(self.meta.sent)
        self.assertEqual(note.sudo().reaction_ids.content, "👍")

    def test_group(self):
        record = self.receive(said("Hi", group_id="g1"))
        [payload] = self.sent(record.channel_id, "Hello all")
        self.assertEqual((payload["recipient_type"], payload["to"]), ("group", "g1"))


@tagged("post_install", "-at_install")
class TestOutbox(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()

    def post(self, body="Hello Ana", **values):
        return self.answer(self.customer_thread, body, **values)

    # -- queue --------------------------------------------------------------------

    def test_nothing_is_sent_in_the_users_transaction(self):
        record = self.post()
        self.assertEqual(record.state, "queued")
        self.assertEqual(record.mail_message_id.whatsapp_state, "queued")
        self.assertEqual(record.mail_message_id.whatsapp_direction, "outbound")
        self.assertFalse(self.meta.calls)
        triggers = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.env.ref("whatsapp_inbox.ir_cron_outbox").id)]
        )
        self.assertTrue(triggers)

    def test_sent(self):
        record = self.post()
        with self.captured_bus() as bus:
            self.send()
        self.assertRecordValues(
            record,
            [{"state": "sent", "wamid": "wamid.OUT1", "sent_at": NOW, "attempts": 1}],
        )
        states = [
            content["mail.message"][0].get("whatsapp_state")
            for target, kind, content in bus
            if kind == "mail.record/insert" and content.get("mail.message")
        ]
        self.assertIn("sent", states)

    def test_sending_is_on_disk_before_the_call(self):
        record = self.post()
        seen = []
        persist = self.registry["whatsapp.inbox.outbox"]._persist

        def note(outbox, write):
            result = persist(outbox, write)
            message = outbox.env["whatsapp.inbox.message"].browse(record.id)
            message.invalidate_recordset()
            seen.append((message.state, message.attempts, len(self.meta.sent)))
            return result

        with patch.object(self.registry["whatsapp.inbox.outbox"], "_persist", note):
            self.send()
        self.assertIn(("sending", 1, 0), seen)
        self.assertNotIn(("queued", 0, 1), seen)
        self.assertEqual(seen[-1], ("sent", 1, 1))

    def test_order_in_a_thread(self):
        for number in range(5):
            self.post(str(number))
        self.send()
        self.assertEqual(
            [payload["text"]["body"] for payload in self.meta.sent], list("01234")
        )

    def test_one_at_a_time_in_a_thread_and_many_threads_at_once(self):
        others = [
            self.thread(said("Hi", sender=f"3460000000{n}"), contacts=[])
            for n in range(4)
        ]
        for thread in (self.customer_thread, *others):
            for number in range(3):
                self.answer(thread, str(number))
        waves = []
        take_off = self.registry["whatsapp.inbox.outbox"]._take_off

        def note(outbox, clients, slots):
            calls = take_off(outbox, clients, slots)
            if calls:
                waves.append([call for call in calls if hasattr(call, "payload")])
            return calls

        with patch.object(self.registry["whatsapp.inbox.outbox"], "_take_off", note):
            self.send()
        self.assertEqual(len(self.meta.sent), 15)
        self.assertEqual(len(waves[0]), 5)
        for wave in waves:
            customers = [call.payload["to"] for call in wave]
            self.assertEqual(len(customers), len(set(customers)))
        for thread in (self.customer_thread, *others):
            to = f"{thread.whatsapp_contact_id.phone}"
            texts = [p["text"]["body"] for p in self.meta.sent if p["to"] == to]
            self.assertEqual(texts, ["0", "1", "2"])

    def test_a_failure_does_not_hold_up_the_thread(self):
        self.meta.refuse(131026)
        first, second = self.post("1"), self.post("2")
        self.send()
        self.assertEqual((first.state, second.state), ("failed", "sent"))

    def test_a_wait_holds_up_its_thread_only(self):
        other = self.thread(said("Hi", sender="34600000001"), contacts=[])
        self.meta.refuse(131056)
        first = self.post("1")
        self.send()
        second, elsewhere = self.post("2"), self.answer(other)
        self.send()
        self.assertEqual(
            (first.state, second.state, elsewhere.state), ("queued", "queued", "sent")
        )
        self.later(minutes(1))
        self.send()
        bodies = [p["text"]["body"] for p in self.meta.sent]
        self.assertEqual(bodies, ["Hello Ana", "1", "2"])

    def test_one_outbox_at_a_time(self):
        """The lock is the session's, so another process is another connection."""
        record = self.post()
        with db_connect(self.env.cr.dbname).cursor() as other:
            key = zlib.crc32(b"whatsapp.inbox.outbox")
            other.execute("SELECT pg_advisory_lock(%s)", (key,))
            self.send()
            self.assertEqual(record.state, "queued")
            self.assertFalse(self.meta.sent)
            other.execute("SELECT pg_advisory_unlock(%s)", (key,))
        self.send()
        self.assertEqual(record.state, "sent")

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
        """cloud_api.md §7: state of the message, of the number, and whether we wait."""
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
        limit = whatsapp_inbox_outbox.MAX_ATTEMPTS[ErrorClass.TRANSIENT]
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

    # -- not known ----------------------------------------------------------------

    def test_lost_answer_is_unknown_and_never_sent_again(self):
        self.meta.lose_answer()
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertEqual(record.mail_message_id.whatsapp_state, "unknown")
        self.later(hours(10))
        self.send()
        self.assertEqual(len(self.meta.sent), 1)

    def test_unknown_does_not_hold_up_the_thread(self):
        self.meta.lose_answer()
        self.post("1")
        self.post("2")
        self.send()
        self.assertEqual(
            [payload["text"]["body"] for payload in self.meta.sent], ["1", "2"]
        )

    def test_unknown_is_settled_by_our_id_in_a_status(self):
        self.meta.lose_answer()
        record = self.post()
        self.send()
        mine = {"biz_opaque_callback_data": record.callback_data}
        self.receive_statuses(status("wamid.LOST", "delivered", **mine))
        self.assertEqual((record.state, record.wamid), ("delivered", "wamid.LOST"))
        self.assertFalse(record.error_message)
        self.receive_statuses(status("wamid.LOST", "read"))
        self.assertEqual(record.state, "read")

    def test_unknown_is_settled_by_a_person(self):
        self.meta.lose_answer()
        record = self.post()
        self.send()
        record.mail_message_id.with_user(self.agent).whatsapp_mark_sent()
        self.assertEqual(record.state, "sent")
        self.send()
        self.assertEqual(len(self.meta.sent), 1)

    def test_only_what_is_unknown_is_marked(self):
        record = self.post()
        record.mail_message_id.with_user(self.agent).whatsapp_mark_sent()
        self.assertEqual(record.state, "queued")

    def test_unreachable_is_safe_to_try_again(self):
        self.meta.be_unreachable()
        record = self.post()
        self.send()
        self.assertEqual(record.state, "queued")
        self.assertTrue(record.retry_at)
        self.later(minutes(10))
        self.send()
        self.assertEqual(record.state, "sent")
        self.assertEqual(len(self.meta.sent), 1)

    def test_server_error_without_a_code_is_unknown(self):
        """A gateway's 502 may hide an accepted message."""
        self.meta.outcome(lambda request: response(502, b"<html>Bad gateway</html>"))
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")

    def test_answer_without_an_id_is_unknown(self):
        self.meta.outcome(lambda request: response(200, {"success": True}))
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")

    @mute_logger(LOGGER)
    def test_a_fault_of_our_own_is_never_sent(self):
        def break_down(request):
            raise ZeroDivisionError

        self.meta.outcome(break_down)
        record = self.post()
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertFalse(record.wamid)

    def test_a_lost_upload_is_tried_again(self):
        """Nothing was sent before the file was there."""
        self.meta.edges["501/media"] = lambda request: response(503, b"")
        attachment = self.attach("a.png", PIXEL)
        record = self.post(attachment_ids=attachment.ids)
        self.send()
        self.assertEqual(record.state, "queued")
        self.assertFalse(self.meta.sent)
        self.meta.edges.clear()
        self.later(minutes(10))
        self.send()
        self.assertEqual(record.state, "sent")

    def test_what_a_dead_process_left_is_unknown(self):
        record = self.post()
        record.write({"state": "sending", "sending_at": NOW - minutes(1)})
        self.send()
        self.assertEqual(record.state, "unknown")
        self.assertFalse(self.meta.sent)

    # -- window -------------------------------------------------------------------

    def test_meta_says_that_the_window_is_closed(self):
        self.meta.refuse(131047, details="Re-engagement message")
        record = self.post()
        self.send()
        self.assertEqual((record.state, record.error_code), ("failed", 131047))
        self.assertEqual(record.conversation_id.window_expires_at, NOW)
        with self.assertRaisesRegex(UserError, "24-hour window"):
            self.post()

    def test_meta_says_it_later(self):
        """Most often the call is accepted and a status tells."""
        record = self.post()
        self.send()
        self.receive_statuses(status(record.wamid, "failed", **failure(131047)))
        self.assertEqual((record.state, record.error_code), ("failed", 131047))
        self.assertEqual(record.conversation_id.window_expires_at, NOW)
        with self.assertRaisesRegex(UserError, "24-hour window"):
            self.post()

    def test_what_meta_said_before_the_customer_wrote_closes_nothing(self):
        record = self.post()
        self.send()
        self.later(minutes(10))
        self.receive(said("I am here", at=NOW + minutes(5)))
        refused = status(record.wamid, "failed", NOW + minutes(1), **failure(131047))
        self.receive_statuses(refused)
        self.assertEqual(record.state, "failed")
        expires = NOW + minutes(5) + hours(24)
        self.assertEqual(record.conversation_id.window_expires_at, expires)

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_meta_stops_the_number_later(self):
        record = self.post()
        self.send()
        old = status(record.wamid, "failed", NOW - hours(2), **failure(131042))
        self.receive_statuses(old)
        self.assertEqual((record.state, self.account.state), ("failed", "connected"))
        record = self.post()
        self.send()
        self.receive_statuses(status(record.wamid, "failed", **failure(131042)))
        self.assertEqual(self.account.state, "stopped")
        self.assertIn("Meta's own words", self.account.state_reason)

    # -- again --------------------------------------------------------------------

    def test_resend_is_a_new_attempt(self):
        self.meta.refuse(131026)
        failed = self.post()
        self.send()
        mail = failed.mail_message_id
        mail.with_user(self.agent).whatsapp_resend()
        again = self.outgoing(mail) - failed
        self.assertTrue(failed.superseded)
        self.assertNotEqual(again.callback_data, failed.callback_data)
        self.assertEqual((again.state, again.attempts), ("queued", 0))
        self.assertEqual(mail.whatsapp_state, "queued")
        self.send()
        self.assertEqual((again.state, again.wamid), ("sent", "wamid.OUT1"))
        self.assertEqual((mail.whatsapp_state, mail.whatsapp_error), ("sent", False))
        self.assertEqual(failed.state, "failed")

    def test_resend_of_a_file(self):
        self.meta.refuse(131053)
        attachment = self.attach("a.png", PIXEL)
        failed = self.post("Look", attachment_ids=attachment.ids)
        self.send()
        failed.mail_message_id.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(self.meta.sent[0]["image"]["caption"], "Look")
        self.assertEqual(len(self.meta.uploads), 2)

    def test_resend_takes_only_the_part_that_failed(self):
        files = self.attach("a.png", PIXEL) | self.attach("b.png", PIXEL)
        self.meta.outcome(self.meta._accept)
        self.meta.refuse(131053)
        records = self.post("Look", attachment_ids=files.ids)
        self.send()
        mail = records.mail_message_id
        self.assertEqual(records.mapped("state"), ["sent", "failed", "sent"])
        self.assertEqual(mail.whatsapp_state, "failed")
        mail.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(len(self.outgoing(mail)), 4)
        self.assertEqual(mail.whatsapp_state, "sent")

    def test_resend_twice_sends_once(self):
        self.meta.refuse(131026)
        mail = self.post().mail_message_id
        self.send()
        mail.with_user(self.agent).whatsapp_resend()
        mail.with_user(self.agent).whatsapp_resend()
        self.send()
        mail.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertEqual(len(self.meta.sent), 1)

    # -- statuses -----------------------------------------------------------------

    def test_statuses_only_climb(self):
        """In whatever order they come, in one batch or in three."""
        orders = [
            ("sent", "delivered", "read"),
            ("sent", "read", "delivered"),
            ("delivered", "sent", "read"),
            ("delivered", "read", "sent"),
            ("read", "sent", "delivered"),
            ("read", "delivered", "sent"),
        ]
        times = {"sent": 1, "delivered": 2, "read": 3}
        for order in orders:
            for together in (True, False):
                with self.subTest(order=order, together=together):
                    record = self.post()
                    self.send()
                    updates = [
                        status(record.wamid, word, NOW + seconds(times[word]))
                        for word in order
                    ]
                    if together:
                        self.receive_statuses(*updates)
                    else:
                        highest = 0
                        for word, update in zip(order, updates, strict=True):
                            self.receive_statuses(update)
                            highest = max(highest, times[word])
                            self.assertEqual(times[record.state], highest)
                    self.assertRecordValues(
                        record,
                        [
                            {
                                "state": "read",
                                "sent_at": NOW + seconds(1),
                                "delivered_at": NOW + seconds(2),
                                "read_at": NOW + seconds(3),
                            }
                        ],
                    )

    def test_words_of_statuses(self):
        for word, state in [
            ("played", "read"),
            ("deleted", "sent"),
            ("warning", "sent"),
            ("something new", "sent"),
        ]:
            with self.subTest(word=word):
                record = self.post()
                self.send()
                self.receive_statuses(status(record.wamid, word))
                self.assertEqual(record.state, state)

    def test_failed_after_delivered_is_no_failure(self):
        for word in ("delivered", "read"):
            for together in (True, False):
                with self.subTest(word=word, together=together):
                    record = self.post()
                    self.send()
                    updates = [
                        status(record.wamid, word),
                        status(record.wamid, "failed", **failure(131000)),
                    ]
                    if together:
                        self.receive_statuses(*updates[::-1])
                    else:
                        for update in updates:
                            self.receive_statuses(update)
                    self.assertEqual((record.state, record.error_code), (word, 0))
                    self.assertFalse(record.error_message)

    def test_failed_by_a_status(self):
        record = self.post()
        self.send()
        self.receive_statuses(
            status(record.wamid, "failed", **failure(131049, "Healthy ecosystem"))
        )
        self.assertRecordValues(record, [{"state": "failed", "error_code": 131049}])
        self.assertIn("Healthy ecosystem", record.mail_message_id.whatsapp_error)
        self.receive_statuses(status(record.wamid, "sent"))
        self.assertEqual(record.state, "failed")

    def test_failed_without_any_detail(self):
        for errors in ({}, {"errors": []}, {"errors": [{}]}, {"errors": "x"}):
            with self.subTest(errors=errors):
                record = self.post()
                self.send()
                self.receive_statuses(status(record.wamid, "failed", **errors))
                self.assertEqual(record.state, "failed")

    def test_status_before_the_answer_of_the_call(self):
        """Meta's webhook may overtake its own answer."""
        record = self.post()
        self.receive_statuses(status("wamid.OUT1", "delivered"))
        early = self.env["whatsapp.inbox.status"].search([])
        self.assertEqual(early.wamid, "wamid.OUT1")
        self.send()
        self.assertEqual((record.state, record.wamid), ("delivered", "wamid.OUT1"))
        self.assertFalse(early.exists())

    def test_early_statuses_of_any_order(self):
        record = self.post()
        self.receive_statuses(
            status("wamid.OUT1", "read", NOW + seconds(3)),
            status("wamid.OUT1", "sent", NOW + seconds(1)),
        )
        self.receive_statuses(status("wamid.OUT1", "delivered", NOW + seconds(2)))
        self.send()
        self.assertEqual(record.state, "read")
        self.assertFalse(self.env["whatsapp.inbox.status"].search([]))

    def test_early_failure(self):
        record = self.post()
        self.receive_statuses(status("wamid.OUT1", "failed", **failure(131026)))
        self.send()
        self.assertEqual((record.state, record.error_code), ("failed", 131026))

    def test_status_with_our_id_settles_while_sending(self):
        record = self.post()
        record.write({"state": "sending"})
        mine = {"biz_opaque_callback_data": record.callback_data}
        self.receive_statuses(status("wamid.OUT1", "read", **mine))
        self.assertEqual((record.state, record.wamid), ("read", "wamid.OUT1"))

    def test_a_status_of_another_number(self):
        support = self._create_account("Support", "502")
        record = self.post()
        self.send()
        self.receive_statuses(status(record.wamid, "read"), account=support)
        self.assertEqual(record.state, "sent")

    def test_a_status_of_another_app_is_forgotten(self):
        self.receive_statuses(status("wamid.FOREIGN", "sent"))
        early = self.env["whatsapp.inbox.status"].search([])
        self.assertTrue(early)
        early._gc_foreign()
        self.assertTrue(early.exists())
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_status"
            " SET create_date = now() at time zone 'UTC' - interval '9 days'"
        )
        early._gc_foreign()
        self.assertFalse(early.exists())

    def test_pricing_is_kept(self):
        record = self.post()
        self.send()
        pricing = {"billable": True, "pricing_model": "PMP", "category": "service"}
        self.receive_statuses(status(record.wamid, "sent", pricing=pricing))
        self.assertEqual(record.pricing, pricing)

    # -- receipts -----------------------------------------------------------------

    def mark_as_read(self, thread, user=None):
        member = thread.with_user(user or self.agent).self_member_id
        member._mark_as_read(max(thread.message_ids.ids))

    def test_read_receipt(self):
        self.receive(said("And more", "w2"))
        self.mark_as_read(self.customer_thread)
        self.assertFalse(self.meta.calls)
        self.send()
        self.assertEqual(
            self.meta.receipts,
            [{"messaging_product": "whatsapp", "status": "read", "message_id": "w2"}],
        )
        self.send()
        self.assertEqual(len(self.meta.receipts), 1)

    def test_nothing_new_read_sends_no_receipt(self):
        self.mark_as_read(self.customer_thread)
        self.send()
        self.answer(self.customer_thread)
        self.mark_as_read(self.customer_thread)
        self.send()
        self.assertEqual(len(self.meta.receipts), 1)

    def test_typing(self):
        self.receive(said("And more", "w2"))
        member = self.customer_thread.with_user(self.agent).self_member_id
        member._notify_typing(True)
        self.send()
        [receipt] = self.meta.receipts
        self.assertEqual(receipt["message_id"], "w2")
        self.assertEqual(receipt["typing_indicator"], {"type": "text"})
        member._notify_typing(False)
        self.send()
        self.assertEqual(len(self.meta.receipts), 1)

    def test_settings_turn_receipts_off(self):
        for settings, kinds in [
            ({"send_read_receipts": False, "send_typing": True}, []),
            ({"send_read_receipts": True, "send_typing": False}, ["read"]),
            ({"send_read_receipts": False, "send_typing": False}, []),
        ]:
            with self.subTest(settings=settings):
                self.account.write(settings)
                self.meta.receipts.clear()
                self.receive(said("More"))
                self.mark_as_read(self.customer_thread)
                member = self.customer_thread.with_user(self.agent).self_member_id
                member._notify_typing(True)
                self.send()
                self.assertEqual(
                    [
                        "typing" if "typing_indicator" in receipt else "read"
                        for receipt in self.meta.receipts
                    ],
                    kinds,
                )

    def test_a_refused_receipt_is_forgotten(self):
        self.mark_as_read(self.customer_thread)
        self.meta.edges["501/messages"] = lambda request: response(
            400, {"error": {"code": 131009, "message": "No"}}
        )
        self.send()
        self.assertFalse(self.env["whatsapp.inbox.receipt"].search([]))
        self.assertEqual(self.account.state, "connected")

    def test_reading_other_channels_sends_nothing(self):
        channel = (
            self.env["discuss.channel"]
            .with_user(self.agent)
            ._create_channel(name="Lunch", group_id=None)
        )
        message = channel.message_post(body="Pizza", message_type="comment")
        channel.self_member_id._mark_as_read(message.id)
        channel.self_member_id._notify_typing(True)
        self.assertFalse(self.env["whatsapp.inbox.receipt"].search([]))
        self.assertFalse(self.outgoing(message))
