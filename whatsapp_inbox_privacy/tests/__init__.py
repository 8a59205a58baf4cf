from . import (
    test_erasure,
    test_export,
    test_lookup,
    test_public_methods_privacy,
    test_rights,
)
