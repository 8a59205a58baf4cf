from odoo.tests import tagged
from odoo.tools.mail import html_to_inner_content

from .common import (
    CUSTOMER,
    NOW,
    PIXEL,
    WhatsappCase,
    hours,
    message,
    minutes,
    said,
    seconds,
)

OTHER = "34600999888"
ONE_LATER, TWO_LATER = NOW + minutes(1), NOW + minutes(2)


def edited(target, text, at=ONE_LATER, inner=None, **values):
    """An ``edit`` of a message into this text, or into ``inner``."""
    inner = inner or {"type": "text", "text": {"body": text}}
    content = {"original_message_id": target, "message": inner}
    return message("edit", content, at=at, **values)


def deleted(target, at=TWO_LATER, **values):
    return message("revoke", {"original_message_id": target}, at=at, **values)


class RevisionCase(WhatsappCase):
    def setUp(self):
        super().setUp()
        self.record = self.receive(said("First", "w1", at=NOW - minutes(1)))
        self.mail = self.record.mail_message_id

    def versions(self, record=None):
        """What is kept, oldest first: kind and text."""
        revisions = (record or self.record).revision_ids
        revisions = revisions.sorted("timestamp")
        return [(r.kind, html_to_inner_content(r.body or "")) for r in revisions]

    def assertShown(self, text, mail=None):
        self.assertEqual(html_to_inner_content((mail or self.mail).body), text)


