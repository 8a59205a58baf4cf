{
    "name": "WhatsApp Inbox: Privacy",
    "summary": "Export, delete or anonymise all WhatsApp data of a person",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "privacy_lookup"],
    "auto_install": True,
}
