import time

import pytest
from lxml import html as lxml_html
from tools.text_format import split, to_html


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        (" \n ", 10, []),
        ("short", 10, ["short"]),
        ("exactly 10", 10, ["exactly 10"]),
        ("one two three", 8, ["one two", "three"]),
        ("one\ntwo three", 9, ["one\ntwo", "three"]),
        ("aaaa\nbb cc dd", 9, ["aaaa", "bb cc dd"]),
        ("aaaa\n\nbb\ncc dd", 9, ["aaaa", "bb\ncc dd"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a bcdefghij", 4, ["a", "bcde", "fghi", "j"]),
        ("abcd efgh", 4, ["abcd", "efgh"]),
        ("ab  \n\n  cd", 4, ["ab", "cd"]),
        ("😀😀😀", 2, ["😀😀", "😀"]),
        ("abce\u0301f", 4, ["abc", "e\u0301f"]),
        ("ab👩\u200d👧", 4, ["ab", "👩\u200d👧"]),
        ("\u0301" * 5, 2, None),
        # flags, keycaps, skin tones, the vowels of Hindi
        ("a🇪🇸🇮🇹🇧🇷", 4, ["a🇪🇸", "🇮🇹🇧🇷"]),
        ("🇪🇸🇮🇹", 3, ["🇪🇸", "🇮🇹"]),
        ("ab1\ufe0f\u20e3", 4, ["ab", "1\ufe0f\u20e3"]),
        ("abc👍🏽", 4, ["abc", "👍🏽"]),
        ("abcकि", 4, ["abc", "कि"]),
        (" " * 20, 4, []),
    ],
)
def test_split(text, limit, parts):
    result = split(text, limit)
    assert parts is None or result == parts
    assert all(0 < len(part) <= limit for part in result)


@pytest.mark.parametrize("limit", [1, 2, 7, 100, 4096])
def test_split_loses_no_word(limit):
    text = "\n\n".join(f"Paragraph {i} " + "word " * (i % 40) for i in range(60))
    parts = split(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    if limit >= 100:
        assert " ".join(parts).split() == text.split()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("*", "*"),
        ("_", "_"),
        ("~", "~"),
        ("`", "`"),
        ("*_", "_*"),
        ("```", "```"),
        ("```\n", "\n```"),
        ("> *", "*"),
    ],
)
def test_an_emphasis_goes_on_after_a_cut(before, after):
    words = " ".join(f"word{i}" for i in range(60))
    first, *others = parts = split(f"{before}{words}{after}", 200)
    assert len(parts) > 1
    assert all(len(part) <= 200 for part in parts)
    marks = before.strip("\n> ")
    assert first.endswith(after.strip())
    assert all(p.startswith(marks) and p.endswith(after.strip()) for p in others)
    shown = [html2text(to_html(part)) for part in parts]
    assert " ".join(shown).split() == words.split()


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 " * 100,
        "snake_case_name " * 50,
        "*open " + "word " * 100,
        "*one* " * 100,
        "word " * 39 + "*last*\n" + "*word* " * 20,
        "``` " * 51,
    ],
)
def test_a_marker_that_is_none_is_left_alone(text):
    assert " ".join(split(text, 200)).split() == text.split()


def test_a_hostile_text_is_split_in_time():
    start = time.process_time()
    for text in ("*a " * 50_000, "`" * 100_000, "*_~`" * 20_000, "🇪" * 50_000):
        split(text)
    assert time.process_time() - start < 5


def html2text(html):
    return lxml_html.fragment_fromstring(html, create_parent="div").text_content()


def test_a_long_line_without_a_space():
    for word in (
        "x" * 9000,
        "漢" * 9000,
        "👨‍👩‍👧" * 2000,
        "https://x.org/" + "a" * 9000,
    ):
        parts = split(word)
        assert "".join(parts) == word
        assert all(len(part) <= 4096 for part in parts)
