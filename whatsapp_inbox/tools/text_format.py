"""WhatsApp's text markup and HTML, both ways, and texts cut to size.

WhatsApp knows *bold*, _italic_, ~strike~, `code`, ```monospace```, "> " quotes, "- "
and "1. " lists. A marker counts only at the edge of a word, and never across lines.
"""

import re
import unicodedata

from markupsafe import Markup, escape

from .html_reader import read_html

_ANY_MARKUP = re.compile(r"[*_~`]|^> |^[-\d]|://|www\.", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_FENCE = re.compile(r"```(.+?)```\n?", re.DOTALL)
_LINE = re.compile(
    r"(?P<quote>> |>$)|(?P<bullet>[-*] +(?=\S))|(?P<number>\d{1,3}\. +(?=\S))"
)
_TOKEN = re.compile(
    r"```(?P<fence>[^\n]+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?<![^\W_])(?P<link>(?:https?://|www\.)\w"
    r"[^\s<>\"`\u200e\u200f\u202a-\u202e\u2066-\u2069]*)"
    r"|(?P<marker>[*_~])",
    re.IGNORECASE,
)
_ROOM_TO_CLOSE = 8  # characters: "```" and one of each other marker
_LOOK_AHEAD = 16_384  # how far a marker may be from the one that closes it
_TAGS = {"*": "strong", "_": "em", "~": "s"}
_AFTER_URL = frozenset(".,;:!?'*_~)]}")


def to_html(text: str) -> Markup:
    """Safe HTML of a WhatsApp text: all is escaped but the tags made here."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n")).strip("\n")
    if not _ANY_MARKUP.search(text):
        return Markup("<br>").join(text.split("\n"))
    blocks = _Blocks()
    end = 0
    for fence in _FENCE.finditer(text):
        if "\n" in fence[1]:
            blocks.add_lines(text[end : fence.start()])
            blocks.add_block(f"<pre>{escape(fence[1].strip(chr(10)))}</pre>")
            end = fence.end()
    blocks.add_lines(text[end:])
    return blocks.html()


def to_whatsapp(html: str) -> str:
    """The WhatsApp text of an HTML body, as Odoo's composers write it.

    A mention is its name, a link its text and address. An emphasis that WhatsApp would
    not show (inside a word) goes without its markers.
    """
    return read_html(html or "")


def split(text: str, limit: int = 4096) -> list[str]:
    """`text` in parts of at most `limit` characters, none of them empty.

    Cut at a blank line, else a line, else a space, the first that the last half has.
    Inside a word only if the word is longer than `limit`. An emphasis that a cut parts
    is closed before it and begins again after it.
    """
    parts = []
    text = text.strip("\n")
    room = _ROOM_TO_CLOSE if limit > 8 * _ROOM_TO_CLOSE else 0
    while len(text) > limit:
        at = _place_to_cut(text, limit - room)
        marks = _open_marks(text, at) if room else []
        part, text = text[:at].rstrip(), text[at:].lstrip()
        parts.append(part + "".join(reversed(marks)))
        text = "".join(marks) + text
    parts.append(text)
    return [part for part in parts if part.strip()]


class _Blocks:
    """Lines gathered into paragraphs, quotes and lists."""

    def __init__(self):
        self._html = []
        self._kind = ""
        self._lines = []
        self._first_number = 1

    def add_lines(self, text):
        for line in text.removesuffix("\n").split("\n") if text else ():
            match = _LINE.match(line)
            kind = match.lastgroup if match else "text"
            if kind != self._kind:
                self._flush()
                self._kind = kind
                if kind == "number":
                    self._first_number = int(match[0].partition(".")[0])
            self._lines.append(_inline(line[match.end() :] if match else line))

    def add_block(self, html):
        self._flush()
        self._html.append(html)

    def html(self):
        self._flush()
        return Markup("".join(self._html))

    def _flush(self):
        if self._lines:
            self._html.append(self._close())
        self._kind, self._lines = "", []

    def _close(self):
        if self._kind == "text":
            return "<br>".join(self._lines)
        if self._kind == "quote":
            return f"<blockquote>{'<br>'.join(self._lines)}</blockquote>"
        items = "".join(f"<li>{line}</li>" for line in self._lines)
        if self._kind == "bullet":
            return f"<ul>{items}</ul>"
        first = self._first_number
        return (
            f'<ol start="{first}">{items}</ol>' if first != 1 else f"<ol>{items}</ol>"
        )


def _inline(line):
    """One line: links, code and emphasis.

    One pass, and one open marker of a kind at a time: hostile texts cost no more.
    """
    parts, opened, end = [], [], 0
    while token := _TOKEN.search(line, end):
        start, kind = token.start(), token.lastgroup
        parts.append(escape(line[end:start]))
        end = token.end()
        if kind == "marker":
            _mark(token[0], line, start, parts, opened)
        elif kind == "link":
            end = _end_of_url(line, start, end)
            parts.append(_link(line[start:end]))
        else:
            parts.append(f"<code>{escape(token[kind])}</code>")
    parts.append(escape(line[end:]))
    return "".join(parts)


def _mark(marker, line, at, parts, opened):
    """Close what this marker closes, else note that it may open.

    :param opened: (marker, index in `parts`, place in `line`), outermost first
    """
    before = line[at - 1] if at else " "
    after = line[at + 1 : at + 2] or " "
    if not before.isspace() and not after.isalnum():
        for depth, (open_marker, index, place) in enumerate(opened):
            if open_marker == marker and place < at - 1:
                parts[index] = f"<{_TAGS[marker]}>"
                parts.append(f"</{_TAGS[marker]}>")
                del opened[depth:]
                return
    is_open = any(open_marker == marker for open_marker, *_rest in opened)
    if not is_open and not before.isalnum() and not after.isspace() and after != marker:
        opened.append((marker, len(parts), at))
    parts.append(marker)


def _end_of_url(line, start, end):
    """Without the punctuation, markers and unbalanced brackets that follow it."""
    surplus = line.count(")", start, end) - line.count("(", start, end)
    while line[end - 1] in _AFTER_URL:
        if line[end - 1] == ")":
            if surplus <= 0:
                break
            surplus -= 1
        end -= 1
    return end


def _link(url):
    href = escape(url if "://" in url else f"https://{url}")
    return (
        f'<a href="{href}" target="_blank" rel="noreferrer noopener nofollow">'
        f"{escape(url)}</a>"
    )


def _place_to_cut(text, limit):
    for separator in ("\n\n", "\n", " "):
        at = text.rfind(separator, limit // 2, limit + 1)
        if at > 0:
            return at
    at = text.rfind(" ", 1, limit + 1)
    if at > 0:
        return at
    at = limit
    while at > limit // 2 and _is_inside_character(text, at):
        at -= 1
    return at


def _open_marks(text, at):
    """The markers of emphasis that a cut at `at` would part, outermost first."""
    if text.count("```", 0, at) % 2:
        return ["```"] if "```" in text[at:] else []
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line = text[start : end if end >= 0 else None][: at + _LOOK_AHEAD]
    opened = [(_opened_before(line, mark, at - start), mark) for mark in "*_~`"]
    return [mark for place, mark in sorted(opened) if place >= 0]


def _opened_before(line, mark, at):
    """Where the span begins that a cut at `at` parts, or -1."""
    opened = -1
    place = line.find(mark)
    while place >= 0:
        before, after = line[place - 1 : place] or " ", line[place + 1 : place + 2]
        if opened < 0:
            if not before.isalnum() and after.strip() and after != mark:
                if place >= at:
                    break
                opened = place
        elif not before.isspace() and not after.isalnum():
            if place >= at:
                return opened
            opened = -1
        place = line.find(mark, place + 1)
    return -1


def _is_inside_character(text, at):
    """Whether a cut would part a letter from its accent, a joined emoji or a flag."""
    before, after = text[at - 1], text[at]
    if _is_regional(before) and _is_regional(after):
        first = at
        while first and _is_regional(text[first - 1]):
            first -= 1
        return (at - first) % 2 == 1
    return (
        before == "\u200d"
        or after == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= after <= "\U000e007f"  # flags of regions
        or unicodedata.category(after)[0] == "M"
    )


def _is_regional(character):
    """Two of these are a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"
