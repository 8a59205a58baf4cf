from odoo.tests import tagged

from .common import (
    NOW,
    WhatsappCase,
    change,
    reacted,
    said,
    seconds,
    webhook,
)


@tagged("post_install", "-at_install")
class TestReactions(WhatsappCase):
    def reactions(self, record):
        record.mail_message_id.invalidate_recordset(["reaction_ids"])
        return [
            (reaction.content, reaction.partner_id)
            for reaction in record.mail_message_id.reaction_ids
        ]

    def test_set_changed_removed(self):
        record = self.receive(said("Hi", "w1"))
        customer = record.contact_id.partner_id
        self.receive(reacted("👍", "w1", at=NOW + seconds(1)))
        self.assertEqual(self.reactions(record), [("👍", customer)])
        self.receive(reacted("❤️", "w1", at=NOW + seconds(2)))
        self.assertEqual(self.reactions(record), [("❤️", customer)])
        self.receive(reacted("", "w1", at=NOW + seconds(3)))
        self.assertEqual(self.reactions(record), [])
        self.receive(reacted("👍", "w1", at=NOW + seconds(4)))
        self.receive(reacted(None, "w1", at=NOW + seconds(5)))
        self.assertEqual(self.reactions(record), [])

    def test_reaction_is_no_message(self):
        """It makes no bubble, counts as nothing unread and asks for no answer."""
        record = self.receive(said("Hi", "w1"))
        self.answer(record.channel_id)
        self.receive(reacted("👍", "w1"))
        self.assertEqual(self.texts(record.channel_id, False), ["Hi", "Hello Ana"])
        self.assertEqual(record.conversation_id.state, "pending")

    def test_older_reaction_comes_late(self):
        record = self.receive(said("Hi", "w1"))
        customer = record.contact_id.partner_id
        self.receive(reacted("❤️", "w1", at=NOW + seconds(2)))
        self.receive(reacted("👍", "w1", at=NOW + seconds(1)))
        self.assertEqual(self.reactions(record), [("❤️", customer)])

    def test_reactions_of_one_batch_by_their_times(self):
        record = self.receive(said("Hi", "w1"))
        self.receive(
            reacted("", "w1", at=NOW + seconds(2)),
            reacted("👍", "w1", at=NOW + seconds(1)),
        )
        self.assertEqual(self.reactions(record), [])

    def test_reaction_in_the_batch_of_its_message(self):
        self.receive(reacted("👍", "w1", at=NOW + seconds(1)), said("Hi", "w1"))
        record = self.transport("w1")
        self.assertEqual([content for content, _who in self.reactions(record)], ["👍"])

    def test_reaction_comes_before_its_message(self):
        self.receive(reacted("👍", "w1", at=NOW + seconds(1)))
        record = self.receive(said("Hi", "w1"))
        customer = record.contact_id.partner_id
        self.assertEqual(self.reactions(record), [("👍", customer)])

    def test_reaction_removed_before_its_message(self):
        self.receive(reacted("👍", "w1", at=NOW + seconds(1)))
        self.receive(reacted("", "w1", at=NOW + seconds(2)))
        self.assertEqual(self.reactions(self.receive(said("Hi", "w1"))), [])

    def test_reaction_to_our_answer(self):
        sent = self.answer(self.thread())
        self.send()
        self.receive(reacted("👍", sent.wamid))
        self.assertEqual([content for content, _who in self.reactions(sent)], ["👍"])

    def test_reaction_to_what_we_never_had(self):
        """A first contact by a reaction makes no empty conversation."""
        record = self.receive(reacted("👍", "wamid.OLD"))
        self.assertFalse(record.mail_message_id)
        self.assertFalse(record.conversation_id)
        self.assertFalse(record.channel_id.channel_member_ids)

    def test_reaction_does_not_cross_threads(self):
        victim = self.receive(said("Hi", "w1"))
        stranger = reacted("👎", "w1", sender="351912345678")
        self.receive(stranger, contacts=[])
        self.assertEqual(self.reactions(victim), [])

    def test_reaction_in_a_group(self):
        """A group has no partner who could react; nothing breaks."""
        body = webhook(
            change(
                self.account,
                messages=[
                    said("Hi", "w1", group_id="g1"),
                    reacted("👍", "w1", group_id="g1", sender="351912345678"),
                ],
            )
        )
        event = self.store(body)
        self.drain()
        self.assertEqual(event.state, "done", event.error)
        self.assertTrue(self.transport("w1"))

    def test_reaction_of_who_lost_the_partner(self):
        record = self.receive(said("Hi", "w1"))
        record.contact_id.partner_id = False
        self.receive(reacted("👍", "w1"))
        self.assertEqual([content for content, _who in self.reactions(record)], ["👍"])

    def test_reaction_is_shown_at_once(self):
        record = self.receive(said("Hi", "w1"))
        with self.captured_bus() as bus:
            self.receive(reacted("👍", "w1"))
        groups = [
            content["mail.message"][0]["reactions"]
            for _target, kind, content in bus
            if kind == "mail.record/insert" and "MessageReactions" in content
        ]
        self.assertTrue(groups)
        self.assertEqual(record.mail_message_id.reaction_ids.content, "👍")
