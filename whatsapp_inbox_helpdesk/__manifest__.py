{
    "name": "WhatsApp Inbox: Helpdesk",
    "summary": "Tickets from WhatsApp chats, and chats in them: Odoo Enterprise",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "helpdesk"],
    "data": [
        "views/helpdesk_ticket_views.xml",
        "views/helpdesk_team_views.xml",
        "views/helpdesk_stage_views.xml",
        "views/whatsapp_inbox_conversation_views.xml",
        "views/whatsapp_inbox_team_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["whatsapp_inbox/static/src/helpdesk/**/*"],
        "web.assets_unit_tests": ["whatsapp_inbox/static/tests/helpdesk/**/*"],
    },
    "auto_install": True,
}
