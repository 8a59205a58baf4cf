{
    "name": "WhatsApp Inbox: Deliveries",
    "summary": "Deliveries, parcels and stock beside the WhatsApp chat",
    "version": "19.0.1.0.0",
    "category": "Inventory/Delivery",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox_sale", "sale_stock"],
    "data": [
        "views/res_config_settings_views.xml",
        "views/sale_order_chat_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["whatsapp_inbox_sale_stock/static/src/**/*"],
        "web.assets_unit_tests": ["whatsapp_inbox_sale_stock/static/tests/**/*"],
    },
    "demo": ["demo/sale_order.xml"],
    "auto_install": True,
}
