from . import (
    helpdesk_ticket,
    helpdesk_stage,
    helpdesk_team,
    whatsapp_inbox_team,
)
