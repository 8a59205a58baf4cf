from odoo import api, fields, models
from odoo.fields import Domain

#: Documents that a section shows at once, and products that are bought most.
SHOWN = 5
FAVOURITES = 3


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
        ``totals``: list of amount and currency; ``last``: date of the last order;
        ``favourites``: names of products; ``family``: id of the company, or the person"""
        Order = self.env["sale.order"]
        domain = self._of_customer(thread)
        orders = Order.search(domain, order="date_order desc, id desc", limit=SHOWN + 1)
        confirmed = domain & Domain("state", "=", "sale")
        totals = Order._read_group(
            confirmed, ["currency_id"], ["amount_total:sum", "date_order:max"]
        )
        last = max((row[2] for row in totals), default=False)
        return {
            "orders": [self._order_row(order) for order in orders[:SHOWN]],
            "more": len(orders) > SHOWN,
            "totals": [
                {"amount": amount, "currency": currency.id}
                for currency, amount, _last in totals
            ],
            "last": fields.Datetime.to_string(last),
            "favourites": self._favourites(domain) if totals else [],
            "family": thread._whatsapp_partner().commercial_partner_id.id,
        }

    @api.model
    def _order_row(self, order):
        """What one line of the section says. A hook: deliveries add theirs."""
        return {
            "id": order.id,
            "name": order.name,
            "state": order.state,
            "state_name": self._label(order, "state"),
            "date": fields.Datetime.to_string(order.date_order),
            "amount": order.amount_total,
            "currency": order.currency_id.id,
            "who": (
                ""
                if order.partner_id == order.partner_id.commercial_partner_id
                else order.partner_id.name
            ),
        }

    @api.model
    def _label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env))[record[name]]

    @api.model
    def _favourites(self, domain):
        """:return: names of the products that were ordered most often"""
        rows = self.env["sale.order.line"]._read_group(
            Domain("order_id", "any", domain)
            & Domain("state", "=", "sale")
            & Domain("product_id", "!=", False),
            ["product_id"],
            ["__count"],
            order="__count desc",
            limit=FAVOURITES,
        )
        return [product.display_name for product, _count in rows]

    # -- invoices -----------------------------------------------------------------

    @api.model
    def _section_invoices(self, thread):
        """:return: ``invoices``: what is due first, then the newest; ``more``; ``due``
        and ``overdue``: lists of amount and currency"""
        Move = self.env["account.move"]
        domain = self._of_customer(thread) & Domain(
            "move_type", "in", ("out_invoice", "out_refund")
        )
        domain &= Domain("state", "=", "posted")
        open_ones = domain & Domain(
            "payment_state", "in", ("not_paid", "partial", "in_payment")
        )
        today = fields.Date.context_today(self)
        overdue = open_ones & Domain("invoice_date_due", "<", today)
        moves = Move.search(open_ones, order="invoice_date_due, id", limit=SHOWN + 1)
        if len(moves) <= SHOWN:  # so all that are open are at hand
            due = self._sums_of(moves)
            overdue = self._sums_of(moves.filtered_domain(overdue))
            moves |= Move.search(
                domain & Domain("id", "not in", moves.ids),
                order="invoice_date desc, id desc",
                limit=SHOWN + 1 - len(moves),
            )
        else:
            due, overdue = self._sums(open_ones), self._sums(overdue)
        return {
            "invoices": [self._invoice_row(move, today) for move in moves[:SHOWN]],
            "more": len(moves) > SHOWN,
            "due": due,
            "overdue": overdue,
        }

    @api.model
    def _sums(self, domain):
        return self._net(
            self.env["account.move"]._read_group(
                domain, ["currency_id", "move_type"], ["amount_residual:sum"]
            )
        )

    @api.model
    def _sums_of(self, moves):
        return self._net(
            (move.currency_id, move.move_type, move.amount_residual) for move in moves
        )

    @api.model
    def _net(self, rows):
        sums = {}
        for currency, move_type, amount in rows:
            sign = -1 if move_type == "out_refund" else 1
            sums[currency.id] = sums.get(currency.id, 0) + sign * amount
        return [
            {"amount": amount, "currency": currency}
            for currency, amount in sums.items()
            if amount
        ]

    @api.model
    def _invoice_row(self, move, today):
        is_open = move.payment_state in ("not_paid", "partial", "in_payment")
        return {
            "id": move.id,
            "name": move.name,
            "refund": move.move_type == "out_refund",
            "payment_state": move.payment_state,
            "payment_name": self._label(move, "payment_state"),
            "date": fields.Date.to_string(move.invoice_date),
            "due": fields.Date.to_string(move.invoice_date_due),
            "overdue": bool(
                is_open and move.invoice_date_due and move.invoice_date_due < today
            ),
            "amount": move.amount_total,
            "residual": move.amount_residual,
            "currency": move.currency_id.id,
        }
