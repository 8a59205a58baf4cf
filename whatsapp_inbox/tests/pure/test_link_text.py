"""The first text of a click-to-chat link, and who came by which."""

from urllib.parse import parse_qs, urlsplit

import pytest
from tools import link_text
from tools.link_text import Link

SHOP = Link(1, "Shop", "KTR42", 7, "Hello, I have a question about an order.")
BILLS = Link(2, "Bills", "BLL77", 8, "Hello, I have a question about a bill.")
LINKS = (SHOP, BILLS)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Hello, I have a question about an order. (KTR42)", SHOP),
        ("(BLL77)", BILLS),
        ("hi!! bll77 where is my bill?", BILLS),
        ("Where is it?\n\nKTR42.", SHOP),
        ("ＫＴＲ４２ please", SHOP),
        # the code was removed, and nothing else
        ("hello, I have a question about a bill", BILLS),
        ("Hello, I have a question about a bill. And more", None),
        # only as a word, and not what somebody may type
        ("XKTR421", None),
        ("KTR 42", None),
        ("Hello", None),
        ("", None),
    ],
)
def test_who_came_by_which(said, found):
    assert link_text.find(LINKS, said) == found


def test_the_first_code_counts():
    assert link_text.find(LINKS, "BLL77 or KTR42?") == BILLS


def test_a_text_of_two_links_tells_nothing():
    twin = Link(3, "Twin", "TWN99", 9, SHOP.text)
    assert link_text.find((SHOP, twin), SHOP.text) is None
    assert link_text.find((SHOP, twin), f"{SHOP.text} twn99") == twin


def test_a_greeting_is_no_link():
    assert link_text.find((Link(4, "Hi", "HHH22", 1, "Hello"),), "Hello") is None


@pytest.mark.parametrize("text", ["¿Cuánto cuesta? 50 % & más #1", "", "שלום\nyou"])
def test_the_address_holds_the_text(text):
    sent = link_text.first_text(text, "KTR42")
    parts = urlsplit(link_text.address("34600111222", sent))
    assert (parts.scheme, parts.netloc, parts.path) == (
        "https",
        "wa.me",
        "/34600111222",
    )
    assert parse_qs(parts.query) == {"text": [sent]}
    assert link_text.find(LINKS, sent) == SHOP


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("SHOP1", True),
        ("2B24", True),
        ("SALE", False),
        ("1234", False),
        ("A1", False),
        ("SH OP1", False),
        ("shop1", False),
        ("ÑANDU1", False),
        ("", False),
        (None, False),
    ],
)
def test_what_is_a_code(code, good):
    assert link_text.is_code(code) is good


def test_new_codes_are_codes():
    assert all(link_text.is_code(link_text.new_code()) for _n in range(200))