@tagged("post_install", "-at_install")
class TestEdits(RevisionCase):
    """Peers 18: what the customer has changed is shown as such."""

    def test_the_bubble_shows_the_new_text(self):
        self.receive(edited("w1", "Second"))
        self.assertEqual(self.texts(self.record.channel_id), ["Second"])
        self.assertEqual(self.mail.whatsapp_edited_at, NOW + minutes(1))
        self.assertFalse(self.mail.whatsapp_revoked_at)
        self.assertEqual(self.mail.whatsapp_direction, "inbound")
        self.assertEqual(self.versions(), [("original", "First"), ("edit", "Second")])
        self.assertEqual(
            self.record.revision_ids.sorted("timestamp").mapped("timestamp"),
            [NOW - minutes(1), NOW + minutes(1)],
        )

    def test_in_the_batch_of_the_message(self):
        record = self.receive(edited("w2", "Right", wamid="e2"), said("Wrong", "w2"))[1]
        self.assertShown("Right", record.mail_message_id)

    def test_before_the_message(self):
        for number, content in enumerate(("Later", None)):
            wamid = f"early{number}"
            with self.subTest(content=content):
                self.receive(edited(wamid, content) if content else deleted(wamid))
                record = self.receive(said("Secret", wamid))
                self.assertNotIn("Secret", record.mail_message_id.body)
                self.assertIn(("original", "Secret"), self.versions(record))
        self.assertEqual(record.mail_message_id.whatsapp_revoked_at, NOW + minutes(2))

    def test_any_order_and_again(self):
        """The newest by Meta's clock is shown, whatever came when."""
        updates = [
            edited("w1", "Second", at=NOW + seconds(10), wamid="e1"),
            edited("w1", "Third", at=NOW + seconds(20), wamid="e2"),
            edited("w1", "Fourth", at=NOW + seconds(30), wamid="e3"),
        ]
        for update in (updates[1], updates[2], updates[0], updates[1], updates[2]):
            self.receive(update)
        self.assertShown("Fourth")
        self.assertEqual(self.mail.whatsapp_edited_at, NOW + seconds(30))
        self.assertEqual(
            [text for _kind, text in self.versions()],
            ["First", "Second", "Third", "Fourth"],
        )

    def test_two_edits_in_one_second(self):
        self.receive(edited("w1", "Second", wamid="e1"))
        self.receive(edited("w1", "Third", wamid="e2"))
        self.assertShown("Third")

    def test_of_a_caption_before_and_after_the_file(self):
        self.meta.media["m1"] = ("image/png", PIXEL)
        content = {"id": "m1", "mime_type": "image/png", "caption": "Old"}
        image = {"type": "image", "image": {**content, "caption": "New"}}
        record = self.receive(message("image", content, "p1"))
        self.receive(edited("p1", "", inner=image, wamid="pe1"))
        self.assertIn("Photo", record.mail_message_id.body)
        self.assertIn("New", record.mail_message_id.body)
        self.run_job("whatsapp.inbox.media")
        self.assertShown("New", record.mail_message_id)
        self.assertEqual(record.attachment_id.raw, PIXEL)
        newest = {"type": "image", "image": {**content, "caption": "Newest"}}
        self.receive(edited("p1", "", NOW + minutes(3), newest, wamid="pe2"))
        self.assertShown("Newest", record.mail_message_id)
        self.assertEqual(record.mail_message_id.attachment_ids, record.attachment_id)

    def test_into_another_type(self):
        """What it says now is shown, as for a new message."""
        self.meta.media["m1"] = ("image/png", PIXEL)
        image = {"type": "image", "image": {"id": "m1", "mime_type": "image/png"}}
        self.receive(edited("w1", "", inner=image, wamid="e1"))
        self.assertIn("Photo", self.mail.body)
        self.run_job("whatsapp.inbox.media")
        self.assertEqual(self.mail.attachment_ids.raw, PIXEL)
        attachment = self.mail.attachment_ids
        self.receive(edited("w1", "Text again", NOW + minutes(5), wamid="e2"))
        self.assertShown("Text again")
        self.assertFalse(self.mail.attachment_ids)
        self.assertEqual(attachment.res_model, "whatsapp.inbox.message.revision")
        strange = {"type": "hologram", "hologram": {"x": 1}}
        self.receive(edited("w1", "", NOW + minutes(6), strange, wamid="e3"))
        self.assertIn("cannot be shown here (hologram)", self.mail.body)

    def test_words_of_customers_are_only_text(self):
        self.receive(edited("w1", "<img src=x onerror=alert(1)>"))
        self.assertNotIn("<img", self.mail.body)
        self.assertNotIn("<img", str(self.record.revision_ids.mapped("body")))

    def test_translations_and_previews_of_the_old_text_go(self):
        translation = self.env["mail.message.translation"].create(
            {
                "message_id": self.mail.id,
                "source_lang": "es",
                "target_lang": "en",
                "body": "First",
            }
        )
        preview = self.env["mail.link.preview"].create({"source_url": "https://a.b/c"})
        link = self.env["mail.message.link.preview"].create(
            {"message_id": self.mail.id, "link_preview_id": preview.id}
        )
        self.receive(edited("w1", "Second"))
        self.assertFalse(translation.exists())
        self.assertFalse(link.exists())

    def test_the_window_and_the_queue_stay_as_they_are(self):
        """An edit is no new message (see the decision 0015)."""
        conversation = self.record.conversation_id
        window = conversation.window_expires_at
        conversation.action_resolve()
        self.later(hours(30))
        self.receive(edited("w1", "Second", at=NOW + hours(30)), deleted("w1"))
        self.assertEqual(conversation.window_expires_at, window)
        self.assertEqual(conversation.state, "resolved")
        self.assertFalse(conversation.waiting_since)
        conversations = self.env["whatsapp.inbox.conversation"].search(
            [("channel_id", "=", self.record.channel_id.id)]
        )
        self.assertEqual(conversations, conversation)

    def test_open_browsers_are_told(self):
        with self.captured_bus() as bus:
            self.receive(edited("w1", "Second"))
        [(target, _kind, content)] = [b for b in bus if b[1] == "mail.record/insert"]
        self.assertEqual(target, self.record.channel_id)
        [values] = content["mail.message"]
        self.assertEqual(values["id"], self.mail.id)
        self.assertIn("Second", str(values["body"]))
        self.assertTrue(values["whatsapp_edited_at"])
        self.assertNotIn("First", str(bus))


