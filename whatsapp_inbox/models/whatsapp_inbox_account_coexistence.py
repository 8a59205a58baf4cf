from odoo import fields, models


class WhatsappInboxAccount(models.Model):
    """A number that is used in the WhatsApp Business phone app and here (coexistence;
    Meta's page: embedded-signup/onboarding-business-app-users)."""

    _inherit = "whatsapp.inbox.account"

    on_phone_app = fields.Boolean(
        "Also in the Phone App",
        help="People also answer customers in the WhatsApp Business app, with this "
        "number. What they write there is shown in the threads.",
    )
