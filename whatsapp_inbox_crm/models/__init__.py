from . import (
    crm_lead,
    discuss_channel,
    mail_message,
    res_users,
    whatsapp_inbox_conversation,
    whatsapp_inbox_conversation_facts,
    whatsapp_inbox_panel,
    whatsapp_inbox_placeholder,
    whatsapp_inbox_timeline,
)
