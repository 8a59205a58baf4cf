"""What the tests of news of documents share."""

from odoo import Command

from .shop_case import ShopCase

EVENT = "whatsapp.inbox.document.event"


class EventCase(ShopCase):
    """A company that tells everything, and has what invoices need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for event in cls.company._whatsapp_events():
            cls.company[f"whatsapp_{event}_active"] = True
        cls.income = cls._account("700WI", "income")
        cls.receivable = cls._account("430WI", "asset_receivable")
        own = cls.partner.with_company(cls.company)
        own.property_account_receivable_id = cls.receivable
        cls.journals = {kind: cls._journal(kind) for kind in ("sale", "general")}

    @classmethod
    def _account(cls, code, kind):
        return cls.env["account.account"].create(
            {
                "name": code,
                "code": code,
                "account_type": kind,
                "reconcile": kind == "asset_receivable",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    @classmethod
    def _journal(cls, kind):
        return cls.env["account.journal"].create(
            {
                "name": kind,
                "code": f"W{kind[:3]}".upper(),
                "type": kind,
                "company_id": cls.company.id,
            }
        )

    def tell(self):
        self.run_job(EVENT)

    def told(self, record, event):
        return self.env[EVENT]._of(record, event)

    def invoice(self, **values):
        line = {
            "name": "Cactus",
            "quantity": 1,
            "price_unit": 10,
            "tax_ids": [Command.clear()],
            "account_id": self.income.id,
        }
        return self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "company_id": self.company.id,
                "journal_id": self.journals["sale"].id,
                "invoice_date": "2026-03-02",
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )

    def pay(self, invoice):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.journals["general"].id,
                "company_id": self.company.id,
                "date": "2026-03-02",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.receivable.id,
                            "partner_id": self.partner.id,
                            "credit": 10,
                        }
                    ),
                    Command.create({"account_id": self.income.id, "debit": 10}),
                ],
            }
        )
        entry.action_post()
        lines = (invoice | entry).line_ids
        lines.filtered(lambda line: line.account_id == self.receivable).reconcile()

    def want_no_marketing(self):
        self.env["whatsapp.inbox.consent"].create(
            {
                "contact_id": self.customer_thread.whatsapp_contact_id.id,
                "company_id": self.company.id,
                "state": "opt_out",
                "source": "agent",
            }
        )
