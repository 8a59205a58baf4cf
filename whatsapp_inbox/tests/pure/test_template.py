"""Templates: what Meta says of them, what is sent, what the customer sees."""

import dataclasses

import pytest
from tools import template as templates
from tools.template import Button, Template, Variable

ORDER = [
    {
        "type": "HEADER",
        "format": "TEXT",
        "text": "Order {{1}}",
        "example": {"header_text": ["S1"]},
    },
    {
        "type": "BODY",
        "text": "Hola {{1}}, su pedido *{{2}}* va en camino.",
        "example": {"body_text": [["Lucía", "S1"]]},
    },
    {"type": "FOOTER", "text": "Desert Garden"},
    {
        "type": "BUTTONS",
        "buttons": [
            {"type": "QUICK_REPLY", "text": "Gracias"},
            {
                "type": "URL",
                "text": "Seguir",
                "url": "https://example.com/{{1}}",
                "example": ["https://example.com/S1"],
            },
            {"type": "PHONE_NUMBER", "text": "Llamar", "phone_number": "+34911"},
            {"type": "COPY_CODE", "text": "Copy code", "example": ["SAVE"]},
        ],
    },
]
VALUES = {
    "header.1": "S9",
    "body.1": "Ana",
    "body.2": "S9",
    "button.1": "S9",
    "button.3": "X1",
}


def named(body, *examples, **values):
    given = [{"param_name": name, "example": example} for name, example in examples]
    component = {"type": "body", "text": body}
    component["example"] = {"body_text_named_params": given}
    return templates.parse([component], "NAMED")


def test_all_components():
    order = templates.parse(ORDER)
    assert (order.header, order.header_text) == ("text", "Order {{1}}")
    assert order.body.startswith("Hola") and order.footer == "Desert Garden"
    assert [button.kind for button in order.buttons] == [
        "quick_reply",
        "url",
        "phone_number",
        "copy_code",
    ]
    assert order.variables == [
        Variable("header", "1", "S1"),
        Variable("body", "1", "Lucía"),
        Variable("body", "2", "S1"),
        Variable("button", "1", "https://example.com/S1"),
        Variable("button", "3", "SAVE"),
    ]
    assert not order.unsupported


def test_what_is_sent_by_number():
    assert templates.send_components(templates.parse(ORDER), VALUES) == [
        {"type": "header", "parameters": [{"type": "text", "text": "S9"}]},
        {
            "type": "body",
            "parameters": [
                {"type": "text", "text": "Ana"},
                {"type": "text", "text": "S9"},
            ],
        },
        {
            "type": "button",
            "sub_type": "url",
            "index": "1",
            "parameters": [{"type": "text", "text": "S9"}],
        },
        {
            "type": "button",
            "sub_type": "copy_code",
            "index": "3",
            "parameters": [{"type": "coupon_code", "coupon_code": "X1"}],
        },
    ]


def test_numbers_are_sent_in_their_order_not_in_that_of_the_text():
    swapped = templates.parse([{"type": "BODY", "text": "Of {{2}} for {{1}} today"}])
    values = {"body.1": "one", "body.2": "two"}
    [body] = templates.send_components(swapped, values)
    assert [p["text"] for p in body["parameters"]] == ["one", "two"]
    assert templates.preview(swapped, values)["body"] == "Of two for one today"


def test_what_is_sent_by_name():
    offer = named("Hi {{name}}, {{rate}} off", ("rate", "20 %"), ("name", "Ana"))
    assert offer.variables[0] == Variable("body", "name", "Ana")
    [body] = templates.send_components(offer, {"body.name": "Bo", "body.rate": "5 %"})
    assert body["parameters"] == [
        {"type": "text", "parameter_name": "name", "text": "Bo"},
        {"type": "text", "parameter_name": "rate", "text": "5 %"},
    ]


