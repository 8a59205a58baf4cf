"""What an agent sends beside text and files: questions with answers to tap, a place, a
request for one, contact cards.

A content is what the browser says: ``{"type": "buttons", "buttons": ["Yes", "No"]}``,
``{"type": "list", "button": "Choose", "sections": [{"title", "rows": [{"title",
"description"}]}]}``, both with ``header`` and ``footer``; ``{"type": "location",
"latitude", "longitude", "name", "address"}``; ``{"type": "location_request"}``. Cards
are made of records, see ``whatsapp.inbox.sendable``.

Limits of Meta's pages: messages/interactive-reply-buttons-messages,
-interactive-list-messages, -location-request-messages, -location-messages and
-contacts-messages.
"""

from dataclasses import dataclass

from .choices import (
    BUTTON_BODY,
    BUTTON_TITLE,
    LIST_BODY,
    MAX_BUTTONS,
    MAX_ROWS,
    ROW_DESCRIPTION,
    ROW_TITLE,
)

HEADER, FOOTER, SECTION_TITLE, PLACE_WORDS = 60, 60, 24, 1000
MAX_CARDS = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """Why Meta would refuse a content.

    :ivar field: where, as ``rows.0.1.title``: the second row of the first section
    :ivar code: ``missing``, ``long``, ``many``, ``same``, ``range``
    :ivar limit: that is broken, if one is
    """

    field: str
    code: str
    limit: int = 0


def problems(content: dict, text: str = "") -> list[Problem]:
    """All that is wrong with a content and the text above it.

    :raises ValueError: it is none that is known here
    """
    try:
        check = CHECKS[content["type"]]
        return list(check(content, text))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no content: {error}") from error


def payload(content: dict, text: str = "") -> tuple[str, dict]:
    """Meta's type and value of a content without problems."""
    return PAYLOADS[content["type"]](content, text)


def titles(content: dict) -> list[str]:
    """What the customer may tap, in its order."""
    if content["type"] == "buttons":
        return list(content["buttons"])
    return [row["title"] for row in _rows(content)]


# -- checks ---------------------------------------------------------------------------


def _required(field, value, limit):
    if not value.strip():
        yield Problem(field, "missing")
    yield from _short(field, value, limit)


def _short(field, value, limit):
    if len(value) > limit:
        yield Problem(field, "long", limit)


def _once(named):
    """:param named: (field, value) of what must differ"""
    seen = set()
    for field, value in named:
        if value.strip() and value in seen:
            yield Problem(field, "same")
        seen.add(value)


def _around(content, text, body_limit):
    yield from _required("body", text, body_limit)
    yield from _short("header", content.get("header") or "", HEADER)
    yield from _short("footer", content.get("footer") or "", FOOTER)


def _check_buttons(content, text):
    buttons = list(content["buttons"])
    named = [(f"buttons.{n}", title) for n, title in enumerate(buttons)]
    yield from _around(content, text, BUTTON_BODY)
    if not buttons:
        yield Problem("buttons", "missing")
    if len(buttons) > MAX_BUTTONS:
        yield Problem("buttons", "many", MAX_BUTTONS)
    for field, title in named:
        yield from _required(field, title, BUTTON_TITLE)
    yield from _once(named)


def _rows(content):
    return [row for section in content["sections"] for row in section["rows"]]


def _check_list(content, text):
    sections = content["sections"]
    yield from _around(content, text, LIST_BODY)
    yield from _required("button", content["button"], BUTTON_TITLE)
    rows = _rows(content)
    if not rows:
        yield Problem("rows", "missing")
    if len(rows) > MAX_ROWS:
        yield Problem("rows", "many", MAX_ROWS)
    named = []
    for s, section in enumerate(sections):
        title = section.get("title") or ""
        if len(sections) > 1:
            yield from _required(f"sections.{s}.title", title, SECTION_TITLE)
        else:
            yield from _short(f"sections.{s}.title", title, SECTION_TITLE)
        if rows and not section["rows"]:
            yield Problem(f"sections.{s}.rows", "missing")
        for r, row in enumerate(section["rows"]):
            named.append((f"rows.{s}.{r}.title", row["title"]))
            yield from _required(*named[-1], ROW_TITLE)
            words = row.get("description") or ""
            yield from _short(f"rows.{s}.{r}.description", words, ROW_DESCRIPTION)
    yield from _once(named)


