from odoo import fields, models

#: What agents choose of notifications; ``res.users`` has the same, see there.
PREFERENCES = (
    "whatsapp_ring_mine",
    "whatsapp_ring_queue",
    "whatsapp_ring_mentions",
    "whatsapp_ring_followed",
    "whatsapp_push",
    "whatsapp_sound",
    "whatsapp_hours_only",
    "whatsapp_away_minutes",
)


class ResUsersSettings(models.Model):
    """What rings for an agent. Odoo sends the settings to the browser by itself.

    What is muted in Odoo is muted, whatever stands here.
    """

    _inherit = "res.users.settings"

    whatsapp_ring_mine = fields.Boolean("My Conversations", default=True)
    whatsapp_ring_queue = fields.Boolean("Waiting Customers of My Teams", default=True)
    whatsapp_ring_mentions = fields.Boolean("Mentions in Notes", default=True)
    whatsapp_ring_followed = fields.Boolean(
        "Conversations of Colleagues That I Follow", default=True
    )
    whatsapp_push = fields.Boolean(
        "Push Notifications",
        default=True,
        help="On the devices on which you allowed Odoo to notify you, also while Odoo "
        "is closed.",
    )
    whatsapp_sound = fields.Boolean("Sound", default=True)
    whatsapp_hours_only = fields.Boolean(
        "Only in My Working Hours",
        help="Outside of them, and on leave, nothing rings and nothing is mailed.",
    )
    whatsapp_away_minutes = fields.Integer(
        "Mail When Away (Minutes)",
        help="A mail for each conversation in which a customer has waited so long, "
        "while you were away. 0: no mails.",
    )

    whatsapp_panel = fields.Json(
        help="How an agent left the panel beside a thread: ``closed``, and by name of "
        "a section whether it is ``folded``.",
    )

    _whatsapp_away_minutes_positive = models.Constraint(
        "CHECK(whatsapp_away_minutes >= 0)",
        "The minutes of absence cannot be below zero; 0 sends no mails.",
    )
