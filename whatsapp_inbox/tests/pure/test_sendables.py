"""Limits and payloads of what agents send (Meta's pages of each type)."""

import pytest
from tools.sendables import card, payload, problems, titles


def buttons(*names, **values):
    return {"type": "buttons", "buttons": list(names), **values}


def rows(*names):
    return [{"title": name, "description": ""} for name in names]


def listed(*sections, button="Choose", **values):
    """:param sections: (title, rows)"""
    made = [{"title": title, "rows": own} for title, own in sections]
    return {"type": "list", "button": button, "sections": made, **values}


def place(latitude=40.4168, longitude=-3.7038, **values):
    return {"type": "location", "latitude": latitude, "longitude": longitude} | values


def asked(content, text="Which?"):
    return [(p.field, p.code, p.limit) for p in problems(content, text)]


LETTERS = "abcdefghijk"

#: content, text → field, code, limit of what Meta would refuse
PROBLEMS = [
    (buttons("Yes", "No"), "Which?", []),
    (buttons("x" * 20, header="h" * 60, footer="f" * 60), "x" * 1024, []),
    (buttons("x" * 21), "Which?", [("buttons.0", "long", 20)]),
    (buttons(), "Which?", [("buttons", "missing", 0)]),
    (buttons(*"abcd"), "Which?", [("buttons", "many", 3)]),
    (buttons("a", " "), "Which?", [("buttons.1", "missing", 0)]),
    (buttons("a", "a"), "Which?", [("buttons.1", "same", 0)]),
    (buttons("a"), " ", [("body", "missing", 0)]),
    (buttons("a"), "x" * 1025, [("body", "long", 1024)]),
    (buttons("a", header="h" * 61), "Which?", [("header", "long", 60)]),
    (buttons("a", footer="f" * 61), "Which?", [("footer", "long", 60)]),
    (listed(("", rows(*LETTERS[:10]))), "x" * 4096, []),
    (listed(("", rows("x" * 24)), button="x" * 20), "Which?", []),
    (listed(("", rows("a"))), "x" * 4097, [("body", "long", 4096)]),
    (listed(("", rows(*LETTERS))), "Which?", [("rows", "many", 10)]),
    (
        listed(("A", rows(*"abcdef")), ("B", rows(*"ghijk"))),
        "Which?",
        [("rows", "many", 10)],
    ),
    (listed(("", [])), "Which?", [("rows", "missing", 0)]),
    (listed(("", rows("a")), button=""), "Which?", [("button", "missing", 0)]),
    (listed(("", rows("a")), button="x" * 21), "Which?", [("button", "long", 20)]),
    (listed(("", rows("x" * 25))), "Which?", [("rows.0.0.title", "long", 24)]),
    (
        listed(("A", rows("a")), ("", rows("b"))),
        "Which?",
        [("sections.1.title", "missing", 0)],
    ),
    (
        listed(("A" * 25, rows("a"))),
        "Which?",
        [("sections.0.title", "long", 24)],
    ),
    (
        listed(("A", rows("a")), ("B", [])),
        "Which?",
        [("sections.1.rows", "missing", 0)],
    ),
    (
        listed(("A", rows("a")), ("B", rows("a"))),
        "Which?",
        [("rows.1.0.title", "same", 0)],
    ),
    (
        listed(("", [{"title": "a", "description": "d" * 73}])),
        "Which?",
        [("rows.0.0.description", "long", 72)],
    ),
    (place(), "", []),
    (place(90, -180), "", []),
    (place(90.1), "", [("latitude", "range", 90)]),
    (place(longitude=float("nan")), "", [("longitude", "range", 180)]),
    (place(latitude="40"), "", [("latitude", "missing", 0)]),
    (place(latitude=True), "", [("latitude", "missing", 0)]),
    (place(name="n" * 1001), "", [("name", "long", 1000)]),
    ({"type": "location_request"}, "Where?", []),
    ({"type": "location_request"}, "", [("body", "missing", 0)]),
    ({"type": "location_request"}, "x" * 1025, [("body", "long", 1024)]),
    ({"type": "contacts", "contacts": []}, "", [("contacts", "missing", 0)]),
    ({"type": "contacts", "contacts": [{}] * 11}, "", [("contacts", "many", 10)]),
]


@pytest.mark.parametrize("content, text, expected", PROBLEMS)
def test_problems(content, text, expected):
    assert asked(content, text) == expected


@pytest.mark.parametrize(
    "content",
    [None, {}, {"type": "text"}, {"type": "buttons"}, {"type": "list", "sections": 5}],
)
def test_what_is_none(content):
    with pytest.raises(ValueError):
        problems(content)


def test_buttons():
    content = buttons("Yes", "No", header="Delivery", footer=" ")
    assert payload(content, "Is it you?") == (
        "interactive",
        {
            "type": "button",
            "header": {"type": "text", "text": "Delivery"},
            "body": {"text": "Is it you?"},
            "action": {
                "buttons": [
                    {"type": "reply", "reply": {"id": "reply:1", "title": "Yes"}},
                    {"type": "reply", "reply": {"id": "reply:2", "title": "No"}},
                ]
            },
        },
    )
    assert titles(content) == ["Yes", "No"]


def test_a_list_has_one_id_for_each_row():
    content = listed(
        ("Today", [{"title": "9:00", "description": "the first"}]),
        ("Tomorrow", rows("10:00")),
        footer="Ends at 18:00",
    )
    assert payload(content, "When?") == (
        "interactive",
        {
            "type": "list",
            "body": {"text": "When?"},
            "footer": {"text": "Ends at 18:00"},
            "action": {
                "button": "Choose",
                "sections": [
                    {
                        "title": "Today",
                        "rows": [
                            {
                                "id": "reply:1",
                                "title": "9:00",
                                "description": "the first",
                            }
                        ],
                    },
                    {
                        "title": "Tomorrow",
                        "rows": [{"id": "reply:2", "title": "10:00"}],
                    },
                ],
            },
        },
    )
    assert titles(content) == ["9:00", "10:00"]


def test_a_place_has_no_empty_words():
    assert payload(place(name=" Shop ", address="")) == (
        "location",
        {"latitude": 40.4168, "longitude": -3.7038, "name": "Shop"},
    )


def test_a_request_for_a_place():
    assert payload({"type": "location_request"}, "Where?") == (
        "interactive",
        {
            "type": "location_request_message",
            "body": {"text": "Where?"},
            "action": {"name": "send_location"},
        },
    )


def test_a_card():
    made = card(
        "Ana Pérez",
        parts={"first_name": "Ana", "last_name": "Pérez"},
        company="Garden",
        phones=[("+34600111222", "WORK", "34600111222"), ("+34911", "HOME", "")],
        emails=[("ana@example.com", "WORK")],
    )
    assert made == {
        "name": {
            "formatted_name": "Ana Pérez",
            "first_name": "Ana",
            "last_name": "Pérez",
        },
        "org": {"company": "Garden"},
        "phones": [
            {"phone": "+34600111222", "type": "WORK", "wa_id": "34600111222"},
            {"phone": "+34911", "type": "HOME"},
        ],
        "emails": [{"email": "ana@example.com", "type": "WORK"}],
    }
    assert payload({"type": "contacts", "contacts": [made]}) == ("contacts", [made])
