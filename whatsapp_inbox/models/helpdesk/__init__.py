from . import (
    whatsapp_inbox_ticket_roles,
    whatsapp_inbox_ticket_stage,
    whatsapp_inbox_ticket_team,
    whatsapp_inbox_ticket,
    whatsapp_inbox_ticket_inbox_team,
)
