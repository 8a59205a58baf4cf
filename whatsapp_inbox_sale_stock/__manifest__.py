{
    "name": "WhatsApp Inbox: Deliveries",
    "summary": "Deliveries, parcels and stock beside the WhatsApp chat",
    "version": "19.0.1.0.0",
    "category": "Inventory/Delivery",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox_sale", "sale_stock"],
    "demo": ["demo/sale_order.xml"],
    "auto_install": True,
}
