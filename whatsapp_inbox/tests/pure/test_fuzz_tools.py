"""Whatever people write: the small tools raise nothing, and what leaves them is safe.

``FUZZ_EXAMPLES`` as in `test_fuzz_payload`.
"""

import re
import unicodedata
from html.parser import HTMLParser
from string import ascii_lowercase

from hypothesis import given
from hypothesis import strategies as st
from profiles import profile
from tools import media, phone, signature, text_format

PIECES = (
    [
        "*",
        "_",
        "~",
        "`",
        "```",
        "> ",
        "- ",
        "1. ",
        "999. ",
        "\n",
        "\r\n",
        " ",
        "\t",
        ".",
    ]
    + ["<", ">", "&", '"', "'", "&amp;", "&#60;", "<script>", "</a>", "<!--", "]]>"]
    + ["https://", "http://", "www.", "javascript:", "data:text/html,", "//", "(", ")"]
    + ["example.com", "onerror=", "\u202e", "\u200d", "\ufe0f", "👍🏽", "é", "e\u0301"]
    + ["\x00", "\x1b", "\ud800", "\ufeff", "a", "word", "ß", "ﬁ", "١", "=", "\\", "%s"]
)
HTML_PIECES = PIECES + [
    "<p>",
    "</p>",
    "<br>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<s>",
    "<code>",
    "<pre>",
    "</pre>",
    "<ul><li>",
    "</li></ul>",
    "<ol start='x'>",
    "<ol start='7'>",
    "<li>",
    "<blockquote>",
    "<a href='https://example.com/?a=1&b'>",
    "<a href='javascript:x'>",
    "<a href=mailto:a@example.com>",
    "<table><tr><td>",
    "<td>",
    "<img src=x>",
    "<style>",
    "<svg>",
    "<div style='display:none'>",
    "<p class='o-mail-Message-edited'>",
    "<?xml ?>",
    "<x:y>",
    "</",
    "<>",
]


def joined(pieces):
    return st.lists(st.sampled_from(pieces), max_size=40).map("".join)


texts = st.text() | joined(PIECES)
htmls = st.text() | joined(HTML_PIECES)


class Reader(HTMLParser):
    """Checks each tag as it comes, and that each is closed in its order."""

    ALLOWED = {
        "a": {"href", "target", "rel"},
        "ol": {"start"},
    }
    PLAIN = ("strong", "em", "s", "code", "pre", "br", "blockquote", "ul", "li")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _value in attrs}
        assert tag in self.PLAIN or tag in self.ALLOWED, tag
        assert names <= self.ALLOWED.get(tag, set()), (tag, attrs)
        for name, value in attrs:
            if name == "href":
                assert re.match(r"https?://\w", value, re.IGNORECASE), value
            elif name == "start":
                assert value.isdecimal()
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"comment {data}")

    handle_decl = unknown_decl = handle_pi = handle_comment


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return "".join(reader.text)


def letters(text):
    """What nobody may lose: neither spaces nor markers count."""
    return [c for c in text if unicodedata.category(c)[0] in "LN"]


@profile
@given(texts)
def test_to_html_is_safe_and_loses_nothing(text):
    html = str(text_format.to_html(text))
    shown = read(html)
    assert "\x00" not in html
    html.encode()
    without_numbers = re.sub(r"(?m)^\d{1,3}\. +(?=\S)", "", text)
    assert letters(shown) in (letters(text), letters(without_numbers)) or re.search(
        r"(?m)^\d", text
    )


@profile
@given(htmls)
def test_to_whatsapp_takes_any_html(html):
    text = text_format.to_whatsapp(html)
    assert isinstance(text, str)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    text.encode()


@profile
@given(texts)
def test_what_a_customer_wrote_can_be_quoted_back(text):
    """Both ways one after the other: Discuss shows what was sent."""
    html = text_format.to_html(text_format.to_whatsapp(text_format.to_html(text)))
    read(str(html))


@profile
@given(st.text(alphabet=ascii_lowercase + " *_~\n"))
def test_words_stay(text):
    again = text_format.to_whatsapp(text_format.to_html(text))
    assert letters(again) == letters(text)


@profile
@given(texts, st.integers(2, 50))
def test_split_loses_nothing(text, limit):
    parts = text_format.split(text, limit)
    assert all(0 < len(part) <= limit and part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


mime_types = st.text() | st.sampled_from(
    ["image/jpeg", "image/svg+xml", "text/html", "TEXT/HTML; charset=x", "audio/ogg"]
    + [
        "application/pdf",
        "application/xhtml+xml",
        "text/xml",
        "a/b",
        "image/png\n",
        "/",
    ]
)
filenames = texts | joined(
    [
        "../",
        "..\\",
        "/",
        ".",
        "..",
        "CON",
        "\u202e",
        "gpj.exe",
        ".pdf",
        "\x00",
        "\n",
        "x",
    ]
    + ["a" * 200, ".tar.gz", " ", ":", "|", "?", ".html", ".svg", "\u2028", "~", "-rf"]
)


@profile
@given(filenames, mime_types, st.sampled_from(["whatsapp-image-1", "file"]))
def test_file_names(name, mime_type, fallback):
    safe = media.safe_filename(name, mime_type, fallback)
    assert 0 < len(safe) <= 128
    assert not re.search(r'[/\\<>:"|?*]', safe)
    assert safe[0] not in ". " and safe[-1] not in ". "
    assert not any(unicodedata.category(c)[0] == "C" for c in safe)
    assert len(safe.splitlines()) == 1


@profile
@given(mime_types)
def test_mime_types(mime_type):
    safe = media.safe_mime_type(mime_type)
    assert re.fullmatch(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", safe)
    assert not re.search(r"html|xml|script|flash", safe) or "officedocument" in safe
    assert media.safe_mime_type(safe) == safe


numbers = st.text() | joined(
    [
        "+",
        "00",
        "0",
        "34",
        "55",
        "52",
        "1",
        "9",
        "600 11 12 22",
        "(",
        ")",
        "-",
        "/",
        ".",
    ]
    + ["ext 5", "#", ";", "٣", "\u202a", "\xa0", "ES.", "x", "\n", "54", "11", "4444"]
)


@profile
@given(numbers, st.sampled_from(["ES", "BR", "MX", "AR", "US", "ZZ", ""]))
def test_phone_numbers(text, region):
    """Peers 10: no spelling raises, and a spelling of a spelling is the same."""
    e164 = phone.to_e164(text)
    assert re.fullmatch(r"(\+[1-9]\d{1,17})?", e164)
    assert phone.to_e164(e164) == e164
    assert phone.digits(text).isascii()
    phone.match_key(text).encode("ascii")
    assert phone.same_number(text, e164, [region]) or not e164
    phone.international(text)
    phone.region(text)


@profile
@given(st.text(), st.binary(), st.text() | st.none())
def test_no_other_signature_is_accepted(secret, body, header):
    assert not signature.verify(secret, body, header)
    secret = secret.encode(errors="replace").decode()
    good = signature.sign(secret, body)
    assert signature.verify(secret, body, good) is bool(secret)
    assert not signature.verify(secret, body + b"\n", good)
    assert not signature.verify(secret, body, good[:-1])
    assert not signature.verify("", body, signature.sign("", body))
