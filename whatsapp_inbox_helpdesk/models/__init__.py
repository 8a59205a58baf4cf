from . import (
    discuss_channel,
    helpdesk_stage,
    helpdesk_team,
    helpdesk_ticket,
    mail_message,
    res_users,
    whatsapp_inbox_conversation,
    whatsapp_inbox_panel,
    whatsapp_inbox_placeholder,
    whatsapp_inbox_routing_rule,
    whatsapp_inbox_team,
    whatsapp_inbox_timeline,
)
