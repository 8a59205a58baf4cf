from . import (
    stock_picking,
    whatsapp_inbox_panel,
    whatsapp_inbox_placeholder,
    whatsapp_inbox_product_search,
)
