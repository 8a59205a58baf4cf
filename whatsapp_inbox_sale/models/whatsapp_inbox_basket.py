from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.whatsapp_inbox.tools import basket as basket_tools

#: Where a reference of the catalogue is looked for, in this order.
REFERENCES = ("default_code", "barcode")
#: States of a quotation that is not decided.
OPEN = ("draft", "sent")
SALESMAN = "sales_team.group_sale_salesman"
#: What is wrong with a line that became a note.
UNKNOWN = ("unknown", "archived", "several", "quantity")


class WhatsappInboxBasket(models.Model):
    """A basket that a customer sent from the WhatsApp catalogue, and the quotation that
    was made of it: once, as the index says.

    ``findings``: list of what an agent should look at, each with ``problem`` (one of
    ``UNKNOWN``, "price", "currency"), ``reference`` and ``asked`` as the customer sent
    them, and ``name``, ``theirs``, ``ours`` where there are any.
    """

    _name = "whatsapp.inbox.basket"
    _inherit = "whatsapp.inbox.row.job"
    _description = "WhatsApp Catalogue Order"
    _order = "id desc"
    _job_cron = "whatsapp_inbox_sale.ir_cron_basket"

    message_id = fields.Many2one(
        "whatsapp.inbox.message", required=True, readonly=True, ondelete="cascade"
    )
    channel_id = fields.Many2one(
        "discuss.channel",
        "Thread",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    findings = fields.Json(readonly=True)

    _message_unique = models.UniqueIndex("(message_id)")
    _pending_idx = models.Index("(id) WHERE state = 'pending'")

    @api.depends("order_id")
    def _compute_display_name(self):
        for basket in self:
            basket.display_name = basket.order_id.name or f"#{basket.id}"

    @api.model
    def _note(self, account, wamids):
        """Baskets were stored: they wait to become quotations."""
        messages = self.env["whatsapp.inbox.message"].search(
            [("account_id", "=", account.id), ("wamid", "in", wamids)], order="id"
        )
        self.create(
            [
                {
                    "message_id": message.id,
                    "channel_id": message.channel_id.id,
                    "company_id": account.company_id.id,
                }
                for message in messages
            ]
        )
        self._wake()

    # -- making the quotation -------------------------------------------------------

    def _do(self):
        """:raises UserError: there is nothing to make a quotation of, or for nobody"""
        self.ensure_one()
        contact = self.message_id.contact_id
        basket = basket_tools.read((self.message_id.payload or {}).get("order"))
        partner = contact.partner_id
        if not basket.items:
            raise UserError(self.env._("There is nothing in it that can be read."))
        if not partner:
            raise UserError(self.env._("No contact belongs to this WhatsApp number."))
        # what is written on the quotation is for the customer
        own = self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids, lang=contact._language()
        )
        lines, findings = own._prepare_lines(basket)
        # sudo by the job: the customer, who has no user, asks for it
        order = own.env["sale.order"].create(own._prepare_order_vals(partner, lines))
        findings += own._compare_prices(basket, order)
        self.write({"state": "done", "order_id": order.id, "findings": findings})
        self._note_decided()
        self._tell(order, basket)

    def _prepare_order_vals(self, partner, lines):
        return {
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "user_id": self._salesperson(partner).id,
            "origin": "WhatsApp",
            "order_line": [Command.create(vals) for vals in lines],
        }

    def _salesperson(self, partner):
        """The customer's; else the agent of the conversation, if they sell; else who
        leads the sales team of the company."""
        user = partner.user_id or partner.commercial_partner_id.user_id
        agent = self.message_id.conversation_id.user_id
        if not user and agent and agent.has_group(SALESMAN):
            user = agent
        if not user:
            Team = self.env["crm.team"]
            domain = Team._check_company_domain(self.company_id)
            user = Team._get_default_team_id(user_id=False, domain=domain).user_id
        return user.filtered(lambda u: u.active and self.company_id in u.company_ids)

    def _prepare_lines(self, basket):
        """:return: values of the lines, one for each item, and what is wrong"""
        products = self._products({item.reference for item in basket.items})
        lines, findings = [], []
        for item in basket.items:
            product, problem = products.get(item.reference, (None, "unknown"))
            if not problem and item.quantity is None:
                problem = "quantity"
            if not problem:
                lines.append(
                    {"product_id": product.id, "product_uom_qty": item.quantity}
                )
                continue
            findings.append(
                {
                    "problem": problem,
                    "reference": item.reference,
                    "asked": item.asked,
                    "name": product.display_name if product else "",
                }
            )
            note = self.env._(
                "Asked for on WhatsApp, to be clarified: %(reference)s × %(quantity)s",
                reference=item.reference or "?",
                quantity=item.asked or "?",
            )
            lines.append({"display_type": "line_note", "name": note})
        return lines, findings

    def _products(self, references):
        """:return: (product, "") by reference, or (product or None, what is wrong)"""
        Product = self.env["product.product"].with_context(active_test=False)
        company = Product._check_company_domain(self.company_id)
        found = {}
        for field in REFERENCES:
            missing = [ref for ref in references if ref and ref not in found]
            known = Product.search([(field, "in", missing), *company])
            for reference, alike in known.grouped(field).items():
                found[reference] = self._choose(alike)
        return found

    def _choose(self, alike):
        sold = alike.filtered(lambda p: p.active and p.sale_ok and p.type != "combo")
        if len(sold) == 1:
            return sold, ""
        return (None, "several") if sold else (alike[:1], "archived")

    # -- prices ---------------------------------------------------------------------

    def _compare_prices(self, basket, order):
        """Ours are those of the customer's price list, in the quotation. A catalogue
        may have its prices with or without taxes."""
        findings = []
        ours = order.order_line.sorted(lambda line: (line.sequence, line.id))
        currency = order.currency_id
        for item, line in zip(basket.items, ours, strict=True):
            if line.display_type or item.price is None:
                continue
            about = {
                "reference": item.reference,
                "asked": item.asked,
                "name": line.product_id.display_name,
                "theirs": f"{item.price:g} {item.currency}".strip(),
                "ours": formatLang(
                    self.env, line.price_reduce_taxexcl, currency_obj=currency
                ),
            }
            if item.currency and item.currency != currency.name:
                findings.append({"problem": "currency", **about})
            elif not any(
                currency.compare_amounts(item.price, price) == 0
                for price in (
                    line.price_unit,
                    line.price_reduce_taxexcl,
                    line.price_reduce_taxinc,
                )
            ):
                findings.append({"problem": "price", **about})
        return findings

    # -- whether it is decided ------------------------------------------------------

    def _note_decided(self):
        """The thread knows whether a quotation waits: the panel need not ask."""
        for channel in self.channel_id:
            domain = [("channel_id", "=", channel.id), ("order_id.state", "in", OPEN)]
            waits = bool(self.search_count(domain, limit=1))
            if channel.whatsapp_basket_waits != waits:
                channel.whatsapp_basket_waits = waits

    # -- telling --------------------------------------------------------------------

    def _summary(self):
        """:return: how much there is to look at, "" if all is as it should be"""
        problems = [finding["problem"] for finding in self.findings or ()]
        counts = {
            self.env._("%s to be clarified"): sum(p in UNKNOWN for p in problems),
            self.env._("%s with another price"): problems.count("price"),
            self.env._("%s in another currency"): problems.count("currency"),
        }
        return ", ".join(words % count for words, count in counts.items() if count)

    def _finding_words(self, finding):
        """:return: one line about it, in the reader's language; it has what a customer
        wrote, as plain text"""
        words = {
            "unknown": self.env._("no product has this reference"),
            "archived": self.env._("this product is not sold any more"),
            "several": self.env._("several products have this reference"),
            "quantity": self.env._("the quantity is not clear"),
            "price": self.env._(
                "%(theirs)s in the catalogue, %(ours)s here",
                theirs=finding.get("theirs"),
                ours=finding.get("ours"),
            ),
            "currency": self.env._(
                "%(theirs)s in the catalogue, another currency than %(ours)s",
                theirs=finding.get("theirs"),
                ours=finding.get("ours"),
            ),
        }[finding["problem"]]
        return f"{finding['reference'] or '?'} × {finding['asked'] or '?'}: {words}"

    def _as_told(self):
        """The language of those who read it: the company's."""
        return self.with_context(lang=self.company_id.partner_id.lang)

    def _tell(self, order, basket):
        """In the thread, without what only who sells may read; on the quotation."""
        told = self._as_told()
        mail = self.message_id.mail_message_id
        self.env["whatsapp.inbox.document.link"]._link(mail, order)
        summary = told._summary()
        line = told.env._("A draft quotation was made of this order")
        told.channel_id._whatsapp_post_line(
            f"{line}: {summary}." if summary else f"{line}.", fields.Datetime.now()
        )
        notes = [told.env._("Ordered from the WhatsApp catalogue"), basket.text]
        notes += [told._finding_words(finding) for finding in self.findings or ()]
        if basket.left_out:
            notes.append(told.env._("%s more lines were left out", basket.left_out))
        order.with_env(told.env)._whatsapp_note(
            mail, " · ".join(note for note in notes if note), author=order.partner_id
        )

    def _tell_failure(self):
        told = self._as_told()
        told.channel_id._whatsapp_post_line(
            told.env._("No quotation could be made of this order: %s", self.error),
            fields.Datetime.now(),
        )
