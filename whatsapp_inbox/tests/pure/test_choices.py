"""Tables: how a question with answers is sent."""

import pytest
from tools.choices import as_lines, interactive


def titled(*titles):
    return [(f"menu:{number}", title, "") for number, title in enumerate(titles)]


#: text, choices → type of the interactive message, or None for lines of text
KINDS = [
    ("Where?", titled("Madrid"), "button"),
    ("Where?", titled("Madrid", "Rome", "Milan"), "button"),
    ("Where?", titled("x" * 20), "button"),
    ("Where?", titled("x" * 21), "list"),
    ("Where?", titled(*"abcd"), "list"),
    ("Where?", titled(*"abcdefghij"), "list"),
    ("Where?", titled("x" * 24), "list"),
    ("x" * 1024, titled("Madrid"), "button"),
    ("x" * 1025, titled("Madrid"), "list"),
    ("Where?", [("k" * 256, "Madrid", "")], "button"),
    ("Where?", titled(*"abcdefghijk"), None),
    ("Where?", titled("x" * 25), None),
    ("Where?", titled("Madrid", "Madrid"), None),
    ("Where?", titled(" ", "Madrid"), None),
    ("Where?", [("1", "Madrid", ""), ("1", "Rome", "")], None),
    ("Where?", [("k" * 257, "Madrid", "")], None),
    ("x" * 4097, titled("Madrid"), None),
    ("Where?", [(title, title, "x" * 72) for title in "abcd"], "list"),
    ("Where?", [(title, title, "x" * 73) for title in "abcd"], None),
    ("Where?", [(title, title, "x" * 73) for title in "abc"], "button"),
    ("Where?", [], None),
    ("", titled("Madrid"), None),
]


@pytest.mark.parametrize(("text", "choices", "kind"), KINDS)
def test_kinds(text, choices, kind):
    message = interactive(text, choices, "Choose")
    assert (message and message["type"]) == kind


def test_buttons():
    assert interactive("Where?", titled("Madrid"), "Choose")["action"] == {
        "buttons": [{"type": "reply", "reply": {"id": "menu:0", "title": "Madrid"}}]
    }


def test_list():
    action = interactive("Where?", titled(*"abcd"), "Choose what you need now")[
        "action"
    ]
    assert action["button"] == "Choose what you need"
    [section] = action["sections"]
    assert section["rows"][3] == {"id": "menu:3", "title": "d"}


def test_descriptions():
    """Of a list; buttons have none."""
    choices = [(title, title, f"About {title}") for title in "abcd"]
    [section] = interactive("Where?", choices, "Choose")["action"]["sections"]
    assert section["rows"][0] == {"id": "a", "title": "a", "description": "About a"}
    buttons = interactive("Where?", choices[:1], "Choose")["action"]["buttons"]
    assert buttons == [{"type": "reply", "reply": {"id": "a", "title": "a"}}]
    assert as_lines("Where?", choices[:1]) == "Where?\n\n1. a – About a"


def test_lines():
    assert (
        as_lines("Where?", titled("Madrid", "Rome")) == "Where?\n\n1. Madrid\n2. Rome"
    )
