"""Meta's rules for templates, asked before a template is sent for review.

Sources: Cloud API, templates/components, templates/guidelines (common reasons of
rejection), support/error-codes (2388039, 2388040, 2388047, 2388072, 2388073, 2388293,
2388299). A `Finding` has no words: the model says it in the reader's language.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import groupby

from .template import BODY, BUTTON, BUTTONS, HEADER, MEDIA, VARIABLE, Template, names

NAME_LENGTH = 512
LENGTHS = {"header": 60, "body": 1024, "footer": 60, "button": 25}
CODE_LENGTH, URL_LENGTH, PHONE_LENGTH = 20, 2000, 20
MAX_BUTTONS = 10
#: of one kind
MOST = {
    "url": 2,
    "phone_number": 1,
    "copy_code": 1,
    "flow": 1,
    "voice_call": 1,
    "request_contact_info": 1,
}
CATEGORIES = ("marketing", "utility", "authentication")

_NAME = re.compile(r"[a-z0-9_]+")
_BRACES = re.compile(r"\{\{[^{}]*\}\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,4})?")
_STARTS = re.compile(r"\s*\{\{[^{}]*\}\}")
_ENDS = re.compile(r"\{\{[^{}]*\}\}[\s.!?…]*$")
_TOUCH = re.compile(r"\}\}\s*\{\{")
_MARKUP = re.compile(r"[*_~`]")
_VARIABLE_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_URL = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """`rule` says what is wrong, `part` where: name, header, body, footer, a button's
    number from 1 … `details` fill the sentence."""

    rule: str
    part: str = ""
    details: dict = field(default_factory=dict, hash=False)


def check(template: Template, name: str, lang_code: str, category: str, handle=True):
    """All that Meta would refuse, in the order of the form.

    :param handle: whether a media header has its example
    :rtype: list of Finding
    """
    found = []
    if not _NAME.fullmatch(name or "") or len(name) > NAME_LENGTH:
        found.append(Finding("name", "name", {"limit": NAME_LENGTH}))
    if not _LANGUAGE.fullmatch(lang_code or ""):
        found.append(Finding("language", "language"))
    if category not in CATEGORIES:
        found.append(Finding("category", "category"))
    if category == "authentication":  # Meta writes their texts itself
        return [*found, Finding("authentication", "category")]
    found += _check_header(template, handle)
    found += _check_body(template)
    found += _check_plain(template.footer, "footer")
    if names(template.footer):
        found.append(Finding("no_variables", "footer"))
    return found + _check_buttons(template.buttons)


def _check_header(template, handle):
    if template.header in MEDIA and not handle:
        return [Finding("media_example", HEADER)]
    if template.header != "text":
        return []
    words, found = template.header_text, []
    if not words.strip():
        found.append(Finding("empty", HEADER))
    if len(names(words)) > 1:
        found.append(Finding("one_variable", HEADER))
    found += _check_plain(words, HEADER)
    return found + _check_variables(template, words, HEADER)


def _check_plain(words, part):
    """What headers and footers have no room for."""
    found = _check_length(words, part)
    bare = VARIABLE.sub("", words or "")
    if "\n" in bare or (part == HEADER and _MARKUP.search(bare)) or _has_emoji(bare):
        found.append(Finding("plain_text", part))
    return found


def _check_length(words, part, limit=None):
    limit = limit or LENGTHS[part]
    if len(words or "") > limit:
        return [Finding("too_long", part, {"limit": limit, "length": len(words)})]
    return []


def _check_body(template):
    words, found = template.body or "", []
    if not words.strip():
        return [Finding("empty", BODY)]
    found += _check_length(words, BODY)
    if _STARTS.match(words) or _ENDS.search(words):
        found.append(Finding("at_the_edge", BODY))
    if _TOUCH.search(words):
        found.append(Finding("side_by_side", BODY))
    if re.search(r"\n\s*\n\s*\n", words) or " " * 5 in words:
        found.append(Finding("blank_space", BODY))
    keys = names(words)
    count = len(re.findall(r"\w+", VARIABLE.sub(" ", words)))
    if keys and count < 2 * len(keys) + 1:
        details = {"words": 2 * len(keys) + 1, "count": len(keys)}
        found.append(Finding("too_few_words", BODY, details))
    return found + _check_variables(template, words, BODY)


def _check_variables(template, words, part):
    keys, found = names(words), []
    wrong = [match for match in _BRACES.findall(words) if not VARIABLE.fullmatch(match)]
    rest = _BRACES.sub("", words)
    if wrong or "{{" in rest or "}}" in rest:
        found.append(Finding("braces", part, {"text": (wrong or ["{{ }}"])[0]}))
    wanted = _VARIABLE_NAME.fullmatch if template.named else str.isdecimal
    for key in keys:
        if not wanted(key):
            rule = "variable_name" if template.named else "variable_number"
            found.append(Finding(rule, part, {"variable": "{{%s}}" % key}))
    if not template.named and all(key.isdecimal() for key in keys):
        gap = {str(n) for n in range(1, len(keys) + 1)} - set(keys)
        if gap:
            variable = "{{%s}}" % min(gap, key=int)
            found.append(Finding("numbering", part, {"variable": variable}))
    examples = {v.key: v.example for v in template.variables if v.component == part}
    for key in keys:
        if not (examples.get(key) or "").strip():
            found.append(Finding("example", part, {"variable": "{{%s}}" % key}))
    return found


def _check_buttons(buttons):
    found = []
    if len(buttons) > MAX_BUTTONS:
        found.append(Finding("too_many_buttons", BUTTON, {"limit": MAX_BUTTONS}))
    kinds = [button.kind for button in buttons]
    for kind, most in MOST.items():
        if kinds.count(kind) > most:
            details = {"kind": kind, "limit": most}
            found.append(Finding("too_many_of_kind", BUTTON, details))
    groups = [reply for reply, _own in groupby(k == "quick_reply" for k in kinds)]
    if len(groups) > 2:
        found.append(Finding("button_order", BUTTON))
    texts = [button.text.strip().lower() for button in buttons if button.text]
    if len(set(texts)) < len(texts):
        found.append(Finding("same_buttons", BUTTON))
    for number, button in enumerate(buttons, 1):
        found += _check_button(button, str(number))
    return found


def _check_button(button, number):
    found = []
    if button.kind not in BUTTONS:
        return found  # Meta's own, kept as they are
    if button.kind != "copy_code":
        if not button.text.strip():
            found.append(Finding("empty", number))
        found += _check_length(button.text, number, LENGTHS["button"])
        bare = button.text
        if VARIABLE.search(bare) or "\n" in bare or _has_emoji(bare):
            found.append(Finding("plain_text", number))
    if button.kind == "url":
        found += _check_url(button, number)
    elif button.kind == "phone_number":
        if not re.fullmatch(r"\+?[\d\s().-]{5,}", button.phone or ""):
            found.append(Finding("phone", number))
        found += _check_length(button.phone, number, PHONE_LENGTH)
    elif button.kind == "copy_code":
        found += _check_length(button.example, number, CODE_LENGTH)
    if button.has_variable and not button.example.strip():
        found.append(Finding("example", number, {"variable": "{{1}}"}))
    return found


def _check_url(button, number):
    found = _check_length(button.url, number, URL_LENGTH)
    if not _URL.match(button.url or ""):
        found.append(Finding("url", number))
    variables = VARIABLE.findall(button.url or "")
    if variables and (variables != ["1"] or not button.url.endswith("}}")):
        found.append(Finding("url_variable", number))
    return found


def _has_emoji(words):
    return any(unicodedata.category(character) == "So" for character in words)
