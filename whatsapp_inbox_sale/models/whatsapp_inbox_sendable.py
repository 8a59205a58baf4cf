from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Orders, and invoices, that the picker proposes.
SHOWN = 4
MODELS = ("sale.order", "account.move")


class WhatsappInboxSendable(models.AbstractModel):
    """The customer's orders and invoices among the documents of the composer's menu, of
    those that the agent may read. The file is made when one is taken."""

    _inherit = "whatsapp.inbox.sendable"

    @api.model
    def _sendables(self, channel, term):
        found = super()._sendables(channel, term)
        partner = channel._whatsapp_partner()
        if not partner:
            return found
        own = [
            {
                "key": f"{record._name},{record.id}",
                "name": record.display_name,
                "detail": f"{self._state_of(record)} · {self._amount_of(record)}",
                "date": (record[date] or record.create_date).strftime("%Y-%m-%d"),
            }
            for model, date in zip(MODELS, ("date_order", "invoice_date"), strict=True)
            for record in self._of_customer(model, partner, term, date)
        ]
        return sorted(own, key=lambda one: one["date"], reverse=True) + found

    @api.model
    def _of_customer(self, model, partner, term, date):
        Model = self.env[model]
        if not Model.has_access("read"):
            return Model
        domain = Domain("partner_id", "child_of", partner.commercial_partner_id.ids)
        if model == "account.move":
            domain &= Domain("move_type", "in", ("out_invoice", "out_refund"))
            domain &= Domain("state", "=", "posted")
        else:
            domain &= Domain("state", "!=", "cancel")
        if term:
            domain &= Domain("name", "ilike", term)
        return Model.search(domain, order=f"{date} desc, id desc", limit=SHOWN)

    def _state_of(self, record):
        field = record._fields["state"]
        return dict(field._description_selection(self.env))[record.state]

    def _amount_of(self, record):
        return record.currency_id.format(record.amount_total)

    @api.model
    def _take(self, channel, key):
        model, _comma, record_id = key.partition(",")
        if model not in MODELS or not record_id.isdigit():
            return super()._take(channel, key)
        record = self.env[model].browse(int(record_id)).exists()
        if not record:
            raise UserError(self.env._("This document is no longer there."))
        record._whatsapp_check_document()
        record._whatsapp_check_customer(channel)
        if refusal := record._whatsapp_refusal():
            raise UserError(refusal)
        file = record._whatsapp_final_file(*record._whatsapp_file())
        return *file, "application/pdf"