@tagged("post_install", "-at_install")
class TestDeletions(RevisionCase):
    def test_the_text_is_gone(self):
        self.receive(deleted("w1"))
        [text] = self.texts(self.record.channel_id)
        self.assertIn("The customer deleted this message.", text)
        self.assertEqual(self.mail.whatsapp_revoked_at, NOW + minutes(2))
        self.assertEqual(self.versions(), [("original", "First"), ("revoke", "")])

    def test_an_edit_does_not_bring_it_back(self):
        self.receive(deleted("w1"))
        self.receive(edited("w1", "Later", at=NOW + minutes(9), wamid="late"))
        self.receive(edited("w1", "Earlier", wamid="early"))
        self.receive(deleted("w1", at=NOW + minutes(10)))
        self.assertIn("deleted this message", self.mail.body)
        self.assertEqual(self.mail.whatsapp_revoked_at, NOW + minutes(2))
        self.assertEqual(len(self.record.revision_ids), 5)

    def test_files_are_kept_apart(self):
        self.meta.media["m1"] = ("application/pdf", b"%PDF-1.4 contract")
        content = {
            "id": "m1",
            "mime_type": "application/pdf",
            "filename": "contract.pdf",
            "caption": "Sign",
        }
        record = self.receive(message("document", content, "d1"))
        self.run_job("whatsapp.inbox.media")
        attachment = record.attachment_id
        attachment.generate_access_token()
        self.receive(deleted("d1"))
        mail = record.mail_message_id
        self.assertFalse(mail.attachment_ids | record.attachment_id)
        self.assertFalse(attachment.access_token)
        self.assertEqual(record.revision_ids.attachment_ids, attachment)
        self.assertNotIn("contract", str(record.media))
        self.assertNotIn("Sign", str(record.media))

    def test_a_file_on_its_way(self):
        """Deleted before it was fetched: it is kept, and never shown."""
        self.meta.media["m1"] = ("application/pdf", b"%PDF-1.4 contract")
        content = {"id": "m1", "mime_type": "application/pdf", "filename": "a.pdf"}
        record = self.receive(message("document", content, "d1"))
        self.receive(deleted("d1"))
        mail = record.mail_message_id
        self.assertFalse(mail.whatsapp_media_state)
        self.run_job("whatsapp.inbox.media")
        self.assertIn("deleted this message", mail.body)
        self.assertFalse(mail.attachment_ids)
        kept = record.revision_ids.attachment_ids
        self.assertEqual((kept.name, kept.raw), ("a.pdf", b"%PDF-1.4 contract"))

    def test_payloads_are_not_left_behind(self):
        card = {"name": {"formatted_name": "Secret"}, "phones": [{"phone": "1"}]}
        record = self.receive(message("contacts", [card], "c1"))
        self.assertIn("Secret", str(record.payload))
        self.receive(deleted("c1"))
        self.assertFalse(record.payload)
        first = record.revision_ids.filtered(lambda r: r.kind == "original")
        self.assertIn("Secret", str(first.payload))


@tagged("post_install", "-at_install")
class TestForgeries(RevisionCase):
    """Only an own message in the own thread is changed."""

    def assertNothing(self, *updates):
        body = self.mail.body
        self.receive(*updates)
        self.assertEqual(self.mail.body, body)
        self.assertFalse(self.mail.whatsapp_edited_at or self.mail.whatsapp_revoked_at)
        waiting = self.env["whatsapp.inbox.message.revision"].search(
            [("update_id.wamid", "in", [update["id"] for update in updates])]
        )
        self.assertEqual(len(waiting), len(updates), "administrators see them")
        self.assertFalse(waiting.message_id)

    def test_another_customers_message(self):
        self.assertNothing(
            edited("w1", "Forged", sender=OTHER), deleted("w1", sender=OTHER)
        )

    def test_a_message_of_ours(self):
        answer = self.answer(self.record.channel_id)
        self.send()
        self.mail = answer.mail_message_id
        self.assertNothing(edited(answer.wamid, "Forged"), deleted(answer.wamid))

    def test_a_private_message_from_a_group(self):
        self.assertNothing(edited("w1", "Forged", group_id="g1"))

    def test_another_number(self):
        other = self._create_account("Support", "502")
        self.receive(edited("w1", "Forged"), account=other)
        self.assertShown("First")

    def test_a_reaction(self):
        content = {"message_id": "w1", "emoji": "👍"}
        self.receive(message("reaction", content, "r1"))
        self.receive(edited("r1", "Forged"))
        self.assertShown("First")


@tagged("post_install", "-at_install")
class TestFromThePhoneApp(RevisionCase):
    def test_our_own_messages(self):
        """What a person of the business changes in the phone app, and that alone."""
        thread = self.record.channel_id
        sent = self.answer(thread, "Hello Ana")
        self.send()

        def echo(element):
            element = {**element, "to": CUSTOMER, "from": "34911234567"}
            self.receive(field="smb_message_echoes", message_echoes=[element])

        echo(edited(sent.wamid, "Hello Anita"))
        self.assertShown("Hello Anita", sent.mail_message_id)
        echo(edited("w1", "Forged"))
        self.assertShown("First")
        echo(deleted(sent.wamid))
        self.assertIn("deleted on the phone", sent.mail_message_id.body)
        self.assertEqual(sent.mail_message_id.whatsapp_direction, "outbound")
        self.assertEqual(sent.state, "sent")
