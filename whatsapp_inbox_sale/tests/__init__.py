from . import (
    test_hoot,
    test_panel_sale,
)
