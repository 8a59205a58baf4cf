from odoo import api, fields, models

#: What documents tell by themselves.
EVENTS = ("quotation", "order", "invoice", "payment")
#: What their texts may say, beside what all automatic texts may.
FACTS = ("name", "team", "document", "amount", "date", "link")


class ResCompany(models.Model):
    """Which news of documents customers get on WhatsApp, and in which words (decision
    0043). An empty text is the addon's own, in the customer's language."""

    _name = "res.company"
    _inherit = ["res.company", "whatsapp.inbox.auto.text"]

    whatsapp_quotation_active = fields.Boolean("WhatsApp: Quotation Sent")
    whatsapp_quotation_text = fields.Text(translate=True)
    whatsapp_quotation_template_id = fields.Many2one("whatsapp.inbox.template")
    whatsapp_quotation_confirm = fields.Boolean("WhatsApp: Button to Confirm")
    whatsapp_order_active = fields.Boolean("WhatsApp: Order Confirmed")
    whatsapp_order_text = fields.Text(translate=True)
    whatsapp_order_template_id = fields.Many2one("whatsapp.inbox.template")
    whatsapp_invoice_active = fields.Boolean("WhatsApp: Invoice Posted")
    whatsapp_invoice_text = fields.Text(translate=True)
    whatsapp_invoice_template_id = fields.Many2one("whatsapp.inbox.template")
    whatsapp_payment_active = fields.Boolean("WhatsApp: Payment Received")
    whatsapp_payment_text = fields.Text(translate=True)
    whatsapp_payment_template_id = fields.Many2one("whatsapp.inbox.template")

    @api.model
    def _auto_text_fields(self):
        own = [f"whatsapp_{event}_text" for event in self._whatsapp_events()]
        return [*super()._auto_text_fields(), *own]

    @api.model
    def _auto_text_names(self, field_name):
        own = {f"whatsapp_{event}_text" for event in self._whatsapp_events()}
        if field_name in own:
            return self._whatsapp_event_names()
        return super()._auto_text_names(field_name)

    @api.model
    def _whatsapp_events(self):
        """:return: names of the events that there are; a hook"""
        return EVENTS

    @api.model
    def _whatsapp_event_names(self):
        """:return: names of the placeholders in their texts; a hook"""
        return FACTS

    def _whatsapp_event_text(self, event):
        """:return: what is said, in the language of the context"""
        return self[f"whatsapp_{event}_text"] or self._whatsapp_event_default(event)

    @api.model
    def _whatsapp_event_default(self, event):
        """A hook."""
        return {
            "quotation": self.env._(
                "Hello {name}, here is your quotation {document} of {amount}: {link}"
            ),
            "order": self.env._(
                "Thank you, {name}! Your order {document} of {amount} is confirmed.\n"
                "You find it here: {link}"
            ),
            "invoice": self.env._(
                "Hello {name}, here is your invoice {document} of {amount}: {link}\n"
                "Please pay it until {date}."
            ),
            "payment": self.env._(
                "Thank you, {name}! Your payment of {document} has arrived."
            ),
        }.get(event, "")
