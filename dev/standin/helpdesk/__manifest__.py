{
    "name": "Helpdesk (stand-in)",
    "summary": "The names of Odoo Enterprise's Helpdesk, for tests alone",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["mail", "portal", "rating", "resource"],
    "data": [
        "security/helpdesk_groups.xml",
        "security/ir.model.access.csv",
        "security/helpdesk_rules.xml",
        "views/helpdesk_ticket_views.xml",
        "views/helpdesk_team_views.xml",
        "views/helpdesk_stage_views.xml",
    ],
}
