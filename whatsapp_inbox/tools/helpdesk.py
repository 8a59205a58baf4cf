"""Two helpdesks have a model ``helpdesk.ticket``: OCA's ``helpdesk_mgmt`` and Odoo
Enterprise's ``helpdesk``. What they call differently, and what one of them lacks, is
said here and nowhere else.

Each role has the names of its field, the first that there is counts. Those of OCA's
addons are from their 19.0 source (``helpdesk_mgmt``, ``helpdesk_mgmt_sla``,
``helpdesk_mgmt_rating``), those of Enterprise are its public field names.
"""

TICKET = {
    "number": ("number", "ticket_ref"),
    "deadline": ("sla_deadline",),
    "channel": ("channel_id",),  # OCA's helpdesk.ticket.channel
    "customer_name": ("partner_name",),
    "customer_email": ("partner_email",),
    "customer_phone": ("partner_phone",),
    "rating": ("rating_last_value",),  # of rating.mixin
}
STAGE = {
    "closed": ("closed", "fold"),
}
TEAM = {
    "members": ("user_ids", "member_ids"),
    "calendar": ("resource_calendar_id",),
    "assigns": ("auto_assignment",),
}


def field(names, known):
    """
    :param names: of one role, in their order
    :param known: the names of a model's fields
    :return: the name that the model has, or ``""``
    """
    return next((name for name in names if name in known), "")
