import base64

from lxml.html import fragment_fromstring

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..tools import link_text
from .common import minutes, said
from .test_routing import RoutingCase


class LinkCase(RoutingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.display_phone_number = "+34 911 23 45 67"
        cls.link = cls._create_link("Window", "SHOP1", cls.billing)

    @classmethod
    def _create_link(cls, name, code, team=None, **values):
        return cls.env["whatsapp.inbox.link"].create(
            {
                "name": name,
                "account_id": cls.account.id,
                "team_id": team and team.id,
                "code": code,
                "text": "Hello, I have a question about a bill.",
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestLinkRouting(LinkCase):
    """From the text of a link to the team, and where the customer came from."""

    def test_the_text_as_sent_leads_to_the_team(self):
        conversation = self.first(self.link.sent_text)
        self.assertEqual(conversation.team_id, self.billing)
        self.assertEqual(conversation.link_id, self.link)
        self.assertEqual(self.members(conversation), self.colleague)
        self.assertEqual(conversation.event_ids.kind, "routed")
        self.assertEqual(conversation.event_ids.reason, "Link: Window")
        self.assertEqual(self.link.conversation_count, 1)

    def test_customers_write_around_it(self):
        conversation = self.first("Hi!", "my bill is wrong, shop1 thanks")
        self.assertEqual(conversation.team_id, self.billing)

    def test_somebody_else_is_not_routed(self):
        conversation = self.first("Hello, I have another question.")
        self.assertEqual(conversation.team_id, self.shop)
        self.assertFalse(conversation.link_id)
        self.assertFalse(conversation.event_ids)

    def test_before_the_rules_that_say_where(self):
        rule = self._create_rule("Bills", keywords="bill", team_id=self.lost.id)
        self._create_rule("Urgent", keywords="bill", set_priority="2", final=False)
        conversation = self.first(self.link.sent_text)
        self.assertEqual(conversation.team_id, self.billing)
        self.assertEqual(conversation.priority, "2")
        self.assertEqual(conversation.event_ids.reason, "Link: Window. Rule: Urgent")
        rule.active = True

    def test_an_answer_to_the_menu(self):
        self.account.write({"routing_active": True, "welcome_text": "What is it?"})
        self.env["whatsapp.inbox.menu.choice"].create(
            {
                "account_id": self.account.id,
                "name": "Other",
                "team_id": self.lost.id,
            }
        )
        conversation = self.first("Hello")
        self.assertEqual(conversation.routing_state, "asking")
        self.receive(said(self.link.sent_text, at=self.now() + minutes(1)))
        self.assertEqual(conversation.team_id, self.billing)
        self.assertEqual(conversation.routing_state, "done")
        self.assertEqual(conversation.link_id, self.link)

    def now(self):
        return self.env.cr.now().replace(year=2026, month=3, day=2, hour=10, minute=0)

    def test_without_a_team_it_only_tells_where_from(self):
        link = self._create_link("Flyer", "FLY22")
        conversation = self.first(link.sent_text)
        self.assertEqual(conversation.team_id, self.shop)
        self.assertEqual(conversation.link_id, link)
        self.assertFalse(conversation.event_ids)

    def test_the_first_link_is_kept(self):
        other = self._create_link("Flyer", "FLY22")
        conversation = self.first(self.link.sent_text)
        self.receive(said(other.sent_text))
        self.assertEqual(conversation.link_id, self.link)

    def test_archived_links_lead_nowhere(self):
        self.link.active = False
        conversation = self.first(self.link.sent_text)
        self.assertEqual(conversation.team_id, self.shop)
        self.assertFalse(conversation.link_id)

    def test_links_of_another_number(self):
        other = self._create_account("Other", "502")
        self.link.account_id = other
        conversation = self.first(self.link.sent_text)
        self.assertFalse(conversation.link_id)

    def test_shown_by_the_tester(self):
        test = self.env["whatsapp.inbox.routing.test"].with_user(self.supervisor)
        test = test.create({"account_id": self.account.id, "text": self.link.sent_text})
        self.assertIn("Billing", test.outcome)
        self.assertIn("Link: Window", test.outcome)
        self.assertFalse(self.link.conversation_count)

    def test_costs_no_query(self):
        texts = {1: self.link.sent_text, 2: "Hello"}
        self.account._links_of(texts)
        with self.assertQueryCount(0):
            self.account._links_of(texts)


@tagged("post_install", "-at_install")
class TestLink(LinkCase):
    """The record: its address, its pictures, who may do what."""

    def test_address(self):
        sent = "Hello, I have a question about a bill. (SHOP1)"
        self.assertEqual(self.link.sent_text, sent)
        self.assertEqual(self.link.url, link_text.address("34911234567", sent))

    def test_pictures(self):
        png = base64.b64decode(self.link.qr_png)
        self.assertTrue(png.startswith(b"\x89PNG"))
        self.assertIn(b"<svg", base64.b64decode(self.link.qr_svg))
        self.assertIn("qr_svg?download=true", self.link.action_download_svg()["url"])

    def test_html_for_a_website(self):
        """Whatever a text and a name have in them, it is one link that says where."""
        self.account.verified_name = """Bob's "Best" <b>Bikes</b> & more"""
        self.link.text = """<script>alert("1")</script>' onclick='x"""
        shown = self.link.with_context(bin_size=True)  # as the form reads it
        for source, pictures in (
            (shown.website_html, 0),
            (shown.website_html_qr, 1),
        ):
            self.assertNotIn("\n", source)
            document = fragment_fromstring(source)
            self.assertEqual(document.tag, "a")
            self.assertEqual(
                dict(document.attrib),
                {
                    "href": self.link.url,
                    "target": "_blank",
                    "rel": "noopener noreferrer",
                },
            )
            self.assertEqual(
                document.text_content(),
                f"Write to {self.account.verified_name} on WhatsApp",
            )
            tags = [element.tag for element in document.iterdescendants()]
            self.assertEqual(tags, ["img", "br"] * pictures)
        [picture] = document.iterfind("img")
        self.assertEqual(picture.get("alt"), "")
        kind, data = picture.get("src").split(",")
        self.assertEqual(kind, "data:image/png;base64")
        self.assertEqual(base64.b64decode(data), base64.b64decode(self.link.qr_png))

    def test_html_is_for_agents_too(self):
        self.shop.member_ids += self.agent
        link = self._create_link("Flyer", "FLY22", self.shop).with_user(self.agent)
        self.assertIn(self.account.company_id.name, link.website_html)

    def test_a_number_that_is_not_known(self):
        self.account.display_phone_number = False
        self.assertFalse(self.link.url)
        self.assertFalse(self.link.qr_png)
        self.assertFalse(self.link.website_html)
        self.assertFalse(self.link.website_html_qr)

    def test_the_card(self):
        report = self.env.ref("whatsapp_inbox.whatsapp_inbox_link_card_action")
        html, _kind = report._render_qweb_html(report.report_name, self.link.ids)
        self.assertIn(b"+34 911 23 45 67", html)
        self.assertIn(b"data:image/png", html)

    def test_codes(self):
        self.assertTrue(link_text.is_code(self._create_link("New", " abc12 ").code))
        for code in ("SALE", "1234", "A B1"):
            with self.assertRaises(ValidationError):
                self.link.code = code

    def test_one_click_from_the_forms(self):
        team = self.shop
        for record, expected in ((team, team), (self.account, self.billing.browse())):
            if record == self.account:
                self.link.unlink()
                self.env["whatsapp.inbox.link"].search([]).unlink()
            action = record.with_user(self.admin).action_open_links()
            made = self.env["whatsapp.inbox.link"].browse(action["res_id"])
            self.assertEqual(made.team_id, expected)
            self.assertEqual(made.account_id, self.account)
            again = record.with_user(self.admin).action_open_links()
            self.assertEqual(again["res_id"], made.id)

    def test_agents_see_those_of_their_teams(self):
        general = self._create_link("Flyer", "FLY22")
        Link = self.env["whatsapp.inbox.link"]
        self.assertEqual(Link.with_user(self.agent).search([]), general)
        self.assertEqual(Link.with_user(self.colleague).search([]), general | self.link)
        every = Link.with_user(self.supervisor).search([])
        self.assertEqual(every, general | self.link)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            with self.assertRaises(AccessError):
                self.link.with_user(self.agent).read(["url"])
            with self.assertRaises(AccessError):
                general.with_user(self.agent).name = "Mine"
        with self.assertRaises(AccessError):
            Link.with_user(self.employee).search([])

    def test_leaders_make_those_of_their_team(self):
        self.shop.leader_id = self.agent
        action = self.shop.with_user(self.agent).action_open_links()
        link = self.env["whatsapp.inbox.link"].browse(action["res_id"])
        link.with_user(self.agent).text = "Hello"
        with mute_logger("odoo.addons.base.models.ir_rule"):
            with self.assertRaises(AccessError):
                link.with_user(self.agent).team_id = self.billing
            with self.assertRaises(AccessError):
                link.with_user(self.agent).team_id = False

    def test_companies(self):
        company = self._create_company("Other", "base.it")
        stranger = new_test_user(
            self.env,
            "wi_stranger",
            "whatsapp_inbox.group_supervisor",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        Link = self.env["whatsapp.inbox.link"].with_user(stranger)
        self.assertFalse(Link.search([]))
