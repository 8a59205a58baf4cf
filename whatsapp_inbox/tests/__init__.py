from . import test_drain, test_inbound_types, test_webhook
