from . import (
    test_contact,
    test_conversation,
    test_drain,
    test_inbound_types,
    test_media,
    test_neutralize,
    test_notes,
    test_outbox,
    test_security,
    test_webhook,
)
