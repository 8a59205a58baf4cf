from odoo import fields, models


class WhatsappInboxCannedFolder(models.Model):
    _name = "whatsapp.inbox.canned.folder"
    _description = "WhatsApp Folder of Canned Replies"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)

    _name_unique = models.Constraint("UNIQUE(name)", "This folder exists already.")
