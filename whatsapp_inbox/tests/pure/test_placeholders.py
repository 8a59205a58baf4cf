"""Tables: placeholders of automatic texts, filled and closed; and those with gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.placeholders import (
    DOUBLE,
    NAMES,
    faults,
    fill,
    fill_or_gap,
    first_name,
    gaps,
    used,
)

FAULTS = [
    ("", []),
    ("Hello", []),
    ("Hello {name}, {team} is back {opening}: {place} {waiting}", []),
    ("Hello {nmae}", ["{nmae}"]),
    ("Hello {Name}", ["{Name}"]),
    ("Hello { name }", ["{ name }"]),
    ("Hello {}", ["{}"]),
    ("Hello {name", ["{"]),
    ("Hello name}", ["}"]),
    ("Hello {{name}}", ["{", "}"]),
    ("{a} {name} {b}", ["{a}", "{b}"]),
    ("{na\nme}", ["{", "}"]),
    ("{name.phone} {0} {name!r}", ["{name.phone}", "{0}", "{name!r}"]),
]


@pytest.mark.parametrize(("text", "wrong"), FAULTS)
def test_faults(text, wrong):
    assert faults(text) == wrong


#: text, facts → what is sent
FILLED = [
    ("Hello {name}!", {"name": "Ana"}, "Hello Ana!"),
    ("Hello {name}!", {}, "Hello!"),
    ("Hello {name}!", {"name": "  "}, "Hello!"),
    ("Hello, {name}!", {}, "Hello!"),
    ("Hello {name}, how are you?", {}, "Hello, how are you?"),
    ("¡Hola {name}! Gracias.", {}, "¡Hola! Gracias."),
    ("Hello {name}", {}, "Hello"),
    ("Hello {name} and welcome", {}, "Hello and welcome"),
    ("{name}, thank you.", {}, "Thank you."),
    ("{name}, thank you.", {"name": "Ana"}, "Ana, thank you."),
    ("{name}! We got it.", {}, "We got it."),
    ("{name}", {}, ""),
    ("Hi.\n{name}, thanks", {}, "Hi.\nThanks"),
    ("Thanks, {name}.", {}, "Thanks."),
    ("مرحبا {name}، أهلا", {}, "مرحبا، أهلا"),
    ("Hi {name}{name}", {}, "Hi"),
    ("Bye {name}\nUs", {}, "Bye\nUs"),
    # a sentence goes with the fact that it is about
    ("Closed. We are back {opening}.", {"opening": "today at 9"}, None),
    ("Closed. We are back {opening}.", {}, "Closed."),
    ("Closed! Back {opening}! Bye {name}!", {}, "Closed! Bye!"),
    ("You are number {place}.\nAbout {waiting} to go.", {"place": "3"}, None),
    ("You are number {place}, {waiting} to go.", {"place": "3"}, ""),
    ("A {waiting}\n\nB", {}, "B"),
    ("A\n\n{waiting}\n\nB", {}, "A\n\nB"),
    ("{team} is back {opening}.", {"team": "Sales", "opening": "soon"}, None),
    ("أهلا. نعود {opening}؟ شكرا", {}, "أهلا. شكرا"),
    # what is put in is never read again
    ("Hello {name}", {"name": "{team}", "team": "Sales"}, "Hello {team}"),
    ("Hello {name}", {"name": "%s {0}"}, "Hello %s {0}"),
    ("", {"name": "Ana"}, ""),
]
EXPECTED = {
    "Closed. We are back {opening}.": "Closed. We are back today at 9.",
    "You are number {place}.\nAbout {waiting} to go.": "You are number 3.",
    "{team} is back {opening}.": "Sales is back soon.",
}


@pytest.mark.parametrize(("text", "facts", "sent"), FILLED)
def test_fill(text, facts, sent):
    assert fill(text, facts) == (EXPECTED[text] if sent is None else sent)


def test_a_fact_that_costs_something_is_asked_once_and_if_needed():
    asked = []

    def waiting():
        asked.append("waiting")
        return "5 minutes"

    assert fill("Hello", {"waiting": waiting}) == "Hello"
    assert not asked
    assert fill("{waiting} or {waiting}", {"waiting": waiting}) == (
        "5 minutes or 5 minutes"
    )
    assert asked == ["waiting"]


FIRST_NAMES = [
    ("Ana García", "Ana"),
    ("  ana", "ana"),
    ("García, Ana", "García"),
    ("Dr. Ana", "Ana"),
    ("😀 Ana 😀", "Ana"),
    ("Jean-Luc", "Jean-Luc"),
    ("O'Brien", "O'Brien"),
    ("أحمد علي", "أحمد"),
    ("हिन्दी", "हिन्दी"),
    ("小明", "小明"),
    ("~", ""),
    ("", ""),
    (None, ""),
    ("+34 600 11 12 22", ""),
    ("@ana", ""),
    ("*Ana*", ""),
    ("www.example.com", ""),
    ("https://example.com Ana", "Ana"),
    ("{name}", ""),
    ("x" * 41, ""),
    ("a_b", ""),
]


@pytest.mark.parametrize(("full", "first"), FIRST_NAMES)
def test_first_name(full, first):
    assert first_name(full) == first


TEXTS = st.text(
    st.sampled_from("ab{}.,!? \n¡،") | st.characters(exclude_categories=("Cs",))
)
PARTS = st.sampled_from([*("{%s}" % name for name in NAMES), " ", ".", "!", ",", "\n"])


@given(
    st.lists(PARTS | TEXTS).map("".join), st.dictionaries(st.sampled_from(NAMES), TEXTS)
)
def test_no_text_breaks_it(text, facts):
    filled = fill(text, facts)
    assert filled == filled.strip()
    assert "\n\n\n" not in fill(text, dict.fromkeys(NAMES, "x"))
    if not any("{" in value for value in facts.values()):
        assert not used(filled)
    if not faults(text) and not any({"{", "}"} & set(v) for v in facts.values()):
        assert "{" not in filled


@given(TEXTS)
def test_no_name_breaks_it(full):
    name = first_name(full)
    assert len(name) <= 40
    assert not set("{}*_~`@/\n ") & set(name)


# -- {{customer.name}} -----------------------------------------------------------------

KNOWN = ("customer.name", "agent.name", "order.name")

DOUBLE_FAULTS = [
    ("", []),
    ("Hello {{customer.name}}", []),
    ("Hello {{ customer.name }}, {{agent.name|us}}", []),
    ('Code {x} and {"json": 1}', []),
    ("{{customer.nmae}}", ["{{customer.nmae}}"]),
    ("{{Customer.name}}", ["{{Customer.name}}"]),
    ("{{customer.name.__class__}}", ["{{customer.name.__class__}}"]),
    ("{{}} {{|x}}", ["{{}}", "{{|x}}"]),
    ("{{customer.name", ["{{"]),
    ("customer.name}}", ["}}"]),
    ("{{customer.name|a{b}}", ["{{", "}}"]),
    ("{{customer\n.name}}", ["{{", "}}"]),
    ("{{1 + 1}}", ["{{1 + 1}}"]),
]


@pytest.mark.parametrize(("text", "wrong"), DOUBLE_FAULTS)
def test_faults_of_double_braces(text, wrong):
    assert faults(text, KNOWN, DOUBLE) == wrong


def test_used_of_double_braces():
    text = "{{ customer.name }} {{agent.name|us}} {{nobody}} {order.name}"
    assert used(text, KNOWN, DOUBLE) == {"customer.name", "agent.name"}


#: text, values → what is shown, and which gaps
GAPS = [
    ("Hi {{customer.name}}!", {"customer.name": "Ana"}, "Hi Ana!", []),
    ("Hi {{ customer.name }}!", {"customer.name": "Ana"}, "Hi Ana!", []),
    (
        "Hi {{customer.name}}!",
        {"customer.name": ""},
        "Hi [customer.name]!",
        ["customer.name"],
    ),
    ("Hi {{customer.name|friend}}!", {"customer.name": ""}, "Hi friend!", []),
    ("Hi {{customer.name| }}", {"customer.name": ""}, None, ["customer.name"]),
    ("Hi {{customer.name|friend}}!", {"customer.name": "Ana"}, "Hi Ana!", []),
    ("{{nobody}} {{", {"customer.name": "Ana"}, "{{nobody}} {{", []),
    # what is put in is never read again, and no gap of ours
    (
        "{{customer.name}}",
        {"customer.name": "{{agent.name}}", "agent.name": "x"},
        "{{agent.name}}",
        [],
    ),
    ("{{customer.name}}", {"customer.name": "[agent.name]"}, "agent.name", []),
    ("{{customer.name}}", {"customer.name": "\\1 \\g<0> %s {0}"}, None, []),
    ("{{customer.name}}", {"customer.name": "<b>Ana</b>"}, "<b>Ana</b>", []),
    (
        "{{order.name}} {{order.name}} {{agent.name}}",
        {"order.name": "", "agent.name": ""},
        "[order.name] [order.name] [agent.name]",
        ["order.name", "agent.name"],
    ),
]


@pytest.mark.parametrize(("text", "values", "shown", "missing"), GAPS)
def test_fill_or_gap(text, values, shown, missing):
    filled, left = fill_or_gap(text, values)
    if shown is None:
        shown = values["customer.name"] or "Hi [customer.name]"
    assert (filled, left) == (shown, missing)


def test_gaps():
    text = "[customer.name] [x] [nobody.name] [agent.name] [customer.name] [agent.name"
    assert gaps(text, KNOWN) == ["customer.name", "agent.name"]
    assert gaps("", KNOWN) == gaps(None, KNOWN) == []


@given(st.lists(TEXTS | st.just("{{customer.name}}")).map("".join), TEXTS)
def test_what_is_filled_has_no_gap(text, value):
    if gaps(text, KNOWN) or not value:
        return
    filled, left = fill_or_gap(text, {"customer.name": value})
    assert not left
    assert not gaps(filled, KNOWN) or "[" in text
