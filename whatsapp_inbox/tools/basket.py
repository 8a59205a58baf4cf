"""A basket that a customer filled from the WhatsApp catalogue: a message's `order`.

Nothing in it is trusted: Meta's numbers may be strings, and who makes a webhook by hand
writes what they like. Source: Meta's page webhooks/reference/messages/order.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MAX_ITEMS = 200
MAX_QUANTITY = 1_000_000
MAX_PRICE = 10**12
MAX_REFERENCE = 100


@dataclass(frozen=True, slots=True)
class Item:
    """:ivar reference: `product_retailer_id`: our reference, as the catalogue has it
    :ivar quantity: None for what is no number above 0, see `asked`
    :ivar asked: the quantity as it came
    :ivar price: of one, None if it is not told
    :ivar currency: ISO 4217, "" if it is not told
    """

    reference: str
    quantity: float | None
    asked: str
    price: float | None
    currency: str


@dataclass(frozen=True, slots=True)
class Basket:
    """:ivar left_out: items beyond `MAX_ITEMS`"""

    items: tuple[Item, ...]
    text: str = ""
    left_out: int = 0


def read(order: object) -> Basket:
    """:param order: the `order` of a message, whatever JSON it is"""
    order = order if isinstance(order, dict) else {}
    items = order.get("product_items")
    items = items if isinstance(items, list) else []
    items = [item for item in items if isinstance(item, dict)]
    text = order.get("text")
    return Basket(
        tuple(_item(item) for item in items[:MAX_ITEMS]),
        text.strip() if isinstance(text, str) else "",
        len(items[MAX_ITEMS:]),
    )


def _item(item):
    currency = _word(item.get("currency")).upper()
    return Item(
        reference=_word(item.get("product_retailer_id")),
        quantity=_number(item.get("quantity"), MAX_QUANTITY),
        asked=_word(item.get("quantity")),
        price=_number(item.get("item_price"), MAX_PRICE, free=True),
        currency=currency if len(currency) == 3 and currency.isalpha() else "",
    )


def _word(value):
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())[:MAX_REFERENCE]


def _number(value, limit, free=False):
    try:
        number = Decimal(_word(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or number > limit:
        return None
    return float(number) if number > 0 or (free and number == 0) else None
