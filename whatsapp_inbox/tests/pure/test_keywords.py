"""Table: which words are found in what people type."""

import pytest
from tools.keywords import find, folded, is_whole, phrases

FOUND = [
    (["help"], "Help!", "help"),
    (["help"], "I need help, please", "help"),
    (["help"], "helpless", ""),
    (["help"], "", ""),
    ([], "help", ""),
    (["Bogotá"], "estoy en BOGOTA", "Bogotá"),
    (["bogota"], "Bogotá?", "bogota"),
    (["niño"], "nino", "niño"),
    (["straße"], "STRASSE 5", "straße"),
    (["ÇORUM"], "çorum", "ÇORUM"),
    (["my order"], "where is MY  order", "my order"),
    (["my order"], "where is my-order", "my order"),
    (["my order"], "my last order", ""),
    (["my + order"], "the order is not my fault", "my + order"),
    (["late + order"], "my order came late", "late + order"),
    (["late + order"], "my order", ""),
    (["a", "order"], "my order", "order"),
    (["+", " "], "anything", ""),
    (["24/7"], "open 24/7?", "24/7"),
    (["customer_care"], "customer care", "customer_care"),
    (["退货"], "我想退货，谢谢", "退货"),
    (["返品"], "返品したいです", "返品"),
    (["สินค้า"], "ขอดูสินค้าหน่อย", "สินค้า"),
    (["заказ"], "Мой ЗАКАЗ", "заказ"),
    (["عربي"], "مرحبا عربي", "عربي"),
    (["ﬁx"], "fix it", "ﬁx"),
    (["help"], "ｈｅｌｐ", "help"),
    (["don't"], "I don’t know", "don't"),
    (["👍"], "👍", ""),
]


@pytest.mark.parametrize(("wanted", "text", "found"), FOUND)
def test_find(wanted, text, found):
    assert find(wanted, text) == found


@pytest.mark.parametrize(
    ("phrase", "text", "whole"),
    [
        ("1", "1", True),
        ("1", " 1. ", True),
        ("1", "10", False),
        ("1", "1 please", False),
        ("Old Town", "old-town!", True),
        ("", "", False),
        ("", "x", False),
    ],
)
def test_whole(phrase, text, whole):
    assert is_whole(phrase, text) is whole


def test_phrases_are_lines():
    assert phrases(" late + order \n\n  \n!\nBogotá") == ["late + order", "Bogotá"]
    assert phrases(None) == []


def test_a_long_text_costs_no_more():
    assert len(folded("x " * 100_000)) <= 4096
