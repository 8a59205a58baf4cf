"""Tables: texts as they are compared in a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.search_text import folded, words

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


@given(st.text())
def test_once_is_enough(text):
    assert "\n" not in folded(text)
    assert folded(folded(text)) == folded(text)
