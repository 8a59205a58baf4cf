from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .discuss_channel_sale import OPEN

#: Documents that a section shows at once, and products that are bought most.
SHOWN = 5
#: Documents that are read at once: of more the database makes the sums, in one more
#: query.
READ = 20
FAVOURITES = 3
#: Read at once with the search.
ORDER_FIELDS = (
    "amount_total",
    "company_id",
    "currency_id",
    "date_order",
    "name",
    "partner_id",
    "state",
)
MOVE_FIELDS = (
    "amount_residual",
    "amount_total",
    "company_id",
    "currency_id",
    "invoice_date",
    "invoice_date_due",
    "move_type",
    "name",
    "payment_state",
    "state",
)
#: Of invoices, which are still to be paid.
UNPAID = ("not_paid", "partial", "in_payment")


class WhatsappInboxPanel(models.AbstractModel):
    """What the customer and their company ordered and owe, of what the agent may read:
    a salesman of their own documents has the figures of these alone."""

    _inherit = "whatsapp.inbox.panel"

    @api.model
    def _sections(self, thread):
        sections = super()._sections(thread)
        if not thread._whatsapp_partner().has_access("read"):
            return sections
        if self.env["sale.order"].has_access("read"):
            sections["orders"] = {"title": self.env._("Orders"), "sequence": 40}
        if self.env["account.move"].has_access("read"):
            sections["invoices"] = {"title": self.env._("Invoices"), "sequence": 45}
        return sections

    @api.model
    def _of_customer(self, thread):
        """:return: domain of the documents of the person and of their company"""
        Timeline = self.env["whatsapp.inbox.timeline"]
        people = Timeline._people(thread._whatsapp_partner())
        return Domain("partner_id", "in", people.ids)

    # -- orders -------------------------------------------------------------------

    @api.model
    def _section_orders(self, thread):
        """:return: ``orders``, the newest first; ``more``: whether there are others;
        ``totals``: see ``_bought``; ``last``: date of the last order; ``favourites``:
        names of products; ``family``: id of the company, or the person;
        ``can_create``: whether this user makes quotations"""
        Order = self.env["sale.order"]
        domain = self._of_customer(thread)
        orders = Order.search_fetch(
            domain, ORDER_FIELDS, order="date_order desc, id desc", limit=READ + 1
        )
        confirmed = domain & Domain("state", "=", "sale")
        totals, last = self._bought(confirmed, orders)
        return {
            "orders": self._order_rows(orders[:SHOWN]),
            "more": len(orders) > SHOWN,
            "totals": totals,
            "last": fields.Datetime.to_string(last),
            "favourites": self._favourites(confirmed) if totals else [],
            "family": thread._whatsapp_partner().commercial_partner_id.id,
            "can_create": Order.has_access("create"),
        }

    @api.model
    def _bought(self, confirmed, orders):
        """:param confirmed: domain
        :param orders: the newest, confirmed or not
        :return: list of ``amount``, ``currency`` and, where there are several,
            ``company``; when it was last"""
        if len(orders) > READ:
            rows = self.env["sale.order"]._read_group(
                confirmed,
                ["company_id", "currency_id"],
                ["amount_total:sum", "date_order:max"],
            )
        else:
            rows = [
                (
                    order.company_id,
                    order.currency_id,
                    order.amount_total,
                    order.date_order,
                )
                for order in orders
                if order.state == "sale"
            ]
        totals = self._sums(row[:3] for row in rows)
        return totals, max((row[3] for row in rows), default=False)

    @api.model
    def _order_rows(self, orders):
        """:return: what the lines of the section say. A hook: deliveries add theirs."""
        return [
            {
                "id": order.id,
                "name": order.name,
                "state": order.state,
                "state_name": self._label(order, "state"),
                "open": order.state in OPEN,
                "date": fields.Datetime.to_string(order.date_order),
                "amount": order.amount_total,
                "currency": order.currency_id.id,
                "who": (
                    ""
                    if order.partner_id == order.partner_id.commercial_partner_id
                    else order.partner_id.name
                ),
            }
            for order in orders
        ]

    @api.model
    def _label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env))[record[name]]

    @api.model
    def _favourites(self, confirmed):
        """:return: names of the products that were ordered most often"""
        rows = self.env["sale.order.line"]._read_group(
            Domain("order_id", "any", confirmed)
            & Domain("product_id", "!=", False)
            & Domain("is_downpayment", "=", False),
            ["product_id.product_tmpl_id.name"],
            ["__count"],
            order="__count desc, product_id.product_tmpl_id.name",
            limit=FAVOURITES,
        )
        return [name for name, _count in rows]

    # -- invoices -----------------------------------------------------------------

    @api.model
    def _section_invoices(self, thread):
        """:return: ``invoices``: what is due first, then the newest; ``more``; ``due``
        and ``overdue``: see ``_sums``; ``credit``: see ``_credit``; ``family``"""
        Move = self.env["account.move"]
        domain = self._of_customer(thread)
        domain &= Domain("move_type", "in", ("out_invoice", "out_refund"))
        domain &= Domain("state", "=", "posted")
        unpaid = domain & Domain("payment_state", "in", UNPAID)
        today = fields.Date.context_today(self)
        moves = Move.search_fetch(
            unpaid, MOVE_FIELDS, order="invoice_date_due, id", limit=READ + 1
        )
        due, overdue = self._to_pay(unpaid, moves, today)
        if len(moves) <= SHOWN:
            moves += Move.search_fetch(
                domain & Domain("id", "not in", moves.ids),
                MOVE_FIELDS,
                order="invoice_date desc, id desc",
                limit=SHOWN + 1 - len(moves),
            )
        return {
            "invoices": [self._invoice_row(move, today) for move in moves[:SHOWN]],
            "more": len(moves) > SHOWN,
            "due": due,
            "overdue": overdue,
            "credit": self._credit(thread),
            "family": thread._whatsapp_partner().commercial_partner_id.id,
        }

    @api.model
    def _to_pay(self, unpaid, moves, today):
        """:param unpaid: domain
        :param moves: the first of them
        :return: sums of what is due, and of what of it is overdue: lists of ``amount``,
            ``currency`` and, where there are several, ``company``"""
        if len(moves) > READ:
            rows = self.env["account.move"]._read_group(
                unpaid,
                ["company_id", "currency_id", "move_type", "invoice_date_due:day"],
                ["amount_residual:sum"],
            )
        else:
            rows = [
                (
                    move.company_id,
                    move.currency_id,
                    move.move_type,
                    move.invoice_date_due,
                    move.amount_residual,
                )
                for move in moves
            ]
        rows = [
            (company, currency, -amount if kind == "out_refund" else amount, due)
            for company, currency, kind, due, amount in rows
        ]
        late = [row for row in rows if row[3] and row[3] < today]
        return [self._sums(row[:3] for row in some) for some in (rows, late)]

    @api.model
    def _sums(self, rows):
        """:param rows: of company, currency, amount
        :return: see ``_to_pay``"""
        sums = defaultdict(float)
        for company, currency, amount in rows:
            sums[company, currency] += amount
        several = len({company for company, _currency in sums}) > 1
        return [
            {
                "amount": amount,
                "company": company.name if several else "",
                "currency": currency.id,
            }
            for (company, currency), amount in sums.items()
            if amount
        ]

    @api.model
    def _credit(self, thread):
        """What the customer owes in the current company by Odoo's books, also what no
        invoice says, and how much they may.

        :return: ``owed``, ``limit`` (0 for none), ``currency``; None for who may not
            see it
        """
        partner = thread._whatsapp_partner().commercial_partner_id
        # Enterprise's follow-up knows better than the account
        owed = "total_due" if "total_due" in partner._fields else "credit"
        if not partner._has_field_access(partner._fields[owed], "read"):
            return None
        limit = partner.show_credit_limit and partner.credit_limit
        return {
            "owed": partner[owed],
            "limit": limit or 0,
            "currency": self.env.company.currency_id.id,
        }

    @api.model
    def _overdue(self, move, today):
        due = move.payment_state in UNPAID and move.invoice_date_due
        return bool(due and due < today)

    @api.model
    def _invoice_row(self, move, today):
        """What one line of the section says. A hook."""
        return {
            "id": move.id,
            "name": move.name,
            "refund": move.move_type == "out_refund",
            "payment_state": move.payment_state,
            "payment_name": self._label(move, "payment_state"),
            "date": fields.Date.to_string(move.invoice_date),
            "due": fields.Date.to_string(move.invoice_date_due),
            "overdue": self._overdue(move, today),
            "amount": move.amount_total,
            "residual": move.amount_residual,
            "currency": move.currency_id.id,
        }
