from odoo.addons.whatsapp_inbox.tests.helpdesk.ticket_case import TicketCase


class ProductCase(TicketCase):
    HELPDESK_USER = "helpdesk.group_helpdesk_user"
    HELPDESK_OWN = "helpdesk.group_helpdesk_user"
    MEMBERS = "member_ids"
    CLOSED = "fold"