def _check_location(content, _text):
    for field, limit in (("latitude", 90), ("longitude", 180)):
        value = content.get(field)
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield Problem(field, "missing")
        elif not abs(value) <= limit:  # also what is no number
            yield Problem(field, "range", limit)
    for field in ("name", "address"):
        yield from _short(field, content.get(field) or "", PLACE_WORDS)


def _check_location_request(_content, text):
    yield from _required("body", text, BUTTON_BODY)


def _check_contacts(content, _text):
    if not content["contacts"]:
        yield Problem("contacts", "missing")
    if len(content["contacts"]) > MAX_CARDS:
        yield Problem("contacts", "many", MAX_CARDS)


#: By type, for bridges as well: a generator of problems.
CHECKS = {
    "buttons": _check_buttons,
    "list": _check_list,
    "location": _check_location,
    "location_request": _check_location_request,
    "contacts": _check_contacts,
}

# -- payloads -------------------------------------------------------------------------


def _interactive(kind, content, text, action):
    value = {"type": kind, "body": {"text": text}, "action": action}
    if header := (content.get("header") or "").strip():
        value["header"] = {"type": "text", "text": header}
    if footer := (content.get("footer") or "").strip():
        value["footer"] = {"text": footer}
    return "interactive", value


def _buttons(content, text):
    buttons = [
        {"type": "reply", "reply": {"id": f"reply:{n}", "title": title}}
        for n, title in enumerate(content["buttons"], 1)
    ]
    return _interactive("button", content, text, {"buttons": buttons})


def _list(content, text):
    sections, number = [], 0
    for section in content["sections"]:
        rows = []
        for row in section["rows"]:
            number += 1
            rows.append({"id": f"reply:{number}", "title": row["title"]})
            if words := (row.get("description") or "").strip():
                rows[-1]["description"] = words
        title = (section.get("title") or "").strip()
        sections.append({"title": title, "rows": rows} if title else {"rows": rows})
    action = {"button": content["button"], "sections": sections}
    return _interactive("list", content, text, action)


def _location(content, _text):
    place = {name: content[name] for name in ("latitude", "longitude")}
    words = {name: (content.get(name) or "").strip() for name in ("name", "address")}
    return "location", place | {name: value for name, value in words.items() if value}


def _location_request(content, text):
    action = {"name": "send_location"}
    return _interactive("location_request_message", {}, text, action)


def _contacts(content, _text):
    return "contacts", content["contacts"]


#: By type, for bridges as well: see ``payload``.
PAYLOADS = {
    "buttons": _buttons,
    "list": _list,
    "location": _location,
    "location_request": _location_request,
    "contacts": _contacts,
}


def card(name, *, parts, company="", job="", phones=(), emails=()):
    """One element of ``contacts``.

    :param dict parts: of the name: ``first_name``, ``last_name``…; Meta wants one
    :param phones: (number, Meta's type, digits of their WhatsApp or "")
    :param emails: (address, Meta's type)
    """
    made = {"name": {"formatted_name": name, **parts}}
    if company or job:
        org = {"company": company, "title": job}
        made["org"] = {key: value for key, value in org.items() if value}
    if phones:
        made["phones"] = [
            {"phone": number, "type": kind} | ({"wa_id": wa_id} if wa_id else {})
            for number, kind, wa_id in phones
        ]
    if emails:
        made["emails"] = [{"email": email, "type": kind} for email, kind in emails]
    return made
