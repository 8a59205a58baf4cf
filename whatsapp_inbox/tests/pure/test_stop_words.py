import pytest
from tools import stop_words

WORDS = stop_words.parse(["STOP, Unsubscribe", "baja; no más\nستوب", "", None])


def test_parse():
    assert WORDS == {"stop", "unsubscribe", "baja", "no mas", "ستوب"}
    assert stop_words.parse([" , ;"]) == set()


@pytest.mark.parametrize(
    "text", ["STOP", "stop!", " «Baja». ", "No mas", "🛑 stop 🛑", "*Stop*"]
)
def test_said(text):
    assert stop_words.said(text, WORDS)


@pytest.mark.parametrize(
    "text",
    ["stop by tomorrow", "", "unstoppable", "baja la música", "🛑", "stop, stop"],
)
def test_not_said(text):
    assert not stop_words.said(text, WORDS)


def test_without_words():
    assert not stop_words.said("", set())
    assert not stop_words.said("stop", set())
