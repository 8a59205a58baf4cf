from . import (
    whatsapp_inbox_sale_document,
    account_move,
    sale_order,
    whatsapp_inbox_panel,
    whatsapp_inbox_placeholder,
    whatsapp_inbox_sendable,
    whatsapp_inbox_timeline,
)
