import pytest
from tools.basket import MAX_ITEMS, Basket, Item, read


def item(**values):
    return {
        "product_retailer_id": "CACTUS",
        "quantity": 2,
        "item_price": 9.5,
        "currency": "EUR",
        **values,
    }


def only(**values):
    [found] = read({"product_items": [item(**values)]}).items
    return found


def test_as_meta_sends_it():
    order = {"catalog_id": "7", "text": " Gift, please ", "product_items": [item()]}
    assert read(order) == Basket(
        (Item("CACTUS", 2.0, "2", 9.5, "EUR"),), "Gift, please"
    )


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (1, 1.0),
        ("3", 3.0),
        (1.5, 1.5),
        ("0.25", 0.25),
        (0, None),
        (-1, None),
        ("-2", None),
        ("many", None),
        (None, None),
        (True, None),
        ([2], None),
        ("NaN", None),
        ("Infinity", None),
        (10**9, None),
        ("1e99999", None),
    ],
)
def test_quantities(quantity, expected):
    assert only(quantity=quantity).quantity == expected


@pytest.mark.parametrize(
    ("price", "expected"),
    [(0, 0.0), ("9.50", 9.5), (-1, None), ("free", None), (None, None), (1e13, None)],
)
def test_prices(price, expected):
    assert only(item_price=price).price == expected


@pytest.mark.parametrize(
    ("currency", "expected"), [("eur", "EUR"), ("€", ""), (None, ""), ("EURO", "")]
)
def test_currencies(currency, expected):
    assert only(currency=currency).currency == expected


@pytest.mark.parametrize(
    "order", [None, [], "x", {}, {"product_items": {}}, {"product_items": ["x", 3]}]
)
def test_what_is_no_basket(order):
    assert read(order) == Basket(())


def test_references():
    assert only(product_retailer_id=123).reference == "123"
    assert only(product_retailer_id=" A \n B ").reference == "A B"
    assert only(product_retailer_id=None).reference == ""
    assert len(only(product_retailer_id="x" * 9999).reference) == 100


def test_very_many():
    found = read({"product_items": [item()] * (MAX_ITEMS + 7)})
    assert (len(found.items), found.left_out) == (MAX_ITEMS, 7)
