from . import whatsapp_inbox_panel
from . import whatsapp_inbox_placeholder
