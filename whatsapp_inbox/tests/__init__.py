from . import (
    test_contact,
    test_conversation,
    test_drain,
    test_inbound_types,
    test_media,
    test_notes,
    test_outbox,
    test_webhook,
)
