from . import (
    test_document_link,
    test_hoot,
    test_panel_opening,
    test_panel_sale,
)
