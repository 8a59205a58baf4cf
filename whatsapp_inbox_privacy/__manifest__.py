{
    "name": "WhatsApp Inbox: Privacy",
    "summary": "Export, delete or anonymise all WhatsApp data of a person",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "privacy_lookup"],
    "data": [
        "security/ir.model.access.csv",
        "security/whatsapp_inbox_erasure_rules.xml",
        "data/ir_cron.xml",
        "views/whatsapp_inbox_erasure_views.xml",
        "wizards/privacy_lookup_wizard_views.xml",
    ],
    "auto_install": True,
}
