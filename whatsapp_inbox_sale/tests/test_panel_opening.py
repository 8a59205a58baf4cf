"""What the opening of the panel costs with all that sales add to it."""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.whatsapp_inbox.tests.common import WhatsappCase

from ..models import whatsapp_inbox_panel

SELLER = (
    "whatsapp_inbox.group_agent,sales_team.group_sale_salesman_all_leads,"
    "account.group_account_invoice"
)


@tagged("post_install", "-at_install")
class TestPanelOpening(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("wi_seller", SELLER)
        house = cls.env["res.partner"].create({"name": "House", "is_company": True})
        cls.partner, cls.colleague = cls.env["res.partner"].create(
            [
                {"name": "Ana", "phone": "+34 600 111 222", "parent_id": house.id},
                {"name": "Bob", "parent_id": house.id},
            ]
        )
        cls.cactus = cls.env["product.product"].create(
            {"name": "Cactus", "list_price": 10, "taxes_id": [Command.clear()]}
        )
        accounts = cls.env["account.account"].with_company(cls.company)
        cls.receivable, cls.income = accounts.create(
            [
                {
                    "code": f"WI{len(kind)}",
                    "name": kind,
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for kind in ("asset_receivable", "income")
            ]
        )
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "WIS",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": cls.income.id,
            }
        )
        people = (house | cls.partner | cls.colleague).with_company(cls.company)
        people.property_account_receivable_id = cls.receivable

    def order(self, partner):
        line = {"product_id": self.cactus.id, "tax_ids": [Command.clear()]}
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": self.seller.id,
                "company_id": self.company.id,
                "order_line": [Command.create(line)],
            }
        )

    def overdue_invoice(self, partner, amount=10, **values):
        line = {
            "name": "Cactus",
            "price_unit": amount,
            "account_id": self.income.id,
            "tax_ids": [Command.clear()],
        }
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "company_id": self.company.id,
                "journal_id": self.journal.id,
                "invoice_date": "2026-01-01",
                "invoice_date_due": "2026-02-01",
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def show(self, thread):
        return {row["name"]: row.get("data") for row in thread.whatsapp_panel({})}

    def cost(self, thread):
        """As in a server that runs: rights are in its memory."""
        self.queries_of(lambda: self.show(thread))
        return self.queries_of(lambda: self.show(thread))

    def test_queries(self):
        """With orders, an invoice that is due, and a note, for who sees most: one
        request, three queries less than the contract of the panel allows."""
        self.order(self.partner).action_confirm()
        self.order(self.colleague)
        self.overdue_invoice(self.partner)
        thread = self.thread().with_user(self.seller)
        thread.message_post(
            body="Pays late", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        shown = self.show(thread)
        self.assertEqual(len(shown["orders"]["orders"]), 2)
        self.assertTrue(shown["invoices"]["overdue"])
        self.assertTrue(shown["conversation"]["notes"])
        self.assertLessEqual(self.cost(thread), 22)

    def test_queries_of_a_good_customer(self):
        """Of whom there is more in each section than is shown."""
        for _n in range(7):
            self.order(self.partner).action_confirm()
            self.overdue_invoice(self.partner)
        thread = self.thread().with_user(self.seller)
        for user in (self.seller, self.agent, self.supervisor):
            thread.with_user(user).message_post(
                body="Pays late", message_type="comment", subtype_xmlid="mail.mt_note"
            )
        shown = self.show(thread)
        for name in ("orders", "invoices"):
            self.assertEqual((len(shown[name][name]), shown[name]["more"]), (5, True))
        self.assertEqual(len(shown["conversation"]["notes"]), 3)
        self.assertEqual(shown["invoices"]["due"][0]["amount"], 70)
        self.assertEqual(shown["invoices"]["overdue"][0]["amount"], 70)
        self.assertEqual(shown["orders"]["totals"][0]["amount"], 70)
        self.assertLessEqual(self.cost(thread), 22)

    def test_sums(self):
        """The same of those that were read at once, and by the database."""
        for _n in range(3):
            self.order(self.partner).action_confirm()
            self.overdue_invoice(self.colleague)
        self.order(self.partner)
        soon = self.overdue_invoice(self.partner)
        soon.invoice_date_due = "2026-04-01"
        refund = {"move_type": "out_refund", "invoice_date_due": "2026-03-01"}
        self.overdue_invoice(self.partner, 4, **refund)
        thread = self.thread().with_user(self.seller)
        few = self.show(thread)
        self.patch(whatsapp_inbox_panel, "READ", 2)
        many = self.show(thread)
        for name, key, amount in (
            ("invoices", "due", 36),
            ("invoices", "overdue", 26),
            ("orders", "totals", 30),
        ):
            with self.subTest(key):
                [row] = few[name][key]
                self.assertEqual(row["amount"], amount)
                self.assertEqual(many[name][key], [row])
        self.assertTrue(few["orders"]["last"])
        self.assertEqual(many["orders"]["last"], few["orders"]["last"])

    def test_queries_of_a_new_server(self):
        """Rights and rules are read once; that they are is not the panel's to mend."""
        self.order(self.partner).action_confirm()
        thread = self.thread().with_user(self.seller)
        self.queries_of(lambda: thread.whatsapp_panel({}))
        self.registry.clear_all_caches()
        self.assertLessEqual(self.queries_of(lambda: thread.whatsapp_panel({})), 66)
