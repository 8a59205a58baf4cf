from . import (
    test_basket,
    test_confirm,
    test_document_event,
    test_document_link,
    test_document_send,
    test_document_words,
    test_hoot,
    test_panel_opening,
    test_panel_sale,
    test_product,
    test_quotation,
    test_service,
)
