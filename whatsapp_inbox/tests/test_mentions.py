"""Who is mentioned in a note is told, and reads the thread: nobody from outside."""

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.http_routing.tests.common import MockRequest

from .common import TwoTeamsCase

NOTE = "mail.mt_note"


@tagged("post_install", "-at_install")
class TestMentions(TwoTeamsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.agent | cls.colleague | cls.other:
            # core tells nobody what comes from their own address
            user.email = f"{user.login}@example.com"

    def note(self, *users, user=None, **values):
        thread = self.customer_thread.with_user(user or self.agent)
        partners = [one.partner_id.id for one in users]
        # as the route of Discuss posts
        return thread.sudo().message_post(
            body="Have a look",
            message_type="comment",
            subtype_xmlid=NOTE,
            partner_ids=partners,
            **values,
        )

    def reads(self, user):
        """Whether the rules give ``user`` the thread and all of it, and so the bus."""
        thread = self.customer_thread
        message = thread.message_ids[:1]
        found = set()
        for record in (thread, self.conversation, message):
            try:
                found.add(bool(record.with_user(user).search([("id", "=", record.id)])))
            except AccessError:
                found.add(False)
        websocket = self.env["ir.websocket"].with_user(user)
        with MockRequest(websocket.env) as request:
            request.session.uid = user.id
            channels = websocket._build_bus_channel_list([])
        found.add(thread in [c for c in channels if isinstance(c, models.BaseModel)])
        return found

    def members(self):
        return self.customer_thread.channel_member_ids.partner_id.user_ids

    def test_a_colleague_of_another_team(self):
        self.assertEqual(self.reads(self.other), {False})
        note = self.note(self.other)
        self.assertEqual(note.partner_ids, self.other.partner_id)
        self.assertEqual(self.reads(self.other), {True})
        member = self.customer_thread.channel_member_ids.filtered(
            lambda m: m.partner_id == self.other.partner_id
        )
        self.assertFalse(member.whatsapp_automatic)
        self.assertEqual(member.new_message_separator, note.id)
        [told] = note.notification_ids
        self.assertEqual(told.res_partner_id, self.other.partner_id)

    def test_notified_as_they_wish(self):
        self.other.notification_type = "inbox"
        self.colleague.notification_type = "email"
        note = self.note(self.other, self.colleague)
        kinds = {n.res_partner_id: n.notification_type for n in note.notification_ids}
        self.assertEqual(
            kinds,
            {self.other.partner_id: "inbox", self.colleague.partner_id: "email"},
        )

    def test_nobody_from_outside(self):
        company = self._create_company("Other", "base.es")
        portal = new_test_user(self.env, "wi_portal", "base.group_portal")
        portal.company_ids += self.company
        strangers = [
            self._create_user("wi_far", "whatsapp_inbox.group_admin", company),
            portal,
            self.employee,
        ]
        customer = self.customer_thread.whatsapp_contact_id.partner_id
        before = self.members()
        note = self.note(*strangers)
        self.assertFalse(note.partner_ids)
        note = self.customer_thread.with_user(self.agent).message_post(
            body="Look",
            message_type="comment",
            subtype_xmlid=NOTE,
            partner_ids=customer.ids,
        )
        self.assertFalse(note.sudo().partner_ids | note.sudo().notified_partner_ids)
        self.assertEqual(self.members(), before)
        for user in strangers:
            with self.subTest(user=user.login):
                self.assertEqual(self.reads(user), {False})

    def test_who_takes_part_without_being_an_agent(self):
        """Is called, and calls who takes part, but lets nobody in."""
        self.customer_thread._add_members(users=self.employee)
        note = self.note(self.employee)
        self.assertEqual(note.partner_ids, self.employee.partner_id)
        note = self.note(self.other, self.agent, user=self.employee)
        self.assertEqual(note.partner_ids, self.agent.partner_id)
        self.assertEqual(self.reads(self.other), {False})

    def test_team(self):
        note = self.note(whatsapp_team_ids=self.other_team.ids)
        self.assertEqual(note.partner_ids, self.other.partner_id)
        self.assertEqual(self.reads(self.other), {True})
        company = self._create_company("Other", "base.es")
        far = self._create_user("wi_far", "whatsapp_inbox.group_agent", company)
        team = self.other_team.create(
            {"name": "Far", "company_id": company.id, "member_ids": [(4, far.id)]}
        )
        note = self.note(whatsapp_team_ids=team.ids)
        self.assertFalse(note.partner_ids)

    def test_added_by_an_edit(self):
        note = self.note()
        self.customer_thread.with_user(self.agent)._message_update_content(
            note, body="And you", partner_ids=self.other.partner_id.ids
        )
        self.assertEqual(self.reads(self.other), {True})

    def test_an_answer_calls_nobody(self):
        message = self.customer_thread.with_user(self.agent).message_post(
            body="Hello",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.other.partner_id.ids,
            special_mentions=["everyone"],
        )
        self.assertFalse(message.sudo().partner_ids)
        self.assertEqual(self.reads(self.other), {False})

    def test_suggestions(self):
        self.env["res.partner"].create({"name": "wi_other, a customer"})

        def suggested(search, user=self.agent):
            partner = self.env["res.partner"].with_user(user)
            data = partner.get_mention_suggestions_from_channel(
                self.customer_thread.id, search
            )
            [thread] = data.get("discuss.channel", [{}])
            return (
                flat(thread.get("whatsapp_mention_partners")),
                flat(thread.get("whatsapp_mention_teams")),
            )

        self.assertEqual(suggested("wi_other"), (self.other.partner_id.ids, []))
        self.assertEqual(suggested("Bill"), ([], self.other_team.ids))
        partners, _teams = suggested("wi_")
        self.assertNotIn(self.employee.partner_id.id, partners)
        # who may read it already comes first
        self.assertEqual(
            set(partners[:2]), {self.agent.partner_id.id, self.colleague.partner_id.id}
        )

    def test_a_mention_ends_with_the_transfer(self):
        """Who was let in by hand for one team's work does not follow it elsewhere."""
        self.note(self.other)
        third = self._create_team("Third", self.supervisor)
        self.conversation.with_user(self.agent).action_transfer(third.id)
        self.assertEqual(self.reads(self.other), {False})

    # -- a note of the customer -----------------------------------------------------

    def test_becomes_a_note_of_the_customer(self):
        file = self.attach("risk.txt", b"late")
        note = self.note(attachment_ids=file.ids)
        customer = self.customer_thread.whatsapp_contact_id.partner_id
        note = note.with_user(self.agent)
        [target] = note.whatsapp_note_targets()
        self.assertEqual((target["model"], target["id"]), ("res.partner", customer.id))
        copy = self.env["mail.message"].browse(
            note.whatsapp_copy_note("res.partner", customer.id)
        )
        self.assertEqual(copy.subtype_id, self.env.ref(NOTE))
        self.assertEqual(copy.author_id, self.agent.partner_id)
        for text in ("Have a look", self.agent.name, self.customer_thread.name):
            self.assertIn(text, copy.body)
        self.assertEqual(copy.attachment_ids.mapped("raw"), [b"late"])
        self.assertEqual(copy.attachment_ids.res_model, "res.partner")
        self.assertEqual(note.sudo().attachment_ids, file.sudo())
        self.send()
        self.assertFalse(self.meta.sent)

    def test_what_becomes_none(self):
        customer = self.customer_thread.whatsapp_contact_id.partner_id
        note = self.note()
        stranger = self.env["res.partner"].create({"name": "Somebody"})
        with self.assertRaises(UserError):
            note.with_user(self.agent).whatsapp_copy_note("res.partner", stranger.id)
        with self.assertRaises(AccessError):
            note.with_user(self.other).whatsapp_copy_note("res.partner", customer.id)
        answer = self.answer(self.customer_thread).mail_message_id
        with self.assertRaises(UserError):
            answer.with_user(self.agent).whatsapp_copy_note("res.partner", customer.id)


def flat(value):
    """Ids of a relation as the store writes it: plain, or in ["ADD", ids]."""
    ids = []
    for item in value or []:
        if isinstance(item, list | tuple):
            ids += flat(item)
        elif isinstance(item, int):
            ids.append(item)
    return ids
