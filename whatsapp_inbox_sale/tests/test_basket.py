"""A catalogue order becomes a draft quotation."""

from unittest.mock import patch

import psycopg2

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.whatsapp_inbox.tests.common import change, message, webhook

from .shop_case import ShopCase

BASKET = "whatsapp.inbox.basket"
LOG = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_row_job"


def item(reference, quantity=1, price=10, currency="USD"):
    return {
        "product_retailer_id": reference,
        "quantity": quantity,
        "item_price": price,
        "currency": currency,
    }


def ordered(*items, text="", **values):
    content = {"catalog_id": "194836987003835", "product_items": list(items)}
    return message("order", {**content, "text": text} if text else content, **values)


class BasketCase(ShopCase):
    def basket(self, *items, **values):
        record = self.receive(ordered(*items, **values))
        self.run_job(BASKET)
        return self.env[BASKET].search([("message_id", "=", record.id)])

    def problems(self, basket):
        return [(f["problem"], f["reference"]) for f in basket.findings]


@tagged("post_install", "-at_install")
class TestBasket(BasketCase):
    def lines(self, order):
        return [
            (line.product_id.default_code or line.name, line.product_uom_qty)
            for line in order.order_line
        ]

    def test_all_is_right(self):
        """By reference and by barcode; at our prices; nothing is confirmed."""
        basket = self.basket(
            item("CACTUS", 2), item("8400000000017", "3", "5.00"), text="Soon!"
        )
        order = basket.order_id
        self.assertEqual(self.lines(order), [("CACTUS", 2), ("POT", 3)])
        self.assertRecordValues(
            order,
            [
                {
                    "state": "draft",
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "amount_total": 35,
                }
            ],
        )
        self.assertFalse(basket.findings)
        self.assertIn("Soon!", self.chatter(order))
        [line] = [t for t in self.texts(self.customer_thread) if "draft" in t]
        self.assertEqual(line, "A draft quotation was made of this order.")
        link = self.env["whatsapp.inbox.document.link"]._of(order)
        self.assertEqual(link.message_id, basket.message_id.mail_message_id)

    def test_unknown_and_other_prices(self):
        basket = self.basket(
            item("CACTUS", 1, 9),
            item("NOTHING <b>", 4, 1),
            item("POT", 1, 5, "EUR"),
            item("POT", 1, 5),
        )
        self.assertEqual(
            self.problems(basket),
            [("unknown", "NOTHING <b>"), ("price", "CACTUS"), ("currency", "POT")],
        )
        self.assertEqual(
            basket._summary(),
            "1 to be clarified, 1 with another price, 1 in another currency",
        )
        note = basket.order_id.order_line.filtered("display_type")
        self.assertIn("NOTHING <b> × 4", note.name)
        self.assertIn("NOTHING &lt;b&gt;", self.chatter(basket.order_id))
        self.assertEqual(basket.order_id.amount_total, 20)

    def test_the_price_list_of_the_customer(self):
        """Their price is no difference; the catalogue's is one."""
        feature = self.env.ref("product.group_product_pricelist")
        self.env.ref("base.group_user").implied_ids += feature
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Friends",
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 20,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        own = self.partner.with_company(self.company)
        own.specific_property_product_pricelist = pricelist
        basket = self.basket(item("CACTUS", 1, 8), item("POT", 1, 5))
        self.assertEqual(basket.order_id.pricelist_id, pricelist)
        self.assertEqual(basket.order_id.amount_total, 12)
        self.assertEqual(self.problems(basket), [("price", "POT")])

    def test_prices_with_taxes(self):
        """A catalogue shows either; both are no difference."""
        self.cactus.taxes_id = self.env["account.tax"].create(
            {
                "name": "21%",
                "amount": 21,
                "company_id": self.company.id,
                "country_id": self.company.country_id.id,
                "tax_group_id": self.env["account.tax.group"]
                .create({"name": "T", "company_id": self.company.id})
                .id,
            }
        )
        basket = self.basket(item("CACTUS", 1, 12.1), item("CACTUS", 1, 10))
        self.assertFalse(basket.findings)

    def test_quantities(self):
        wrong = (0, -2, "many")
        basket = self.basket(*(item("CACTUS", q) for q in wrong), item("CACTUS", 1.5))
        products = basket.order_id.order_line.filtered("product_id")
        self.assertEqual(products.mapped("product_uom_qty"), [1.5])
        self.assertEqual(self.problems(basket), [("quantity", "CACTUS")] * 3)

    def test_the_same_product_twice(self):
        basket = self.basket(item("POT", 1, 5), item("8400000000017", 2, 5))
        self.assertEqual(self.lines(basket.order_id), [("POT", 1), ("POT", 2)])

    def test_twenty_lines(self):
        for n in range(20):
            self._create_product(f"P{n}", n + 1)
        basket = self.basket(*(item(f"P{n}", n + 1, n + 1) for n in range(20)))
        self.assertEqual(len(basket.order_id.order_line), 20)
        self.assertFalse(basket.findings)
        amount = sum((n + 1) ** 2 for n in range(20))
        self.assertEqual(basket.order_id.amount_total, amount)

    def test_products_that_are_not_sold_here(self):
        other = self._create_company("Other Garden", "base.es")
        self._create_product("THEIRS", 1, company_id=other.id)
        self._create_product("OLD", 1, active=False)
        self._create_product("INTERNAL", 1, sale_ok=False)
        self._create_product("DOUBLE", 1)
        self._create_product("DOUBLE", 1)
        references = ("THEIRS", "OLD", "INTERNAL", "DOUBLE", "cactus", "")
        basket = self.basket(*(item(reference) for reference in references))
        self.assertFalse(basket.order_id.order_line.product_id)
        self.assertEqual(
            self.problems(basket),
            [
                ("unknown", "THEIRS"),
                ("archived", "OLD"),
                ("archived", "INTERNAL"),
                ("several", "DOUBLE"),
                ("unknown", "cactus"),
                ("unknown", ""),
            ],
        )

    def test_whose_it_is(self):
        """The customer's salesperson; the agent who sells; who leads the team."""
        leader = self._create_user("wi_leader", "sales_team.group_sale_manager")
        self.env["crm.team"].search([]).active = False
        self.env["crm.team"].create(
            {"name": "Garden", "user_id": leader.id, "company_id": self.company.id}
        )
        conversation = self.customer_thread.whatsapp_conversation_id
        self.assertEqual(self.basket(item("POT")).order_id.user_id, leader)
        conversation.user_id = self.agent
        self.assertEqual(self.basket(item("POT")).order_id.user_id, leader)
        conversation.user_id = self.seller
        self.assertEqual(self.basket(item("POT")).order_id.user_id, self.seller)
        self.partner.user_id = leader
        self.assertEqual(self.basket(item("POT")).order_id.user_id, leader)

    def test_once(self):
        """However often Meta tells, and however often the job runs."""
        element = ordered(item("POT"))
        for _n in range(2):
            self.store(webhook(change(self.account, messages=[element, element])))
            self.drain()
            self.run_job(BASKET)
        self.run_job(BASKET)
        orders = self.env["sale.order"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(len(orders), 1)

    def test_what_is_no_basket(self):
        for content in ({}, {"product_items": []}, {"product_items": "x"}, []):
            with self.subTest(content=content):
                record = self.receive(message("order", content))
                self.run_job(BASKET)
                basket = self.env[BASKET].search([("message_id", "=", record.id)])
                self.assertEqual(basket.state, "failed")
                self.assertTrue(record.mail_message_id)
        self.assertIn("could be made", self.texts(self.customer_thread)[-1])

    @mute_logger(LOG)
    def test_a_fault_loses_no_message(self):
        """Nothing is half made, agents are told, the next is done."""
        Order = self.registry["sale.order"]
        create = Order.create

        def fail(self, vals_list):
            create(self, vals_list).flush_recordset()
            raise ValueError("secret")

        with patch.object(Order, "create", fail):
            basket = self.basket(item("POT"))
        self.assertRecordValues(
            basket, [{"state": "failed", "error": "ValueError", "order_id": False}]
        )
        domain = [("partner_id", "=", self.partner.id)]
        self.assertFalse(self.env["sale.order"].search(domain))
        self.assertTrue(basket.message_id.mail_message_id)
        self.assertTrue(self.basket(item("POT")).order_id)

    @mute_logger(LOG)
    def test_somebody_else_made_it_first(self):
        """What an index refuses is found next time; what it always refuses is a fault,
        and stands in nobody's way."""
        Order = self.registry["sale.order"]
        create = Order.create
        for times, state in ((1, "done"), (99, "failed")):
            refusals = iter([psycopg2.errors.UniqueViolation()] * times)

            def refuse(self, vals_list, refusals=refusals):
                for refusal in refusals:
                    raise refusal
                return create(self, vals_list)

            with self.subTest(times=times), patch.object(Order, "create", refuse):
                basket = self.basket(item("POT"))
                self.assertEqual(basket.state, state)
                self.assertEqual(bool(basket.order_id), state == "done")

    def test_other_messages_cost_nothing(self):
        def cost():
            elements = [message("text", {"body": "Hi"}) for _n in range(5)]
            self.store(webhook(change(self.account, messages=elements)))
            return self.queries_of(self.drain)

        cost()
        with_baskets = cost()
        Inbound = self.registry["whatsapp.inbox.inbound"]
        with patch.object(Inbound, "_heed", lambda *_args: None):
            self.assertEqual(cost(), with_baskets)


@tagged("post_install", "-at_install")
class TestBasketPanel(BasketCase):
    def section(self, user):
        return self.customer_thread.with_user(user).whatsapp_panel_section("baskets")

    def names(self, user):
        panel = self.customer_thread.with_user(user).whatsapp_panel()
        return {section["name"] for section in panel}

    def test_until_it_is_decided(self):
        """By whom may read quotations."""
        self.assertNotIn("baskets", self.names(self.seller))
        basket = self.basket(item("POT", 1, 4), item("NOTHING"))
        self.assertIn("baskets", self.names(self.seller))
        self.assertNotIn("baskets", self.names(self.agent))
        self.assertFalse(self.section(self.agent))
        [row] = self.section(self.seller)["baskets"]
        self.assertEqual(row["id"], basket.order_id.id)
        self.assertTrue(row["may_confirm"])
        self.assertEqual(len(row["findings"]), 2)
        self.assertIn("4 USD", row["findings"][1])
        basket.order_id.with_user(self.seller).action_confirm()
        self.assertNotIn("baskets", self.names(self.seller))

    def test_a_salesman_of_their_own(self):
        group = "whatsapp_inbox.group_agent,sales_team.group_sale_salesman"
        own = self._create_user("wi_own", group)
        self.partner.user_id = self.seller
        self.basket(item("POT"))
        self.assertNotIn("baskets", self.names(own))
