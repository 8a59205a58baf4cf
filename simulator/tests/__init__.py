from . import (
    test_delivery,
    test_inbound,
    test_media,
    test_page,
    test_persistence,
    test_refusals,
    test_sending,
    test_subscriptions,
    test_templates,
)
