from odoo import fields, models


class WhatsappInboxConversation(models.Model):
    """What Meta does not bill because the customer came by an advertisement."""

    _inherit = "whatsapp.inbox.conversation"

    free_until = fields.Datetime(
        "Free of Charge Until",
        readonly=True,
        copy=False,
        help="Meta bills no message before, since the customer came by an ad. Free "
        "text is accepted for 24 hours after the customer's last message all the same.",
    )

    def _note_free_until(self, until):
        """:param datetime until: as a status says, of which each has the same"""
        for conversation in self:
            if not conversation.free_until or conversation.free_until < until:
                conversation.free_until = until

    def _store_fields(self):
        return super()._store_fields() | {"free_until"}

    def _to_store_defaults(self, target):
        return [*super()._to_store_defaults(target), "free_until"]
