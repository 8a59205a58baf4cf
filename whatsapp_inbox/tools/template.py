"""Message templates: Meta's components → typed value → what is sent and shown.

Source: Cloud API, templates/components and messages/template-messages. Components come
from Meta, where other programs write them, so every value may be of another type.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import text_format
from .json_values import mapping, mappings, text

HEADER, BODY, BUTTON = "header", "body", "button"
MEDIA = ("image", "video", "document")
#: What a location header is filled with; names and addresses may be missing.
LOCATION = ("latitude", "longitude", "name", "address")
#: Buttons that are sent without anything of ours.
PLAIN_BUTTONS = ("quick_reply", "phone_number", "request_contact_info", "voice_call")
BUTTONS = (
    "quick_reply",
    "url",
    "phone_number",
    "copy_code",
    "flow",
    *PLAIN_BUTTONS[2:],
)

VARIABLE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Variable:
    """A gap of a template. `key` is its name or number; of a button, its index."""

    component: str
    key: str
    example: str = ""

    @property
    def place(self):
        """How values of variables are keyed: "body.1", "header.name", "button.0"."""
        return f"{self.component}.{self.key}"


@dataclass(frozen=True, slots=True)
class Button:
    """`kind` is Meta's word in lower case, `raw` all that Meta said of it."""

    kind: str
    text: str = ""
    url: str = ""
    phone: str = ""
    example: str = ""
    raw: dict = field(default_factory=dict, compare=False)

    @property
    def has_variable(self):
        return self.kind == "copy_code" or (
            self.kind == "url" and bool(VARIABLE.search(self.url))
        )


@dataclass(frozen=True, slots=True)
class Template:
    """`header` is "" (none) or Meta's format in lower case: text, image, video,
    document, location, or one that we only show. `others` are components without a
    field of their own (carousel, limited_time_offer …), as Meta gave them."""

    header: str = ""
    header_text: str = ""
    body: str = ""
    footer: str = ""
    buttons: tuple[Button, ...] = ()
    examples: dict = field(default_factory=dict)  # by place
    others: tuple[dict, ...] = ()
    named: bool = False

    @property
    def variables(self) -> list[Variable]:
        """In the order in which they stand, each once."""
        found = []
        if self.header == "text":
            found += [Variable(HEADER, key) for key in names(self.header_text)]
        elif self.header == "location":
            found += [Variable(HEADER, key) for key in LOCATION]
        found += [Variable(BODY, key) for key in names(self.body)]
        found += [
            Variable(BUTTON, str(index), button.example)
            for index, button in enumerate(self.buttons)
            if button.has_variable
        ]
        return [
            Variable(v.component, v.key, self.examples.get(v.place) or v.example)
            for v in found
        ]

    @property
    def unsupported(self) -> list[str]:
        """Meta's words for what we cannot fill, so that it is shown and not sent."""
        kinds = [text(c.get("type")).lower() or "?" for c in self.others]
        if self.header not in ("", "text", "location", *MEDIA):
            kinds.append(self.header)
        kinds += [b.kind or "?" for b in self.buttons if b.kind not in BUTTONS]
        return list(dict.fromkeys(kinds))


def names(words: str) -> list[str]:
    """The variables of a text, in order, each once."""
    return list(dict.fromkeys(VARIABLE.findall(words or "")))


# -- from Meta ------------------------------------------------------------------------


def parse(components, parameter_format="") -> Template:
    """The template that Meta's `components` describe."""
    values, others = {"examples": {}}, []
    for component in mappings(components):
        kind = text(component.get("type")).lower()
        if reader := _READERS.get(kind):
            reader(component, values)
        else:
            others.append(component)
    named = text(parameter_format).upper() == "NAMED"
    return Template(**values, others=tuple(others), named=named)


def _read_header(component, values):
    format_ = text(component.get("format")).lower() or "text"
    values["header"] = format_
    if format_ == "text":
        values["header_text"] = text(component.get("text"))
        _read_examples(component, values, HEADER, values["header_text"])


def _read_body(component, values):
    values["body"] = text(component.get("text"))
    _read_examples(component, values, BODY, values["body"])


def _read_examples(component, values, place, words):
    example = mapping(component.get("example"))
    for named in mappings(example.get(f"{place}_text_named_params")):
        key = f"{place}.{text(named.get('param_name'))}"
        values["examples"][key] = text(named.get("example"))
    given = example.get(f"{place}_text")
    if isinstance(given, list) and given and isinstance(given[0], list):
        given = given[0]  # of a body: one list for each set of examples
    for key, value in zip(names(words), given or (), strict=False):
        values["examples"].setdefault(f"{place}.{key}", text(value))


def _read_footer(component, values):
    values["footer"] = text(component.get("text"))


def _read_buttons(component, values):
    values["buttons"] = tuple(map(_button, mappings(component.get("buttons"))))


def _button(raw):
    example = raw.get("example")
    if isinstance(example, list):
        example = example[0] if example else ""
    return Button(
        kind=text(raw.get("type")).lower(),
        text=text(raw.get("text")),
        url=text(raw.get("url")),
        phone=text(raw.get("phone_number")),
        example=text(example),
        raw=raw,
    )


_READERS = {
    "header": _read_header,
    "body": _read_body,
    "footer": _read_footer,
    "buttons": _read_buttons,
}


# -- to Meta --------------------------------------------------------------------------


