{
    "name": "WhatsApp Inbox: Job Queue",
    "summary": "Receive and send WhatsApp messages as jobs of OCA's queue",
    "version": "19.0.1.0.0",
    "category": "Productivity/Discuss",
    "license": "LGPL-3",
    "author": "WhatsApp Inbox contributors",
    "depends": ["whatsapp_inbox", "queue_job"],
    "data": [
        "data/queue_job_channel.xml",
        "data/queue_job_function.xml",
        "views/res_config_settings_views.xml",
    ],
    "auto_install": True,
}
