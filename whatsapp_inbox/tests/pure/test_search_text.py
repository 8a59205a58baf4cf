"""Tables: texts as they are compared in a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.search_text import folded, marked, numbers, pattern, plain, words

FOLDED = [
    ("Envío", "envio"),
    ("  Ñandú\n COMÚN ", "nandu comun"),
    ("Straße", "strasse"),
    ("ﬁn", "fin"),
    ("Ελλάδα", "ελλαδα"),
    ("हिन्दी", "हिन्दी"),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_folded(text, expected):
    assert folded(text) == expected


def test_words():
    assert words(" Envío  Café ") == ["envio", "cafe"]


PLAIN = [
    ("<p>Mi <b>en</b>vío<br>5 &lt; 6 &amp;c</p><p>y</p>", "Mi envío 5 < 6 &c y"),
    ("no tags", "no tags"),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("body", "expected"), PLAIN)
def test_plain(body, expected):
    assert " ".join(plain(body).split()) == expected


@given(st.text())
def test_once_is_enough(text):
    assert "\n" not in folded(text)
    assert folded(folded(text)) == folded(text)


NUMBERS = [
    ("+34 611 00 00 01", ["34611000001"]),
    ("0034611000001", ["34611000001"]),
    ("0611 000 001", ["0611000001", "611000001"]),
    ("(611) 000-001", ["611000001"]),
    ("+44 (0)20 7946 0000", ["442079460000"]),
    ("12", []),
    ("S00042", []),
    ("Ana 611", []),
]


@pytest.mark.parametrize(("term", "expected"), NUMBERS)
def test_numbers(term, expected):
    assert numbers(term) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("box", "%box%"), ("bo", "% bo%"), ("订单", "%订单%"), ("5%_", r"%5\%\_%")],
)
def test_pattern(word, expected):
    assert pattern(word) == expected


def test_marked():
    assert marked("Mi ENVÍO,\n y  el envío", ["envio"]) == [
        ("Mi ", False),
        ("ENVÍO", True),
        (", y el ", False),
        ("envío", True),
    ]
    assert marked("Straße 5", ["strasse"]) == [("Straße", True), (" 5", False)]
    assert marked("box ox", ["ox"]) == [("box ", False), ("ox", True)]
    assert marked("nothing", ["envio"]) == [("nothing", False)]


def test_marked_far_away():
    pieces = marked("word " * 100 + "here " + "word " * 100, ["here"])
    assert pieces[0] == ("… ", False)
    assert ("here", True) in pieces
    assert pieces[-1] == ("…", False)
    assert len("".join(piece for piece, _is in pieces)) < 170


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_marked_loses_nothing(text, found):
    pieces = marked(text, [w for f in found for w in words(f)], length=10**6)
    assert "".join(piece for piece, _is in pieces) == " ".join(text.split())
