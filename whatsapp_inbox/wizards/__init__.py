from . import whatsapp_inbox_connection_test
from . import whatsapp_inbox_contact_merge
