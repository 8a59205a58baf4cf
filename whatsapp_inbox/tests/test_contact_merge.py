from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BSUID, CUSTOMER, NOW, hours, minutes, reacted, said
from .test_identity_changes import NEW_BSUID, NEW_PHONE, ChangesCase


@tagged("post_install", "-at_install")
class TestContactMerge(ChangesCase):
    """A person makes one of two contacts."""

    def pair(self, **values):
        """Ana by her old and by her new number."""
        first = self.ana("One", at=NOW - minutes(30))
        second = self.ana(
            "Two", wa_id=NEW_PHONE, bsuid=NEW_BSUID, at=NOW - minutes(20), **values
        )
        return first, second

    def dialog(self, contacts, user=None):
        action = contacts.with_user(user or self.supervisor).action_merge()
        model = self.env[action["res_model"]].with_user(user or self.supervisor)
        return model.browse(action["res_id"])

    def merge(self, contacts, user=None):
        self.dialog(contacts, user).action_merge()
        self.env.invalidate_all()

    def test_all_of_it_is_in_one_thread(self):
        first, second = self.pair()
        third = self.ana("Three", at=NOW - minutes(10))
        self.receive(
            reacted("👍", second.wamid, sender=NEW_PHONE, from_user_id=NEW_BSUID),
            contacts=[],
        )
        gone = second.channel_id, second.contact_id, second.contact_id.partner_id
        self.merge(first.contact_id | second.contact_id)
        self.assertFalse((gone[0] | first.channel_id).exists() - first.channel_id)
        self.assertFalse(gone[1].exists())
        self.assertTrue(gone[2].exists())
        records = first | second | third
        self.assertEqual(records.channel_id, first.channel_id)
        self.assertEqual(records.contact_id, first.contact_id)
        self.assertEqual(
            [t for t in self.texts(first.channel_id) if len(t) < 6],
            ["One", "Two", "Three"],
        )
        partner = first.contact_id.partner_id
        self.assertEqual(records.mail_message_id.author_id, partner)
        self.assertEqual(second.mail_message_id.reaction_ids.partner_id, partner)
        self.assertEqual(self.told(first.channel_id, "merged"), 1)

    def test_what_comes_next_comes_here(self):
        first, second = self.pair()
        self.merge(first.contact_id | second.contact_id)
        for wa_id, bsuid in ((CUSTOMER, BSUID), (NEW_PHONE, NEW_BSUID)):
            record = self.ana("Next", wa_id=wa_id, bsuid=bsuid)
            self.assertEqual(record.channel_id, first.channel_id)
            self.assertEqual(record.contact_id._recipient(), {"recipient": bsuid})

    def test_answers_go_to_where_they_wrote_from_last(self):
        first, second = self.pair()
        self.merge(first.contact_id | second.contact_id)
        self.assertEqual(first.contact_id._recipient(), {"recipient": NEW_BSUID})
        self.assertEqual(first.contact_id.phone, "+34600333444")

    def test_the_queue_keeps_its_order(self):
        first, second = self.pair()
        sent = [
            self.answer(thread, f"{n}")
            for n, thread in enumerate(
                (first.channel_id, second.channel_id, first.channel_id)
            )
        ]
        self.merge(first.contact_id | second.contact_id)
        self.send()
        self.assertEqual([p["text"]["body"] for p in self.meta.sent], ["0", "1", "2"])
        self.assertEqual({m.state for m in sent}, {"sent"})
        self.assertEqual({p["to"] for p in self.meta.sent}, {f"+{NEW_PHONE}"})

    def test_one_unresolved_conversation(self):
        first, second = self.pair()
        tag = self.env["whatsapp.inbox.tag"].create({"name": "Urgent"})
        second.conversation_id.write({"tag_ids": [(4, tag.id)], "priority": "2"})
        self.answer(first.channel_id, "Answered")
        self.merge(first.contact_id | second.contact_id)
        conversation = first.channel_id.whatsapp_conversation_id
        self.assertRecordValues(
            conversation,
            [
                {
                    "state": "open",
                    "waiting_since": NOW - minutes(20),
                    "window_expires_at": NOW - minutes(20) + hours(24),
                    "priority": "2",
                    "tag_ids": tag.ids,
                }
            ],
        )
        self.assertEqual((first | second).conversation_id, conversation)
        found = conversation.search([("channel_id", "=", first.channel_id.id)])
        self.assertEqual(found, conversation)

    def test_a_resolved_one_stays_and_the_open_one_is_the_current(self):
        first, second = self.pair()
        first.conversation_id.action_resolve()
        self.merge(first.contact_id | second.contact_id)
        self.assertEqual(
            first.channel_id.whatsapp_conversation_id, second.conversation_id
        )
        self.assertEqual(first.conversation_id.state, "resolved")
        self.assertIn(
            self.agent.partner_id, first.channel_id.channel_member_ids.partner_id
        )

    def test_agents_of_the_team_of_the_conversation_that_stays(self):
        first, second = self.pair()
        first.conversation_id.team_id = self._create_team("Sales", self.agent)
        second.conversation_id.team_id = self._create_team("Support", self.supervisor)
        self.merge(first.contact_id | second.contact_id)
        members = first.channel_id.channel_member_ids.partner_id
        self.assertEqual(members, self.agent.partner_id)

    def test_threads_with_other_numbers_go_along(self):
        support = self._create_account("Support", "502")
        first = self.ana()
        element = said("Hi", sender=NEW_PHONE, from_user_id=NEW_BSUID)
        second = self.receive(element, contacts=[], account=support)
        self.merge(first.contact_id | second.contact_id)
        self.assertEqual(
            first.contact_id.channel_ids, first.channel_id | second.channel_id
        )
        self.assertEqual(second.contact_id, first.contact_id)
        self.assertEqual(second.conversation_id.contact_id, first.contact_id)

    def test_the_customer_is_chosen(self):
        first, second = self.pair()
        dialog = self.dialog(first.contact_id | second.contact_id)
        partners = first.contact_id.partner_id, second.contact_id.partner_id
        self.assertTrue(dialog.has_two_partners)
        self.assertEqual(dialog.partner_id, partners[0])
        dialog.partner_id = partners[1]
        dialog.action_merge()
        self.env.invalidate_all()
        self.assertEqual(first.contact_id.partner_id, partners[1])
        self.assertEqual((first | second).mail_message_id.author_id, partners[1])
        self.assertTrue(partners[0].exists())

    def test_a_customer_of_neither(self):
        first, second = self.pair()
        dialog = self.dialog(first.contact_id | second.contact_id)
        dialog.partner_id = self.employee.partner_id
        with self.assertRaises(UserError):
            dialog.action_merge()

    def test_the_offer_goes_with_the_merge(self):
        first = self.ana()
        second = self.ana(bsuid=NEW_BSUID, name="Berta")
        [match] = self.matches(first.contact_id, second.contact_id)
        dialog = self.dialog(first.contact_id | second.contact_id)
        self.assertEqual(dialog.match_reason, "number")
        dialog.action_merge()
        self.env.invalidate_all()
        self.assertFalse(match.exists())
        self.assertFalse(first.contact_id.match_reason)
        self.assertEqual(first.contact_id.phone, "+34600111222")
        self.assertEqual(len(first.contact_id.alias_ids), 4)
        # the number is theirs again, whichever id it comes with
        self.assertEqual(self.ana(bsuid=None).contact_id, first.contact_id)

    def test_a_refusal_is_remembered(self):
        first = self.ana()
        second = self.ana(bsuid=NEW_BSUID, name="Berta")
        [match] = self.matches(first.contact_id, second.contact_id)
        self.dialog(first.contact_id | second.contact_id).action_refuse()
        self.assertEqual(match.state, "refused")
        self.assertFalse((first | second).contact_id.filtered("match_reason"))
        match.with_user(self.supervisor).action_ask_again()
        self.assertEqual(first.contact_id.match_reason, "number")

    def test_the_last_word_on_marketing_counts(self):
        first, second = self.pair()
        self.opt_out(second.contact_id)
        self.merge(first.contact_id | second.contact_id)
        self.assertTrue(first.contact_id.marketing_opt_out)

    def test_who_may_merge(self):
        first, second = self.pair()
        for user in (self.agent, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.dialog(first.contact_id | second.contact_id, user)
        boss = self._create_user(
            "other_boss",
            "whatsapp_inbox.group_supervisor",
            self._create_company("Other", "base.es"),
        )
        with self.assertRaises(AccessError):
            self.dialog(first.contact_id | second.contact_id, boss)
        self.merge(first.contact_id | second.contact_id, self.admin)
        self.assertFalse(second.contact_id - first.contact_id)

    def test_what_cannot_be_merged(self):
        first, _second = self.pair()
        stranger = self._create_account("Elsewhere", "503", portfolio_id="P9")
        other = self.receive(said("Hi"), account=stranger).contact_id
        group = self.receive(said("Hi", group_id="G1")).contact_id
        for contacts in (
            first.contact_id,
            first.contact_id | other,
            first.contact_id | group,
        ):
            with self.subTest(contacts=contacts), self.assertRaises(UserError):
                contacts.with_user(self.supervisor).action_merge()

    def test_a_status_of_before(self):
        first, second = self.pair()
        answer = self.answer(second.channel_id)
        self.send()
        self.merge(first.contact_id | second.contact_id)
        self.receive_statuses(
            {"id": answer.wamid, "status": "read", "timestamp": "1772445600"}
        )
        self.assertEqual(answer.state, "read")
        self.assertEqual(answer.channel_id, first.channel_id)
