from . import (
    whatsapp_inbox_panel,
    whatsapp_inbox_timeline,
)
