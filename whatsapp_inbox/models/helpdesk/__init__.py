from . import (
    whatsapp_inbox_ticket_roles,
    whatsapp_inbox_ticket_stage,
    whatsapp_inbox_ticket_team,
    whatsapp_inbox_ticket,
    whatsapp_inbox_ticket_facts,
    whatsapp_inbox_ticket_inbox_team,
    whatsapp_inbox_ticket_message,
    whatsapp_inbox_ticket_panel,
    whatsapp_inbox_ticket_placeholder,
    whatsapp_inbox_ticket_rule,
    whatsapp_inbox_ticket_timeline,
)