@pytest.mark.parametrize("kind", templates.MEDIA)
def test_media_header(kind):
    picture = templates.parse([{"type": "HEADER", "format": kind.upper()}])
    [header] = templates.send_components(picture, {}, {"id": "7"})
    assert header["parameters"] == [{"type": kind, kind: {"id": "7"}}]


def test_location_header():
    place = templates.parse([{"type": "HEADER", "format": "LOCATION"}])
    values = {"header.latitude": "40.4", "header.longitude": "-3.7"}
    assert [v.key for v in templates.missing(place, {})] == ["latitude", "longitude"]
    [header] = templates.send_components(place, {**values, "header.name": "Shop"})
    assert header["parameters"][0]["location"]["name"] == "Shop"
    assert templates.preview(place, values)["header"]["text"] == "40.4, -3.7"


def test_what_we_cannot_fill_is_kept_and_told():
    carousel = {"type": "CAROUSEL", "cards": [{"components": []}]}
    buttons = {"type": "BUTTONS", "buttons": [{"type": "MPM", "text": "See"}]}
    body = {"type": "BODY", "text": "Look"}
    rich = templates.parse([body, buttons, carousel])
    assert rich.unsupported == ["carousel", "mpm"]
    assert templates.preview(rich, {})["others"] == ["carousel", "mpm"]
    assert templates.components(rich) == [body, buttons, carousel]


def test_round_trip():
    order = templates.parse(ORDER)
    *others, code = order.buttons
    code = dataclasses.replace(code, text="")  # Meta writes it itself
    order = dataclasses.replace(order, buttons=(*others, code))
    assert templates.parse(templates.components(order)) == order
    offer = named("Hi {{name}}, {{rate}} off", ("name", "Ana"), ("rate", "5"))
    assert templates.parse(templates.components(offer), "named") == offer


def test_preview():
    shown = templates.preview(templates.parse(ORDER), VALUES)
    assert shown["header"] == {"type": "text", "text": "Order S9"}
    assert shown["body"] == "Hola Ana, su pedido <strong>S9</strong> va en camino."
    assert shown["buttons"][1]["detail"] == "https://example.com/S9"
    assert shown["buttons"][3] == {
        "kind": "copy_code",
        "text": "Copy code",
        "detail": "X1",
    }


def test_gaps_stay_visible():
    order = templates.parse(ORDER)
    assert "{{2}}" in templates.preview(order, {"body.1": "Ana"})["body"]
    places = [v.place for v in templates.missing(order, {"body.1": "Ana"})]
    assert places == ["header.1", "body.2", "button.1", "button.3"]


def test_values_are_text_and_nothing_else():
    body = {"type": "BODY", "text": "Hi {{1}} and {{2}} <b>"}
    values = {"body.1": "{{2}}", "body.2": "<script>"}
    shown = templates.preview(templates.parse([body]), values)["body"]
    assert shown == "Hi {{2}} and &lt;script&gt; &lt;b&gt;"
    assert templates.clean(" a\n b\t      c ") == "a b c"


@pytest.mark.parametrize(
    "hostile",
    [
        None,
        "text",
        {"type": 5},
        [None, 3, {"type": "BODY", "text": {"a": 1}}],
        [{"type": "HEADER", "format": [], "example": "x"}],
        [{"type": "BODY", "text": "{{1}}", "example": {"body_text": [[{}]]}}],
        [{"type": "BODY", "text": "{{1}}", "example": {"body_text": "x"}}],
        [{"type": "BUTTONS", "buttons": {"type": None, "example": {}}}],
        [{"type": "BUTTONS", "buttons": [{"type": "URL", "url": 7, "example": []}]}],
    ],
)
def test_hostile_components(hostile):
    read = templates.parse(hostile, 7)
    templates.preview(read, {})
    templates.send_components(read, {})
    templates.components(read)
    assert isinstance(read.variables, list)


def test_typed_value_without_meta():
    made = Template(body="Hi", buttons=(Button("url", "Go", "https://a.b"),))
    assert templates.components(made)[1]["buttons"] == [
        {"type": "URL", "text": "Go", "url": "https://a.b"}
    ]
