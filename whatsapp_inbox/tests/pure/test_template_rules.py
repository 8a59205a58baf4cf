"""Tables: what Meta refuses of a template."""

import dataclasses

import pytest
from tools.template import Button, Template
from tools.template_rules import check

EXAMPLES = {"body.1": "Ana", "body.2": "S1", "body.name": "Ana", "header.1": "S1"}
GOOD = Template(body="Hello {{1}}, your order {{2}} left us today.", examples=EXAMPLES)


def changed(**values):
    return dataclasses.replace(GOOD, **values)


def rules(template, name="order_update", lang="en", category="utility", **values):
    return [f.rule for f in check(template, name, lang, category, **values)]


def buttons(*made):
    return changed(buttons=made)


REPLY = Button("quick_reply", "Thanks")
MORE = Button("quick_reply", "More")
LINK = Button("url", "Track", "https://example.com/{{1}}", example="S1")
CALL = Button("phone_number", "Call us", phone="+34911234567")
CODE = Button("copy_code", example="SAVE20")


@pytest.mark.parametrize(
    "template",
    [
        GOOD,
        changed(header="text", header_text="Order {{1}}"),
        changed(header="image"),
        changed(header="location"),
        changed(footer="Reply STOP"),
        changed(body="x" * 1024),
        changed(body="Dear {{name}}, it is ready now", named=True),
        changed(body="Of {{2}} and of {{1}} we know it all"),
        buttons(REPLY, MORE, LINK, CALL, CODE),
        buttons(LINK, CALL, REPLY, MORE),
        buttons(*(Button("quick_reply", f"Number {n}") for n in range(10))),
        buttons(Button("flow", "Book"), Button("quick_reply", "No")),
    ],
)
def test_accepted(template):
    assert rules(template) == []


@pytest.mark.parametrize(
    ("template", "rule"),
    [
        (changed(body=""), "empty"),
        (changed(body="  \n"), "empty"),
        (changed(body="x" * 1025), "too_long"),
        (changed(body="{{1}}, your order has left us today"), "at_the_edge"),
        (changed(body="We have sent your order to {{1}}"), "at_the_edge"),
        (changed(body="We have sent your order to {{1}}."), "at_the_edge"),
        (changed(body="We sent {{1}} {{2}} to you this very day"), "side_by_side"),
        (changed(body="We sent {{1}}{{2}} to you this very day"), "side_by_side"),
        (changed(body="We sent it to {{2}} this day"), "numbering"),
        (changed(body="We sent it to {{name}} this day"), "variable_number"),
        (changed(body="We sent it to {{Name}} now", named=True), "variable_name"),
        (changed(body="We sent it to {{1}} now", named=True), "variable_name"),
        (changed(body="We sent {{ }} to you today"), "braces"),
        (changed(body="We sent {{a b}} to you today"), "braces"),
        (changed(body="We sent {{1 to you today"), "braces"),
        (changed(body="One\n\n\nTwo"), "blank_space"),
        (changed(body="One      Two"), "blank_space"),
        (changed(body="Hi {{1}} from {{2}} now"), "too_few_words"),
        (changed(examples={"body.1": "Ana"}), "example"),
        (changed(examples={"body.1": "Ana", "body.2": " "}), "example"),
        (changed(header="text"), "empty"),
        (changed(header="text", header_text="x" * 61), "too_long"),
        (changed(header="text", header_text="{{1}} of {{2}}"), "one_variable"),
        (changed(header="text", header_text="*Order*"), "plain_text"),
        (changed(header="text", header_text="Order 🎉"), "plain_text"),
        (changed(header="text", header_text="Order\nnew"), "plain_text"),
        (changed(header="text", header_text="Of {{1}}", examples={}), "example"),
        (changed(footer="x" * 61), "too_long"),
        (changed(footer="By {{1}} today"), "no_variables"),
        (buttons(REPLY, LINK, MORE), "button_order"),
        (buttons(LINK, REPLY, CALL), "button_order"),
        (buttons(*(Button("quick_reply", f"No {n}") for n in range(11))), "too_many"),
        (buttons(LINK, LINK, LINK), "too_many_of_kind"),
        (buttons(CALL, dataclasses.replace(CALL, text="Ring")), "too_many_of_kind"),
        (buttons(CODE, CODE), "too_many_of_kind"),
        (buttons(REPLY, REPLY), "same_buttons"),
        (buttons(Button("quick_reply", "x" * 26)), "too_long"),
        (buttons(Button("quick_reply", "")), "empty"),
        (buttons(Button("quick_reply", "Go {{1}}")), "plain_text"),
        (buttons(Button("url", "Go", "example.com")), "url"),
        (buttons(Button("url", "Go", "javascript:alert(1)")), "url"),
        (buttons(Button("url", "Go", "https://a.b/{{1}}/x", example="1")), "url_v"),
        (buttons(Button("url", "Go", "https://a.b/{{2}}", example="1")), "url_v"),
        (buttons(Button("url", "Go", "https://a.b/{{1}}")), "example"),
        (buttons(Button("url", "Go", "https://a.b/" + "x" * 2000)), "too_long"),
        (buttons(Button("phone_number", "Call", phone="us")), "phone"),
        (buttons(Button("copy_code", example="x" * 21)), "too_long"),
        (buttons(Button("copy_code")), "example"),
    ],
)
def test_refused(template, rule):
    found = rules(template)
    assert any(word.startswith(rule) for word in found), found


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"name": "Order"}, "name"),
        ({"name": "order-update"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 513}, "name"),
        ({"lang": "en-US"}, "language"),
        ({"lang": "english"}, "language"),
        ({"category": "news"}, "category"),
        ({"category": "authentication"}, "authentication"),
    ],
)
def test_refused_outside_of_the_texts(values, rule):
    assert rule in rules(GOOD, **values)


def test_a_media_header_needs_an_example():
    assert rules(changed(header="video"), handle=False) == ["media_example"]


def test_findings_tell_where_and_how_much():
    [found] = check(changed(footer="x" * 70), "a", "en", "utility")
    assert (found.part, found.details) == ("footer", {"limit": 60, "length": 70})
    [found] = check(buttons(REPLY, Button("url", "Go", "x")), "a", "en", "utility")
    assert found.part == "2"


def test_buttons_that_only_meta_makes_are_not_judged():
    assert rules(buttons(Button("catalog", "View", raw={"type": "CATALOG"}))) == []
