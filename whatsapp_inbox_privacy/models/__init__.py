from . import (
    privacy_log,
    res_partner,
    whatsapp_inbox_personal_data,
    whatsapp_inbox_export,
    whatsapp_inbox_erasure,
    whatsapp_inbox_erasure_phases,
    whatsapp_inbox_erasure_end,
)
