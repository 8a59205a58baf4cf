from . import (
    test_deliveries,
    test_delivery_event,
    test_hoot,
    test_public_methods_stock,
)
