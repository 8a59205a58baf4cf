"""Loyalty cards beside the chat, and who may see them."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import NOW, WhatsappCase

SALESMAN = "whatsapp_inbox.group_agent,sales_team.group_sale_salesman"


@tagged("post_install", "-at_install")
class TestPanelLoyalty(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = cls._create_user("wi_salesman", SALESMAN)
        cls.partner = cls.env["res.partner"].create(
            {"name": "Ana", "phone": "+34 600 111 222"}
        )
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Cactus Club",
                "program_type": "loyalty",
                "company_id": cls.company.id,
                "portal_point_name": "Points",
                "reward_ids": [Command.create({})],
            }
        )

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()

    def card(self, points=120, **values):
        return self.env["loyalty.card"].create(
            {
                "program_id": self.program.id,
                "partner_id": self.partner.id,
                "points": points,
                **values,
            }
        )

    def section(self, user):
        thread = self.customer_thread.with_user(user)
        return thread.whatsapp_panel_section("loyalty")

    def test_what_is_worth_something(self):
        card = self.card()
        self.card(points=0)
        others = self.env["res.partner"].create({"name": "Bob"})
        self.card(partner_id=others.id)
        coupons = self.program.copy({"program_type": "coupons"})
        self.card(program_id=coupons.id, expiration_date=NOW - timedelta(days=1))
        today = self.card(program_id=coupons.id, points=1, expiration_date=NOW)
        rows = self.section(self.salesman)["cards"]
        self.assertEqual([row["id"] for row in rows], [today.id, card.id])
        self.assertEqual(rows[1]["program"], "Cactus Club")
        self.assertEqual(rows[1]["points"], "120 Points")

    def test_who_has_no_rights(self):
        self.card()
        thread = self.customer_thread.with_user(self.agent)
        self.assertNotIn("loyalty", {row["name"] for row in thread.whatsapp_panel()})
        self.assertIsNone(self.section(self.agent))

    def test_placeholder(self):
        self.card()
        for user, text in ((self.salesman, "120 Points"), (self.agent, "")):
            values = (
                self.env["whatsapp.inbox.placeholder"]
                .with_user(user)
                ._values(
                    self.env["whatsapp.inbox.conversation"],
                    ["loyalty.points"],
                    self.partner,
                )
            )
            self.assertEqual(values, {"loyalty.points": text})
