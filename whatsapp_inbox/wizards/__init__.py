from . import whatsapp_inbox_connection_test
