{
    "name": "WhatsApp Inbox: CRM",
    "summary": "Leads and opportunities from WhatsApp conversations",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "crm"],
    "data": [
        "data/utm_data.xml",
        "views/crm_lead_views.xml",
        "views/whatsapp_inbox_conversation_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["whatsapp_inbox_crm/static/src/**/*"],
        "web.assets_unit_tests": ["whatsapp_inbox_crm/static/tests/**/*"],
    },
    "demo": ["demo/crm_lead.xml"],
    "auto_install": True,
}
