from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.mail import html_to_inner_content

from .common import (
    CUSTOMER,
    NOW,
    WhatsappCase,
    change,
    hours,
    message,
    minutes,
    person,
    reacted,
    said,
    status,
    webhook,
)

STRANGER = "34600999888"
LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event"


def echoed(text, wamid=None, to=CUSTOMER, **values):
    """One element of ``message_echoes``: what a person typed in the phone app."""
    return echo_of(said(text, wamid, sender="34911234567", **values), to)


def echo_of(element, to=CUSTOMER):
    return {**element, "to": to} if to else element


@tagged("post_install", "-at_install")
class TestEchoes(WhatsappCase):
    def echo(self, *elements, account=None, contacts=()):
        """Drain one POST of echoes.

        :return: their transport records
        """
        account = account or self.account
        value = change(
            account,
            "smb_message_echoes",
            message_echoes=list(elements),
            contacts=list(contacts),
        )
        event = self.store(webhook(value), account)
        self.drain()
        self.assertEqual(event.state, "done", event.error)
        return self.env["whatsapp.inbox.message"].union(
            *(self.transport(element["id"], account) for element in elements)
        )

    # -- the message --------------------------------------------------------------

    def test_an_answer_of_the_business_in_the_customers_thread(self):
        thread = self.thread()
        transport = self.echo(echoed("*Yes*, at six"))
        self.assertEqual(transport.channel_id, thread)
        self.assertEqual(transport.direction, "outbound")
        self.assertEqual((transport.state, transport.origin), ("sent", "phone"))
        mail = transport.mail_message_id
        self.assertFalse(mail.author_id)
        self.assertIn("<strong>Yes</strong>", mail.body)
        self.assertEqual(mail.whatsapp_direction, "outbound")
        self.assertEqual(mail.whatsapp_origin, "phone")
        self.assertTrue(self.account.on_phone_app)

    def test_never_sent_again(self):
        self.thread()
        transport = self.echo(echoed("Yes"))
        self.receive_statuses(status(transport.wamid, "failed"))
        self.assertEqual(transport.state, "failed")
        transport.mail_message_id.with_user(self.agent).whatsapp_resend()
        self.send()
        self.assertFalse(self.meta.sent)

    def test_once_whatever_meta_repeats(self):
        thread = self.thread()
        self.echo(echoed("Yes", "wamid.E"), echoed("Yes", "wamid.E"))
        self.echo(echoed("Yes", "wamid.E"))
        self.assertEqual(self.texts(thread), ["Hello", "Yes"])

    def test_ticks(self):
        self.thread()
        self.receive_statuses(status("wamid.E", "delivered"))
        transport = self.echo(echoed("Yes", "wamid.E"))
        self.assertEqual(transport.state, "delivered")
        self.receive_statuses(status("wamid.E", "read"))
        self.assertEqual(transport.state, "read")

    def test_media_are_fetched(self):
        self.meta.media["m1"] = ("image/png", b"not looked at")
        self.thread()
        photo = message("image", {"id": "m1", "mime_type": "image/png"}, sender=None)
        transport = self.echo(echo_of(photo))
        self.assertEqual(transport.media_state, "pending")
        self.run_job("whatsapp.inbox.media")
        self.assertEqual(transport.media_state, "done")
        self.assertTrue(transport.mail_message_id.attachment_ids)

    def test_quotes_both_ways(self):
        question = self.receive(said("At six?", "wamid.Q"))
        answer = self.echo(echoed("Yes", "wamid.E", context={"id": "wamid.Q"}))
        self.assertEqual(answer.mail_message_id.parent_id, question.mail_message_id)
        thanks = self.receive(said("Thanks", context={"id": "wamid.E"}))
        self.assertEqual(thanks.mail_message_id.parent_id, answer.mail_message_id)

    def test_what_cannot_be_shown_names_the_phone(self):
        self.thread()
        transport = self.echo(echo_of(message("poll", {}, sender=None)))
        self.assertIn(
            "from the phone app", html_to_inner_content(transport.mail_message_id.body)
        )
        self.assertTrue(transport.payload)

    @mute_logger(LOGGER)
    def test_one_without_recipient_is_kept_for_the_administrator(self):
        value = change(
            self.account,
            "smb_message_echoes",
            message_echoes=[echoed("Who?", to=None), echoed("You", "wamid.E")],
        )
        event = self.store(webhook(value))
        self.drain()
        self.assertEqual(event.state, "failed")
        self.assertIn("no recipient", event.error)
        self.assertTrue(self.transport("wamid.E"))

    # -- reactions ----------------------------------------------------------------

    def test_reaction_is_the_business_s(self):
        question = self.receive(said("At six?", "wamid.Q"))
        mail = question.mail_message_id
        self.react(mail, "🎉")
        self.receive(reacted("❤️", "wamid.Q"))
        self.echo(echo_of(reacted("👍", "wamid.Q", sender=None)))
        self.assertEqual(set(mail.reaction_ids.mapped("content")), {"❤️", "👍"})
        ours = mail.reaction_ids.filtered(lambda r: r.content == "👍")
        self.assertEqual(ours.partner_id, self.company.partner_id)
        self.echo(echo_of(reacted(None, "wamid.Q", sender=None, at=NOW + minutes(1))))
        self.assertEqual(mail.reaction_ids.content, "❤️")

    def test_reaction_before_its_message(self):
        self.thread()
        self.echo(echo_of(reacted("👍", "wamid.Q", sender=None)))
        question = self.receive(said("At six?", "wamid.Q"))
        reaction = question.mail_message_id.reaction_ids
        self.assertEqual(reaction.partner_id, self.company.partner_id)

    # -- the conversation ---------------------------------------------------------

    def test_it_is_an_answer(self):
        thread = self.thread()
        conversation = thread.whatsapp_conversation_id
        window = conversation.window_expires_at
        transport = self.echo(echoed("Yes", at=NOW + minutes(5)))
        self.assertEqual(transport.conversation_id, conversation)
        self.assertEqual(conversation.state, "pending")
        self.assertFalse(conversation.waiting_since)
        self.assertEqual(conversation.first_response_at, NOW + minutes(5))
        self.assertEqual(conversation.last_message_at, NOW + minutes(5))
        self.assertEqual(conversation.window_expires_at, window)

    def test_only_what_was_asked_before_it_is_answered(self):
        conversation = self.thread(
            said("One", at=NOW), said("Two", at=NOW + minutes(10))
        ).whatsapp_conversation_id
        self.echo(echoed("To one", at=NOW + minutes(5)))
        self.assertEqual(conversation.state, "open")
        self.assertEqual(conversation.waiting_since, NOW + minutes(10))
        self.assertEqual(conversation.first_response_at, NOW + minutes(5))

    def test_a_talk_that_comes_all_at_once(self):
        """After hours without a server: each thread in the order of time."""
        changes = [
            change(
                self.account,
                "smb_message_echoes",
                message_echoes=[
                    echoed("Two", at=NOW + minutes(2)),
                    echoed("Four", at=NOW + minutes(4)),
                ],
            ),
            change(
                self.account,
                messages=[
                    said("One", at=NOW + minutes(1)),
                    said("Three", at=NOW + minutes(3)),
                    said("Five", at=NOW + minutes(5)),
                ],
                contacts=[person()],
            ),
        ]
        self.store(webhook(*changes))
        self.drain()
        thread = self.env["discuss.channel"].search(
            [("whatsapp_account_id", "=", self.account.id)]
        )
        self.assertEqual(self.texts(thread), ["One", "Two", "Three", "Four", "Five"])
        conversation = thread.whatsapp_conversation_id
        self.assertEqual(conversation.waiting_since, NOW + minutes(5))

    def test_an_answer_that_overtook_its_question(self):
        self.echo(echoed("To one", at=NOW + minutes(5)))
        conversation = self.thread(said("One", at=NOW)).whatsapp_conversation_id
        self.assertFalse(conversation.waiting_since)
        self.assertEqual(conversation.state, "pending")
        self.receive(said("Two", at=NOW + minutes(10)))
        self.assertEqual(conversation.waiting_since, NOW + minutes(10))
        self.assertEqual(conversation.state, "open")

    def test_to_who_never_wrote(self):
        """A contact and a thread, but no work: nobody waits for anything."""
        contacts = [person("Berta", STRANGER)]
        transport = self.echo(echoed("Hello Berta", to=STRANGER), contacts=contacts)
        thread = transport.channel_id
        self.assertEqual(thread.whatsapp_contact_id.name, "Berta")
        self.assertFalse(thread.whatsapp_conversation_id)
        self.assertFalse(thread.channel_member_ids)
        answer = said("Hello", sender=STRANGER, at=NOW + minutes(1))
        self.assertEqual(self.thread(answer, contacts=contacts), thread)
        conversation = thread.whatsapp_conversation_id
        self.assertEqual(conversation.state, "open")
        self.assertEqual(conversation.waiting_since, NOW + minutes(1))

    def test_after_the_end_of_the_work(self):
        thread = self.thread()
        thread.whatsapp_conversation_id.action_resolve()
        transport = self.echo(echoed("Bye", at=NOW + hours(1)))
        self.assertEqual(thread.whatsapp_conversation_id.state, "resolved")
        self.assertFalse(transport.conversation_id)
        self.assertFalse(thread.channel_member_ids)

    def test_nothing_left_to_read_for_the_agents(self):
        thread = self.thread(said("Hello"))
        member = thread.channel_member_ids.filtered(
            lambda m: m.partner_id == self.agent.partner_id
        )
        self.assertEqual(member.message_unread_counter, 1)
        self.echo(echoed("Yes", at=NOW + minutes(5)))
        self.assertEqual(member.message_unread_counter, 0)

    def test_shown_at_once(self):
        thread = self.thread()
        with self.captured_bus() as bus:
            transport = self.echo(echoed("Yes"))
        shown = [
            content
            for target, kind, content in bus
            if kind == "discuss.channel/new_message" and target == thread
        ]
        self.assertEqual(len(shown), 1)
        data = shown[0]["data"]["mail.message"][0]
        self.assertEqual(data["id"], transport.mail_message_id.id)
        self.assertEqual(data["whatsapp_origin"], "phone")

    # -- echoes of our own messages -------------------------------------------------

    def test_of_a_message_that_we_sent(self):
        thread = self.thread()
        sent = self.answer(thread, "From Odoo")
        self.send()
        self.echo(echoed("From Odoo", sent.wamid))
        self.assertEqual(self.texts(thread, lines=False), ["Hello", "From Odoo"])

    def test_faster_than_the_answer_to_our_call(self):
        thread = self.thread()
        sent = self.answer(thread, "From Odoo")
        self.echo(echoed("From Odoo", "wamid.OUT1"))
        self.receive_statuses(status("wamid.OUT1", "delivered"))
        with self.captured_bus() as bus:
            self.send()
        self.assertEqual(self.texts(thread, lines=False), ["Hello", "From Odoo"])
        self.assertEqual((sent.wamid, sent.state), ("wamid.OUT1", "delivered"))
        self.assertIn("mail.message/delete", [kind for _target, kind, _ in bus])

    def test_faster_than_a_status_that_names_our_id(self):
        thread = self.thread()
        sent = self.answer(thread, "From Odoo")
        self.echo(echoed("From Odoo", "wamid.OUT1"))
        ours = {"biz_opaque_callback_data": sent.callback_data}
        self.receive_statuses(status("wamid.OUT1", "read", **ours))
        self.assertEqual(self.texts(thread, lines=False), ["Hello", "From Odoo"])
        self.assertEqual((sent.wamid, sent.state), ("wamid.OUT1", "read"))
