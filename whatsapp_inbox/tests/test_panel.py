"""What stands beside a customer's thread, and who may read it."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import whatsapp_inbox_timeline as timeline
from .common import NOW, WhatsappCase, said

PANEL_LOG = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_panel"


class PanelCase(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ana García", "phone": "+34 600 111 222", "tz": False}
        )

    def panel(self, thread, name, user=None):
        return thread.with_user(user or self.agent).whatsapp_panel_section(name)

    def open_panel(self, thread):
        """What the browser asks for when the panel opens: what is open at first."""
        return {row["name"]: row.get("data") for row in thread.whatsapp_panel({})}


@tagged("post_install", "-at_install")
class TestPanel(PanelCase):
    def test_sections(self):
        names = [
            section["name"]
            for section in self.thread().with_user(self.agent).whatsapp_panel()
        ]
        core = ["customer", "conversation", "history", "files"]
        self.assertEqual([name for name in names if name in core], core)

    def test_who_may_not(self):
        team = self._create_team("Repairs", self.supervisor)
        thread = self.thread()
        thread.whatsapp_conversation_id.team_id = team
        for user in (self.agent, self.employee):
            own = thread.with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                own.whatsapp_panel()
            with self.subTest(user.login), self.assertRaises(AccessError):
                own.whatsapp_panel_section("customer")
            with self.subTest(user.login), self.assertRaises(AccessError):
                own.whatsapp_timeline()

    def test_unknown_section(self):
        """Also no other method of the panel is called by its name."""
        thread = self.thread()
        for name in ("nothing", "s", "sections"):
            self.assertIsNone(self.panel(thread, name))

    def test_contact_one_may_not_read(self):
        """Who they are on WhatsApp is in the thread; the rest is not for this agent."""
        thread = self.thread()
        self.env["ir.rule"].create(
            {
                "name": "not this one",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": [("id", "!=", self.partner.id)],
                "groups": [(4, self.env.ref("whatsapp_inbox.group_agent").id)],
            }
        )
        data = self.panel(thread, "customer")
        self.assertFalse(data["form"])
        self.assertFalse(data["duplicates"])
        self.assertEqual(data["names"][0]["value"], "+34 600 11 12 22")
        self.assertFalse(self.panel(thread, "history")["rows"])

    def test_customer(self):
        twin = self.partner.copy({"name": "Ana G.", "phone": False})
        self.partner.email = twin.email = "ana@example.com"
        data = self.panel(self.thread(), "customer")
        self.assertEqual(data["form"]["id"], self.partner.id)
        self.assertEqual(data["zone"], "Europe/Madrid")
        self.assertEqual(
            data["duplicates"],
            [{"id": twin.id, "name": "Ana G.", "why": "email"}],
        )
        self.assertFalse(data["can_merge"])
        self.partner.tz = "Atlantic/Canary"
        self.assertEqual(
            self.panel(self.thread(), "customer")["zone"], "Atlantic/Canary"
        )

    def test_zone_of_a_large_country(self):
        """By the area where numbers have one; a toll-free one may be anywhere."""
        contact = self.thread(said("Oi", sender="5511987654321")).whatsapp_contact_id
        contact.partner_id.tz = False
        Panel = self.env["whatsapp.inbox.panel"]
        self.assertEqual(Panel._zone(contact), "America/Sao_Paulo")
        contact.phone = "+18005550100"
        self.assertFalse(Panel._zone(contact))

    def test_notes(self):
        thread = self.thread()
        for n in range(5):
            thread.with_user(self.agent).message_post(
                body=f"Note {n}", message_type="comment", subtype_xmlid="mail.mt_note"
            )
        notes = self.panel(thread, "conversation")["notes"]
        self.assertEqual([n["text"] for n in notes], ["Note 4", "Note 3", "Note 2"])

    def test_opening(self):
        """What is open at first or by choice comes with the panel; slow ones are asked
        for apart."""
        thread = self.thread().with_user(self.agent)
        shown = self.open_panel(thread)
        self.assertEqual(shown["customer"], self.panel(thread, "customer"))
        self.assertIsNone(shown["files"])
        chosen = {"customer": True, "files": False, "history": False, "s": False}
        rows = {row["name"]: row for row in thread.whatsapp_panel(chosen)}
        self.assertNotIn("data", rows["customer"])
        self.assertIn("media", rows["files"]["data"])
        self.assertTrue(rows["history"]["slow"])
        self.assertNotIn("data", rows["history"])

    def test_several(self):
        """In one request; unknown names are nothing."""
        thread = self.thread().with_user(self.agent)
        names = ["customer", "conversation", "nothing", "s"]
        found = thread.whatsapp_panel_sections(names)
        for name in ("customer", "conversation"):
            self.assertEqual(found[name], self.panel(thread, name))
        self.assertEqual([found["nothing"], found["s"]], [None, None])

    def test_one_fails(self):
        """Also in the database, it takes no other with it, before it or after it."""
        thread = self.thread().with_user(self.agent)
        Panel = self.registry["whatsapp.inbox.panel"]

        def broken(panel, thread):
            panel.env.cr.execute("SELECT 1 / 0")

        def refused(panel, thread):
            raise UserError(panel.env._("Not today"))

        self.patch(Panel, "_section_conversation", broken)
        self.patch(Panel, "_section_history", refused)
        names = ["history", "customer", "conversation", "files"]
        with mute_logger("odoo.sql_db"), self.assertLogs(PANEL_LOG, "ERROR"):
            found = thread.whatsapp_panel_sections(names)
        self.assertEqual(found["history"], {"error": "Not today"})
        self.assertIn("could not be loaded", found["conversation"]["error"])
        self.assertEqual(found["customer"]["form"]["id"], self.partner.id)
        self.assertIn("media", found["files"])

    def test_queries(self):
        """All that is open at first, as the browser asks for it."""
        thread = self.thread().with_user(self.agent)
        self.open_panel(thread)
        self.assertLessEqual(self.queries_of(lambda: self.open_panel(thread)), 25)


@tagged("post_install", "-at_install")
class TestTimeline(PanelCase):
    def rows(self, thread, user=None, source=None):
        """All pages, one after the other."""
        own = thread.with_user(user or self.agent)
        rows, cursor = [], None
        while cursor is not False:
            page = own.whatsapp_timeline(source, cursor)
            rows += page["rows"]
            cursor = page["next"]
        return rows

    def post(self, partner, at, **values):
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_note", **values}
        return partner.message_post(body="Something", date=at, **values)

    def test_pages(self):
        """Every entry once and in order, also where many have the same time."""
        self.patch(timeline, "PAGE", 3)
        thread = self.thread()
        for n in range(10):
            at = NOW - timedelta(days=n // 4)
            self.post(self.partner, at)
            self.post(self.partner, at, subtype_xmlid="mail.mt_comment")
            for user in (self.agent, self.admin):
                self.partner.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id
                )
        rows = self.rows(thread)
        keys = [(row["source"], row["id"]) for row in rows]
        self.assertEqual(len(keys), len(set(keys)))
        # of activities those of one's own: the agent may not write the contact
        self.assertEqual(len(keys), 31)
        dates = [row["date"] for row in rows]
        self.assertEqual(dates, sorted(dates, reverse=True))
        for source in ("note", "mail", "activity", "conversation"):
            own = [row["id"] for row in rows if row["source"] == source]
            alone = self.rows(thread, source=source)
            self.assertEqual([row["id"] for row in alone], own)

    def test_bad_page(self):
        thread = self.thread().with_user(self.agent)
        for cursor in (["x", "note", 1], [1], "x", ["2026-03-02", "note", "x"]):
            with self.subTest(cursor), self.assertRaises(UserError):
                thread.whatsapp_timeline(None, cursor)
        with self.assertRaises(UserError):
            thread.whatsapp_timeline("nothing")

    def test_older_conversations(self):
        """Each leads to its first message, in the one thread of the customer."""
        first = self.receive(said("Hello"), said("And this"))[0]
        first.conversation_id.action_resolve()
        self.account.reopen_hours = 0
        second = self.receive(said("Again", at=NOW + timedelta(days=2)))
        self.assertNotEqual(first.conversation_id, second.conversation_id)
        rows = self.rows(first.channel_id, source="conversation")
        self.assertEqual(
            [row["message"] for row in rows],
            [second.mail_message_id.id, first.mail_message_id.id],
        )

    def test_sms_and_activities(self):
        """Odoo's own SMS; of activities those of one's own, with the day."""
        sms = self.partner._message_sms("Your order is here", put_in_queue=True)
        for user in (self.agent, self.admin):
            activity = self.partner.activity_schedule(
                "mail.mail_activity_data_todo", NOW.date(), user_id=user.id
            )
            activity.summary = f"Call of {user.name}"
        thread = self.thread()
        [row] = self.rows(thread, source="sms")
        self.assertEqual((row["id"], row["text"]), (sms.id, "Your order is here"))
        [row] = self.rows(thread, source="activity")
        self.assertEqual(row["title"], f"Call of {self.agent.name}")
        self.assertIn("03/02/2026", row["text"])
        self.assertEqual(row["record"][:2], ["res.partner", self.partner.id])

    def test_live_chats(self):
        """Those that the agent may read; with Odoo's own in test_timeline_livechat."""
        users = (self.agent | self.supervisor).partner_id
        chats = self.env["discuss.channel"].create(
            [
                {
                    "name": user.name,
                    "channel_type": "group",
                    "channel_partner_ids": [
                        Command.link(partner.id) for partner in user | self.partner
                    ],
                }
                for user in users
            ]
        )
        self.env.flush_all()
        # SQL: the type is im_livechat's, which is not here
        query = "UPDATE discuss_channel SET channel_type = 'livechat' WHERE id IN %s"
        self.env.cr.execute(query, [tuple(chats.ids)])
        self.env.invalidate_all()
        [row] = self.rows(self.thread(), source="livechat")
        self.assertEqual(row["title"], self.agent.name)
        self.assertEqual((row["thread"], row["who"]), (chats[0].id, ""))

    def test_company(self):
        """The colleague's mail is there, with their name; a stranger's is not."""
        house, colleague, stranger = self.env["res.partner"].create(
            [{"name": name} for name in ("House", "Bob", "Eve")]
        )
        house.is_company = True
        (self.partner | colleague).parent_id = house
        thread = self.thread()
        self.post(colleague, NOW)
        self.post(stranger, NOW)
        (row,) = self.rows(thread, source="note")
        self.assertIn("Bob", row["who"])
        record = ["res.partner", colleague.id, "House, Bob"]
        self.assertEqual(row["record"], record)

    def test_other_teams(self):
        """Conversations of teams that one is not in are not told of."""
        other = self._create_account("Repairs", "502")
        other.team_id = self._create_team("Repairs", self.supervisor)
        thread = self.thread()
        elsewhere = self.thread(said("Hi"), account=other)
        self.assertEqual(elsewhere.whatsapp_contact_id.partner_id, self.partner)
        found = {
            user: {
                row["thread"] for row in self.rows(thread, user, source="conversation")
            }
            for user in (self.agent, self.supervisor)
        }
        self.assertEqual(found[self.agent], {thread.id})
        self.assertEqual(found[self.supervisor], {thread.id, elsewhere.id})

    def test_queries(self):
        """As many as with an empty history, whatever there is."""
        thread = self.thread().with_user(self.agent)
        few = self.queries_of(thread.whatsapp_timeline)
        for n in range(30):
            self.post(self.partner, NOW - timedelta(hours=n))
        self.assertLessEqual(self.queries_of(thread.whatsapp_timeline), few + 4)
