"""HTML read as WhatsApp text: the way from Odoo's composers to the customer."""

import re
from urllib.parse import unquote

from lxml import html as lxml_html

_MARKERS = {
    **dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"), "*"),
    **dict.fromkeys(("i", "em", "cite"), "_"),
    **dict.fromkeys(("s", "strike", "del"), "~"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "`"),
}
_BLOCK = re.compile(
    r"address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody"
    r"|tfoot|thead|tr|ul"
)
_SILENT = re.compile(
    r"audio|head|iframe|img|input|math|noscript|object|script|select|style|svg|template"
    r"|textarea|title|video"
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_EDITED = "o-mail-Message-edited"  # Odoo's "(edited)", inside of the body
# What XML cannot hold, and the invisible spaces that Odoo's editor puts around links.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u200b\ufeff]")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_ADDRESS = re.compile(
    r"(?:(https?://)|mailto:|tel:)(?P<address>[^?\s]\S*)", re.IGNORECASE
)


def read_html(html: str) -> str:
    """The text of `html` with WhatsApp's markers, without blank lines at its ends."""
    html = _UNWANTED.sub("", html)
    if not html.strip():
        return ""
    reader = _Reader()
    reader.walk(lxml_html.fragment_fromstring(html, create_parent="div"))
    return reader.text()


class _Reader:
    """Walks the elements and gathers lines.

    The line at hand is a list of [text, markers]; its markers are written when it ends,
    once their surroundings are known.
    """

    def __init__(self):
        self._lines = []
        self._line = []
        self._markers = []
        self._bullet = ""
        self._lists = []  # the next number of each open list, None for bullets
        self._quotes = 0
        self._preformatted = []  # index of the first line of each open <pre>
        self._links = []  # place in the line where each open link begins

    def text(self):
        self._end_block()
        return "\n".join(self._lines).strip("\n").rstrip()

    def walk(self, root):
        """Without recursion: hostile HTML is deeper than Python's stack."""
        stack = [(root, False)]
        while stack:
            node, is_read = stack.pop()
            if is_read:
                self._leave(node)
            elif _is_silent(node):
                pass
            else:
                self._enter(node)
                self._add(node.text)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node))
                continue
            if node is not root:
                self._add(node.tail)

    def _enter(self, node):
        tag = node.tag
        if _BLOCK.fullmatch(tag):
            self._end_block()
        if tag in _MARKERS:
            self._markers.append(_MARKERS[tag])
        if tag == "br":
            self._end_line()
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "ul":
            self._lists.append(None)
        elif tag == "ol":
            start = node.get("start", "")
            self._lists.append(int(start) if start.isdecimal() else 1)
        elif tag == "li":
            self._bullet = self._next_bullet()
        elif tag == "pre":
            self._preformatted.append(len(self._lines))
        elif tag == "a":
            self._links.append(len(self._line))
        elif tag in ("td", "th") and not self._is_blank():
            self._line.append([" | ", ""])

    def _leave(self, node):
        tag = node.tag
        if tag == "a":
            self._end_link(node)
        if _BLOCK.fullmatch(tag):
            self._end_block()
        if tag in _MARKERS:
            self._markers.pop()
        if tag == "blockquote":
            self._quotes -= 1
        elif tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "li":
            self._bullet = ""
        elif tag == "pre":
            self._end_preformatted()

    def _add(self, text):
        if not text:
            return
        if self._preformatted:
            first, *others = text.split("\n")
            self._line.append([first, ""])
            for line in others:
                self._end_line()
                self._line.append([line, ""])
            return
        text = _SPACES.sub(" ", text)
        if text[0] == " " and (not self._line or self._line[-1][0].endswith(" ")):
            text = text[1:]
        if text:
            markers = "`" if "`" in self._markers else "".join(self._markers)
            self._line.append([text, markers])

    def _end_link(self, node):
        start = self._links.pop()
        match = _ADDRESS.match(node.get("href", "").strip())
        if (
            not match
            or node.get("data-oe-model")
            or "_redirect" in node.get("class", "")
        ):
            return  # a mention leads into Odoo, other schemes nowhere
        text = "".join(part for part, _markers in self._line[start:]).strip()
        is_web, address = match[1], match["address"]
        shown = match[0] if is_web else address.partition("?")[0]
        if not text or (is_web and _bare(text) == _bare(shown)):
            as_typed = shown == f"http://{text}"
            self._line[start:] = [[text if as_typed else shown, ""]]
        elif is_web or shown.lower() not in text.lower():
            self._line.append([f" ({shown})", ""])

    def _next_bullet(self):
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] += 1
        return f"{number}. "

    def _is_blank(self):
        return not any(text.strip(" ") for text, _markers in self._line)

    def _end_block(self):
        if not self._is_blank():
            self._end_line()
        self._line.clear()

    def _end_line(self):
        self._links = [0] * len(self._links)
        if self._preformatted:
            self._lines.append("".join(text for text, _markers in self._line))
        else:
            line = _with_markers(self._line)
            bullet, self._bullet = (self._bullet, "") if line else ("", self._bullet)
            quote = "> " if self._quotes else ""
            self._lines.append((quote + bullet + line).rstrip())
        self._line.clear()

    def _end_preformatted(self):
        start = self._preformatted.pop()
        if self._preformatted:
            return
        content = "\n".join(self._lines[start:]).strip("\n")
        self._lines[start:] = [f"```{content}```"] if content.strip() else []


def _is_silent(node):
    return (
        not isinstance(node.tag, str)
        or _SILENT.fullmatch(node.tag)
        or _EDITED in node.get("class", "")
        or _HIDDEN.search(node.get("style", "")) is not None
    )


def _bare(address):
    """For comparing a link's text, which Odoo shows decoded, with its target."""
    return re.sub(r"^https?://|/$", "", unquote(address).lower())


def _with_markers(parts):
    """One line with markers around each stretch that WhatsApp will recognise.

    :param parts: [text, markers], the markers a string such as "*_"
    """
    text = "".join(part for part, _markers in parts).replace("\xa0", " ").rstrip()
    marked = [markers for part, markers in parts for _character in part]
    spans = [
        span for marker in "*_~`" for span in _spans(text, marker, marked[: len(text)])
    ]
    before, after, open_ends = {}, {}, []
    for start, end, marker in sorted(spans, key=lambda span: (span[0], -span[1])):
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            continue  # it would overlap another instead of lying in it
        open_ends.append(end)
        before[start] = before.get(start, "") + marker
        after[end] = marker + after.get(end, "")
    if not before:
        return text
    places = sorted({0, len(text), *before, *after})
    pieces = [
        after.get(place, "") + before.get(place, "") + text[place:following]
        for place, following in zip(places, [*places[1:], len(text)], strict=True)
    ]
    return "".join(pieces)


def _spans(text, marker, marked):
    """(start, end, marker) of each stretch that can stand between two markers."""
    flags = "".join("x" if marker in markers else " " for markers in marked)
    for stretch in re.finditer("x+", flags):
        content = text[stretch.start() : stretch.end()]
        first = stretch.end() - len(content.lstrip())
        last = stretch.start() + len(content.rstrip())
        around = text[first - 1 : first] + text[last : last + 1]
        in_word = marker != "`" and any(c.isalnum() for c in around)
        if first < last and marker not in content and not in_word:
            yield first, last, marker
