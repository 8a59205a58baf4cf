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
    Inside a word only if the word is longer than `limit`.
    """
    parts = []
    text = text.strip("\n")
    while len(text) > limit:
        at = _place_to_cut(text, limit)
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    parts.append(text)
    return [part for part in parts if part.strip()]


def one_line(text: str, limit: int) -> str:
    """For a preview: white space as single spaces, "…" for what is over `limit`."""
    text = " ".join(text[: 8 * limit].split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


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


def _is_inside_character(text, at):
    """Whether a cut would part a letter from its accent, or a joined emoji."""
    before, after = text[at - 1], text[at]
    return (
        before == "\u200d"
        or after in "\u200d\ufe0f"
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or unicodedata.combining(after)
    )
