{
    "name": "WhatsApp Inbox: CRM",
    "summary": "Leads and opportunities from WhatsApp conversations",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "crm"],
    "auto_install": True,
}
