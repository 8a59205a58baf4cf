from . import (
    queue_job,
    queue_job_function,
    res_config_settings,
    whatsapp_inbox_job,
)
