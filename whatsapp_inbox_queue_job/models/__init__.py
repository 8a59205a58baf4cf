from . import queue_job, res_config_settings, whatsapp_inbox_job
