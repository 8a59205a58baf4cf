from . import test_erasure, test_export, test_lookup, test_rights
