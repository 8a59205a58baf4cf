from . import (
    test_panel_sale,
)
