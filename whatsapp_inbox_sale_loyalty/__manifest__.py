{
    "name": "WhatsApp Inbox: Loyalty",
    "summary": "A customer's loyalty cards and coupons beside the WhatsApp chat",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox_sale", "sale_loyalty"],
    "assets": {
        "web.assets_backend": ["whatsapp_inbox_sale_loyalty/static/src/**/*"],
        "web.assets_unit_tests": ["whatsapp_inbox_sale_loyalty/static/tests/**/*"],
    },
    "auto_install": True,
}
