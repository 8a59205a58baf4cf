from random import randint

from odoo import fields, models


class WhatsappInboxTag(models.Model):
    _name = "whatsapp.inbox.tag"
    _description = "WhatsApp Tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))

    _name_unique = models.Constraint("UNIQUE(name)", "This tag exists already.")
