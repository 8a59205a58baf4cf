from . import (
    account_move,
    sale_order,
    whatsapp_inbox_panel,
    whatsapp_inbox_timeline,
)
