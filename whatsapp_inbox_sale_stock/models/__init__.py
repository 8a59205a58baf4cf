from . import (
    res_company,
    res_config_settings,
    stock_picking,
    stock_picking_event,
    whatsapp_inbox_panel,
    whatsapp_inbox_placeholder,
    whatsapp_inbox_product_search,
    whatsapp_inbox_service,
)
