from odoo import fields, models

#: Types of pricing that are not billed (Meta's page: pricing).
FREE = ("free_customer_service", "free_entry_point")


class WhatsappInboxMessage(models.Model):
    """One WhatsApp message, told to people."""

    _inherit = "whatsapp.inbox.message"

    def _info(self):
        """:return: a section of ``mail.message.whatsapp_info``"""
        self.ensure_one()
        rows = self._info_who() + self._info_times() + self._info_more()
        return {
            "title": self._info_title(),
            "error": self.state != "withdrawn" and self.error_message or False,
            "rows": [
                {"label": label, **self._info_value(value)}
                for label, value in rows
                if value
            ],
        }

    def _info_title(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        name = self.attachment_id.name or self.message_type
        state = states[self.state]
        if self.superseded:
            state = self.env._("%s, sent again", state)
        return f"{name} · {state}"

    def _info_value(self, value):
        if isinstance(value, str):
            return {"text": value}
        return {"at": fields.Datetime.to_string(value)}

    def _info_who(self):
        kinds = dict(self._fields["auto_kind"]._description_selection(self.env))
        origins = dict(self._fields["origin"]._description_selection(self.env))
        return [
            (self.env._("Automatic"), kinds.get(self.auto_kind)),
            (self.env._("From"), origins.get(self.origin)),
            (self.env._("Template"), self.template_id.name),
        ]

    def _info_times(self):
        if self.direction == "inbound":
            return [
                (self.env._("Received by WhatsApp"), self.timestamp),
                (self.env._("Received here"), self.create_date),
                (self.env._("File stored"), self.attachment_id.create_date),
                (self.env._("Edited"), self.edited_at),
                (self.env._("Deleted"), self.revoked_at),
            ]
        return [
            (self.env._("Queued"), not self.origin and self.create_date),
            (self.env._("Given to WhatsApp"), self.sending_at),
            (self.env._("Sent"), self.sent_at),
            (self.env._("Delivered"), self.delivered_at),
            (self.env._("Read"), self.read_at),
            (self.env._("Failed"), self.failed_at),
            (self.env._("Tried again"), self.state == "queued" and self.retry_at),
        ]

    def _info_more(self):
        admin = self.env.user.has_group("whatsapp_inbox.group_admin")
        return [
            (self.env._("Attempts"), self.attempts > 1 and str(self.attempts)),
            (self.env._("Error"), self.error_code and str(self.error_code)),
            (self.env._("Price"), self._info_price()),
            (self.env._("Converted to"), self.conversion and self.upload_type),
            (self.env._("WhatsApp ID"), admin and self.wamid),
        ]

    def _info_price(self):
        """What Meta bills, in words; statuses tell the category and no amount."""
        pricing = self.pricing if isinstance(self.pricing, dict) else {}
        category = str(pricing.get("category") or "").replace("_", " ")
        if not pricing:
            return ""
        if pricing.get("billable") is False or pricing.get("type") in FREE:
            return self.env._("Free (%s)", category or self.env._("not billed"))
        return self.env._("Billed as %s", category) if category else ""
