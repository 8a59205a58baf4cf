"""What the tests of documents share: a customer's order, and who may see it."""

from odoo import Command

from odoo.addons.whatsapp_inbox.tests.common import NOW

from .sale_case import SaleCase


class DocumentCase(SaleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        #: sells, and is no agent of the inbox
        cls.outsider = cls._create_user(
            "wi_outsider", "sales_team.group_sale_salesman_all_leads"
        )
        # nobody's employee: what is due is their own
        cls.partner.parent_id = False
        cls._create_accounts()

    @classmethod
    def _create_accounts(cls):
        """What an invoice of the company needs, without a chart of accounts."""
        income, receivable = cls.env["account.account"].create(
            [
                {
                    "name": kind,
                    "code": f"WI{kind[:3].upper()}",
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for kind in ("income", "asset_receivable")
            ]
        )
        cls.env["account.journal"].create(
            {
                "name": "Sales",
                "code": "WINV",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": income.id,
            }
        )
        partner = cls.partner.with_company(cls.company)
        partner.property_account_receivable_id = receivable

    def invoice(self, user=None, post=True):
        move = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.partner.id,
                    "invoice_user_id": (user or self.seller).id,
                    "invoice_date": NOW.date(),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.cactus.id,
                                "quantity": 2,
                                "price_unit": 10,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        if post:
            move.action_post()
        return move

    def post(self, order, user=None, **values):
        user = user or self.seller
        thread = self.customer_thread.with_user(user)
        return order.with_user(user)._whatsapp_post(thread, **values)
