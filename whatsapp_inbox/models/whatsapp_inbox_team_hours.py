from odoo import api, fields, models


class WhatsappInboxTeam(models.Model):
    """When a team is there, and what it says by itself."""

    _name = "whatsapp.inbox.team"
    _inherit = ["whatsapp.inbox.team", "whatsapp.inbox.auto.text"]

    greeting_text = fields.Text(
        "Greeting Text",
        translate=True,
        help="Sent when a customer comes to this team. Empty: nothing is sent.",
    )
    closed_text = fields.Text(
        "Closed Text",
        translate=True,
        help="Sent once in each closed period to a customer who writes in it. Empty: "
        "nothing is sent.",
    )
    waiting_text = fields.Text(
        "Waiting Text",
        translate=True,
        help="Sent when nobody is free and the customer waits in the queue. Empty: "
        "nothing is sent.",
    )

    @api.model
    def _auto_text_fields(self):
        return [
            *super()._auto_text_fields(),
            "greeting_text",
            "closed_text",
            "waiting_text",
        ]
