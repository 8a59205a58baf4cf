from . import whatsapp_inbox_document_send
