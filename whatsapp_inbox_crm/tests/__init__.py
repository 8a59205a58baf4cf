from . import (
    test_hoot,
    test_lead,
    test_lead_life,
    test_lead_owner,
    test_panel_crm,
    test_public_methods_crm,
)
