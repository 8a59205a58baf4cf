{
    "name": "WhatsApp Inbox: Helpdesk Management",
    "summary": "Tickets from WhatsApp chats, and chats in them: OCA Helpdesk",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "license": "AGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "helpdesk_mgmt"],
    "data": [
        "data/helpdesk_ticket_channel.xml",
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