def components(template: Template, handle: str = "") -> list[dict]:
    """Meta's `components` to create or edit this template.

    :param handle: of the example of a media header (resumable upload)
    """
    result = []
    if template.header:
        header = {"type": "HEADER", "format": template.header.upper()}
        if template.header == "text":
            header["text"] = template.header_text
            header |= _examples(template, HEADER)
        elif template.header in MEDIA:
            header["example"] = {"header_handle": [handle]}
        result.append(header)
    body = {"type": "BODY", "text": template.body, **_examples(template, BODY)}
    result.append(body)
    if template.footer:
        result.append({"type": "FOOTER", "text": template.footer})
    if template.buttons:
        buttons = [_to_meta(button) for button in template.buttons]
        result.append({"type": "BUTTONS", "buttons": buttons})
    return result + list(template.others)


def _examples(template, place):
    own = [v for v in template.variables if v.component == place]
    if not own:
        return {}
    if template.named:
        given = [{"param_name": v.key, "example": v.example} for v in own]
        return {"example": {f"{place}_text_named_params": given}}
    given = [v.example for v in sorted(own, key=lambda v: _position(v.key))]
    return {"example": {f"{place}_text": [given] if place == BODY else given}}


def _position(key):
    return int(key) if key.isdecimal() else 0


def _to_meta(button):
    if button.kind not in BUTTONS or button.kind == "flow":
        return button.raw
    result = {"type": button.kind.upper()}
    if button.kind != "copy_code":
        result["text"] = button.text
    if button.kind == "url":
        result["url"] = button.url
    if button.kind == "phone_number":
        result["phone_number"] = button.phone
    if button.has_variable:
        code = button.kind == "copy_code"
        result["example"] = button.example if code else [button.example]
    return {key: value for key, value in result.items() if value or key == "text"}


# -- filling --------------------------------------------------------------------------


def clean(value: str) -> str:
    """A value as Meta takes it: no line breaks, tabs or runs of spaces (132018)."""
    return " ".join(str(value or "").split())


def fill(words: str, place: str, values: Mapping[str, str]) -> str:
    """`words` with its variables filled; one without a value stays."""
    return VARIABLE.sub(
        lambda match: values.get(f"{place}.{match[1]}") or match[0], words or ""
    )


def missing(template: Template, values: Mapping[str, str]) -> list[Variable]:
    """The variables that still need a value; a place needs no name or address."""
    return [
        variable
        for variable in template.variables
        if not values.get(variable.place)
        and not (template.header == "location" and variable.key in LOCATION[2:])
    ]


def button_url(button: Button, index: int, values: Mapping[str, str]) -> str:
    value = values.get(f"{BUTTON}.{index}")
    return VARIABLE.sub(lambda match: value or match[0], button.url)


def send_components(template: Template, values: Mapping[str, str], media=None) -> list:
    """The `components` of a message of type template.

    :param values: by place, each `clean`; of a quick reply what comes back if it is
        tapped
    :param media: of a media header, `{"id": …}`, for a document with its `filename`
    """
    result = []
    if header := _header_parameters(template, values, media):
        result.append({"type": "header", "parameters": header})
    if names(template.body):
        parameters = _text_parameters(template, BODY, template.body, values)
        result.append({"type": "body", "parameters": parameters})
    for index, button in enumerate(template.buttons):
        value = values.get(f"{BUTTON}.{index}")
        if parameter := _button_parameter(button, value):
            result.append(
                {
                    "type": "button",
                    "sub_type": button.kind,
                    "index": str(index),
                    "parameters": [parameter],
                }
            )
    return result


def _header_parameters(template, values, media):
    if template.header in MEDIA:
        return [{"type": template.header, template.header: media or {}}]
    if template.header == "location":
        place = {key: values.get(f"{HEADER}.{key}") or "" for key in LOCATION}
        return [{"type": "location", "location": place}]
    if template.header == "text":
        return _text_parameters(template, HEADER, template.header_text, values)
    return []


def _text_parameters(template, place, words, values):
    """Numbered ones by their number, as Meta counts; named ones by name."""
    keys = names(words)
    if not template.named:
        keys = sorted(keys, key=_position)
    return [
        {
            "type": "text",
            **({"parameter_name": key} if template.named else {}),
            "text": values.get(f"{place}.{key}") or "",
        }
        for key in keys
    ]


def _button_parameter(button, value):
    if button.kind == "copy_code":
        return {"type": "coupon_code", "coupon_code": value or ""}
    if button.kind == "quick_reply":
        return {"type": "payload", "payload": value} if value else None
    if button.kind == "flow":
        return {"type": "action", "action": {"flow_token": "unused"}}
    if button.has_variable:
        return {"type": "text", "text": value or ""}
    return None


# -- showing --------------------------------------------------------------------------


def preview(template: Template, values: Mapping[str, str]) -> dict:
    """What the customer sees, for bubble and pickers.

    :return: `header` {type, text}, `body` (safe HTML), `footer`, `buttons` [{kind,
        text, detail}], `others` (Meta's words for what is not shown here)
    """
    header = {"type": template.header, "text": ""}
    if template.header == "text":
        header["text"] = fill(template.header_text, HEADER, values)
    elif template.header == "location":
        named = [values.get(f"{HEADER}.{key}") for key in ("name", "address")]
        point = [values.get(f"{HEADER}.{key}") or "?" for key in LOCATION[:2]]
        header["text"] = ", ".join(filter(None, named)) or ", ".join(point)
    return {
        "header": header,
        "body": str(text_format.to_html(fill(template.body, BODY, values))),
        "footer": template.footer,
        "buttons": [
            {"kind": b.kind, "text": b.text, "detail": _detail(b, index, values)}
            for index, b in enumerate(template.buttons)
        ],
        "others": template.unsupported,
    }


def _detail(button, index, values):
    """Where a button leads: an address, a number or a code."""
    if button.kind == "url":
        return button_url(button, index, values)
    if button.kind == "copy_code":
        return values.get(f"{BUTTON}.{index}") or button.example
    return button.phone
