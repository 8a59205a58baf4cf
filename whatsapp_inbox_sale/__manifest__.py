{
    "name": "WhatsApp Inbox: Sales",
    "summary": "A customer's quotations, orders and invoices beside the WhatsApp chat",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/whatsapp_inbox_sale_rules.xml",
        "data/ir_cron.xml",
        "views/account_move_views.xml",
        "views/sale_order_views.xml",
        "views/sale_order_chat_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/product_product.xml", "demo/sale_order.xml"],
    "assets": {
        "web.assets_backend": ["whatsapp_inbox_sale/static/src/**/*"],
        "web.assets_unit_tests": ["whatsapp_inbox_sale/static/tests/**/*"],
    },
    "auto_install": True,
}
