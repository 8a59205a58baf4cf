from odoo import models

from ...tools import helpdesk


class WhatsappInboxTicketRoles(models.AbstractModel):
    """Records of a helpdesk, whichever it is: a value is asked for by its role
    (``tools.helpdesk``), and is False where the product has no such field."""

    _name = "whatsapp.inbox.ticket.roles"
    _description = "Fields of a Helpdesk"

    #: of ``tools.helpdesk``: names of fields by role
    _roles = {}

    @classmethod
    def _role_field(cls, role):
        """:return: the name of the field, or "" """
        return helpdesk.field(cls._roles[role], cls._fields)

    def _role(self, role):
        """:return: the value of one record"""
        name = self._role_field(role)
        return self[name] if name else False
