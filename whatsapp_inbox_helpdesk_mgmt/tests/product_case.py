from odoo.addons.whatsapp_inbox.tests.helpdesk.ticket_case import TicketCase


class ProductCase(TicketCase):
    HELPDESK_USER = "helpdesk_mgmt.group_helpdesk_user"
    HELPDESK_OWN = "helpdesk_mgmt.group_helpdesk_user_own"
    MEMBERS = "user_ids"
    CLOSED = "closed"
