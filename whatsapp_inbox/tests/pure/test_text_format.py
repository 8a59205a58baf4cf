import re
import time

import pytest
from lxml import html as lxml_html
from markupsafe import Markup
from tools.text_format import to_html, to_whatsapp

ATTRIBUTES = 'target="_blank" rel="noreferrer noopener nofollow"'


def link(href, text=None):
    return f'<a href="{href}" {ATTRIBUTES}>{text or href}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("\n\n", ""),
        ("Hello", "Hello"),
        ("one\ntwo", "one<br>two"),
        ("one\r\n\r\ntwo", "one<br><br>two"),
        ("*bold*", "<strong>bold</strong>"),
        ("_italic_", "<em>italic</em>"),
        ("~strike~", "<s>strike</s>"),
        ("`code`", "<code>code</code>"),
        ("```mono```", "<code>mono</code>"),
        ("a *b* _c_ ~d~", "a <strong>b</strong> <em>c</em> <s>d</s>"),
        ("*two words*", "<strong>two words</strong>"),
        ("*a*, *b*.", "<strong>a</strong>, <strong>b</strong>."),
        ("(*a*)", "(<strong>a</strong>)"),
        # nested
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("_*~all~*_", "<em><strong><s>all</s></strong></em>"),
        ("*a _b_ c*", "<strong>a <em>b</em> c</strong>"),
        # inside of words
        ("2*3*4", "2*3*4"),
        ("snake_case_name", "snake_case_name"),
        ("a*b*", "a*b*"),
        ("*a*b", "*a*b"),
        ("*a*b*", "<strong>a*b</strong>"),
        ("ñ_x_ñ", "ñ_x_ñ"),
        # not hugging a word
        ("* a*", "<ul><li>a*</li></ul>"),
        ("x * a*", "x * a*"),
        ("*a *", "*a *"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        # unbalanced
        ("*a", "*a"),
        ("a*", "a*"),
        ("*a _b*", "<strong>a _b</strong>"),
        ("*a _b* c_", "<strong>a _b</strong> c_"),
        ("~*a", "~*a"),
        ("``", "``"),
        ("```", "```"),
        ("``````", "``````"),
        ("`a", "`a"),
        # doubled and alone
        ("**", "**"),
        ("***", "***"),
        ("____", "____"),
        ("**a**", "*<strong>a</strong>*"),
        ("_ _", "_ _"),
        # never across lines
        ("*a\nb*", "*a<br>b*"),
        ("`a\nb`", "`a<br>b`"),
        ("*a*\n*b*", "<strong>a</strong><br><strong>b</strong>"),
        # no markup in code
        ("`*a* <b> _c_`", "<code>*a* &lt;b&gt; _c_</code>"),
        ("```*a* www.x.org```", "<code>*a* www.x.org</code>"),
        ("*a `b* c`*", "<strong>a <code>b* c</code></strong>"),
        ("```\n*a*\n  b\n```", "<pre>*a*\n  b</pre>"),
        ("x\n```a\nb```\ny", "x<pre>a\nb</pre>y"),
        ("```a\n<b>```", "<pre>a\n&lt;b&gt;</pre>"),
        # emoji and other scripts
        ("*😀*", "<strong>😀</strong>"),
        ("😀*a*😀", "😀<strong>a</strong>😀"),
        ("👩‍👩‍👧 _x_", "👩‍👩‍👧 <em>x</em>"),
        ("*مرحبا* بك", "<strong>مرحبا</strong> بك"),
        ("_שלום_", "<em>שלום</em>"),
        ("*粗体*", "<strong>粗体</strong>"),
        # quotes and lists
        ("> a", "<blockquote>a</blockquote>"),
        ("> a\n> *b*\nc", "<blockquote>a<br><strong>b</strong></blockquote>c"),
        ("> a\n>\n> b", "<blockquote>a<br><br>b</blockquote>"),
        (">a", "&gt;a"),
        (">:(", "&gt;:("),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n* *b*", "<ul><li>a</li><li><strong>b</strong></li></ul>"),
        ("-a", "-a"),
        ("- ", "- "),
        ("-5 degrees", "-5 degrees"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("1.5 kg", "1.5 kg"),
        ("12345. a", "12345. a"),
        ("x\n- a\ny", "x<ul><li>a</li></ul>y"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        # control characters
        ("a\x00b\x1bc\x7f", "abc"),
        ("a\ud800b", "ab"),
    ],
)
def test_to_html(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("http://x.org", link("http://x.org")),
        ("HTTPS://X.org/a", link("HTTPS://X.org/a")),
        ("www.x.org", link("https://www.x.org", "www.x.org")),
        ("see https://x.org.", f"see {link('https://x.org')}."),
        (
            "https://x.org, https://y.org",
            f"{link('https://x.org')}, {link('https://y.org')}",
        ),
        ("(https://x.org)", f"({link('https://x.org')})"),
        ("https://x.org/a_(b)", link("https://x.org/a_(b)")),
        ("(https://x.org/a_(b))", f"({link('https://x.org/a_(b)')})"),
        ("https://x.org/?a=1&b=2", link("https://x.org/?a=1&amp;b=2")),
        ("https://x.org/_a_/*b*/~c~x", link("https://x.org/_a_/*b*/~c~x")),
        ("*https://x.org*", f"<strong>{link('https://x.org')}</strong>"),
        ("_see www.x.org_", f"<em>see {link('https://www.x.org', 'www.x.org')}</em>"),
        ("https://x.org/é?q=ü", link("https://x.org/é?q=ü")),
        ("https://x.org/\nnext", f"{link('https://x.org/')}<br>next"),
        ("- https://x.org", f"<ul><li>{link('https://x.org')}</li></ul>"),
        ('https://x.org/"onclick="x', f"{link('https://x.org/')}&#34;onclick=&#34;x"),
        ("https://x.org/'a'b", link("https://x.org/&#39;a&#39;b")),
        ("https://x.org/<script>", f"{link('https://x.org/')}&lt;script&gt;"),
        ("https://x.org/\u202egnp.exe", f"{link('https://x.org/')}\u202egnp.exe"),
        # none
        ("xhttps://x.org", "xhttps://x.org"),
        ("https://", "https://"),
        ("http://)", "http://)"),
        ("www.", "www."),
        ("www...", "www..."),
        ("awww.x", "awww.x"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,<b>", "data:text/html,&lt;b&gt;"),
        ("ftp://x.org", "ftp://x.org"),
        ("javascript://x.org/%0aalert(1)", "javascript://x.org/%0aalert(1)"),
    ],
)
def test_links(text, html):
    assert to_html(text) == html


HOSTILE = [
    "<script>alert(1)</script>",
    "*<img src=x onerror=alert(1)>*",
    "`<svg onload=alert(1)>`",
    "```<iframe>\n</iframe>```",
    "> <b onclick=x>",
    "- </ul><script>",
    '1. "><script>',
    "&lt;script&gt; &amp;amp; &#60;",
    "https://x.org/'\"><script>alert(1)</script>",
    'https://x.org/" onmouseover="alert(1)',
    "*<*b>*",
    "<a href='javascript:alert(1)'>x</a>",
    "<!-- *x* -->",
    "]]> <![CDATA[ *x* ]]>",
]
TAGS = {"a", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "br"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_tag_of_the_customer_gets_through(text):
    root = lxml_html.fragment_fromstring(to_html(text), create_parent="div")
    for element in root.iterdescendants():
        assert element.tag in TAGS
        assert set(element.keys()) <= {"href", "target", "rel", "start"}
        assert element.get("href", "https://").startswith(("http://", "https://"))
    # And nothing of the text is lost, but the markers.
    strip = re.compile(r"[*_~`\s]|^(> |- |1\. )", re.MULTILINE)
    assert strip.sub("", root.text_content()) == strip.sub("", text)


def test_to_html_is_markup():
    for text in ("plain", "*bold*", ""):
        assert isinstance(to_html(text), Markup)


@pytest.mark.parametrize(
    "text",
    [
        "*a " * 20_000,
        "*_~" * 20_000,
        "*a_" * 20_000,
        "`" * 60_001,
        "```\n" * 20_001,
        "```" + "\n" * 60_000,
        "https://x.org/" + ")" * 60_000,
        "https://" * 8_000,
        "www." * 15_000,
        "> " * 30_000,
        "1. \n" * 15_000,
        "((((" * 15_000 + "*",
        "\n" * 60_000 + "*",
        " " * 60_000 + "*x*",
        "- " + " " * 60_000,
    ],
)
def test_hostile_texts_cost_no_more_than_their_length(text):
    start = time.process_time()
    to_html(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        (None, ""),
        ("  \n ", ""),
        ("<p></p>", ""),
        ("Hello", "Hello"),
        ("<p>Hello</p>", "Hello"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("a<br><br>b", "a\n\nb"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("<p>a</p>\n  <p>b</p>\n", "a\nb"),
        ("<p>a</p><p><br></p><p>b</p>", "a\n\nb"),
        ("<p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb"),
        ("<div>a</div>b<div>c</div>", "a\nb\nc"),
        ("<div><div><p>a</p></div></div>", "a"),
        ("<br><p>a</p><br><br>", "a"),
        ("a \n\t b", "a b"),
        ("a <b> b</b> c", "a *b* c"),
        ("x&nbsp;&nbsp;y", "x  y"),
        ("\ufeffa\u200bb\ufeff", "ab"),
        # emphasis
        ("<b>a</b> <strong>b</strong>", "*a* *b*"),
        ("<b>a</b><strong>b</strong>", "*ab*"),
        ("<i>a</i> <em>b</em>", "_a_ _b_"),
        ("<s>a</s> <del>b</del> <strike>c</strike>", "~a~ ~b~ ~c~"),
        ("<code>a b</code>", "`a b`"),
        ("<u>a</u> <span>b</span> <font>c</font>", "a b c"),
        ("<b><i>a</i></b>", "*_a_*"),
        ("<i><b>a</b></i>", "*_a_*"),
        ("<i>aa <b>bb</b> cc</i>", "_aa *bb* cc_"),
        ("<b>aa <i>bb</i></b>", "*aa _bb_*"),
        ("<b>aa</b><i><b> bb</b> cc</i>", "*aa bb* cc"),
        ("<b> a </b>b", "*a* b"),
        ("<b>a </b>b", "*a* b"),
        ("a<b> b</b>", "a *b*"),
        ("<b></b>a<b> </b>b", "a b"),
        ("<b>a<br>b</b>", "*a*\n*b*"),
        ("<p><b>a</b></p><p><b>b</b></p>", "*a*\n*b*"),
        ("<b>a</b>.", "*a*."),
        ("(<b>a</b>)", "(*a*)"),
        ("<b>😀</b>", "*😀*"),
        ("<b>مرحبا</b> <i>שלום</i>", "*مرحبا* _שלום_"),
        # inside of a word, or around a marker, WhatsApp would show the marker
        ("wo<b>r</b>d", "word"),
        ("<b>w</b>ord", "word"),
        ("<b>a</b><i>b</i>", "ab"),
        ("<b>a *b* c</b>", "a *b* c"),
        ("<code>a`b</code>", "a`b"),
        ("<b>x <code>y</code> z</b>", "*x* `y` *z*"),
        ("<h1>Title</h1>text", "*Title*\ntext"),
        # what the agent typed as markup stays
        ("*a* _b_ &lt;c&gt; &amp;", "*a* _b_ <c> &"),
        # lists and quotes
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<ol start="3"><li>a</li><li>b</li></ol>', "3. a\n4. b"),
        ('<ol start="x"><li>a</li></ol>', "1. a"),
        ("<ul><li><p>a</p></li><li></li><li><b>b</b></li></ul>", "- a\n- *b*"),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n1. b\n- c"),
        ("<ul><li>a<br>b</li></ul>", "- a\nb"),
        ("<p>x</p><ul><li>a</li></ul><p>y</p>", "x\n- a\ny"),
        ("<li>a</li>", "- a"),
        ("<blockquote>a<br>b</blockquote>c", "> a\n> b\nc"),
        ("<blockquote><p>a</p><ul><li>b</li></ul></blockquote>", "> a\n> - b"),
        ("<pre>a\n  b</pre>", "```a\n  b```"),
        ("x<pre><code>*a*<br>b</code></pre>y", "x\n```*a*\nb```\ny"),
        ("<pre> </pre>", ""),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
        # links and mentions
        ('<a href="https://x.org">https://x.org</a>', "https://x.org"),
        ('<a href="https://x.org/">x.org</a>', "https://x.org/"),
        ('<a href="https://x.org">Our <b>shop</b></a>!', "Our *shop* (https://x.org)!"),
        (
            '<b><a href="https://x.org/_a_">https://x.org/_a_</a></b>',
            "https://x.org/_a_",
        ),
        ('<a href="http://www.x.org">www.x.org</a>', "www.x.org"),
        ('<a href="https://x.org/a%20b">https://x.org/a b</a>', "https://x.org/a%20b"),
        ('<a href="https://x.org/%C3%A9">https://x.org/é</a>', "https://x.org/%C3%A9"),
        ('<a href="https://x.org"><img src="i.png"></a>', "https://x.org"),
        ('<a href="mailto:a@x.org">a@x.org</a>', "a@x.org"),
        ('<a href="mailto:a@x.org?subject=1">Write</a>', "Write (a@x.org)"),
        ('<a href="tel:+34600">+34600</a>', "+34600"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href="/web/login">x</a>', "x"),
        ('<a href="">x</a> <a>y</a> <a name="z">z</a>', "x y z"),
        (
            '<a href="https://x.org/3" data-oe-model="res.partner">@Mitchell</a> hi',
            "@Mitchell hi",
        ),
        ('<a class="o_mail_redirect" href="https://x.org">@Ann</a>', "@Ann"),
        ('<a class="o_channel_redirect" href="https://x">#general</a>', "#general"),
        # what nobody sees
        ("a<!-- b -->c<script>d</script>e<style>f</style>g", "aceg"),
        ("a<?php b ?>c", "ac"),
        ('a<span style="display: none">b</span>c', "ac"),
        ('a<span class="o-mail-Message-edited">(edited)</span>', "a"),
        ("a<img src=x onerror=alert(1)>b", "ab"),
        ("<title>t</title><p>a</p>", "a"),
        ("<html><head><title>t</title></head><body><p>a</p></body></html>", "a"),
        # broken
        ("<b>a", "*a*"),
        ("a</b></div>b", "ab"),
        ("a < b > c", "a < b > c"),
        ("<b><b><b>a</b></b></b>", "*a*"),
        ("a\x00b\ud800c", "abc"),
        ('<?xml version="1.0" encoding="utf-8"?><p>a</p>', "a"),
        ("&#0;&#xD800;a", None),
    ],
)
def test_to_whatsapp(html, text):
    result = to_whatsapp(html)
    if text is not None:
        assert result == text
    result.encode()
    assert "\x00" not in result


@pytest.mark.parametrize(
    "text",
    [
        "Hello",
        "a\nb\n\nc",
        "*bold* _italic_ ~strike~ `code`",
        "*_both_*",
        "*a _b_ c*",
        "2*3*4 snake_case",
        "> quoted\n> twice\nanswer",
        "- a\n- *b*\n- c",
        "1. a\n2. b",
        "3. c\n4. d",
        "```a\n  *b*\nc```",
        "https://x.org/a_b_c?x=1&y='2'",
        "https://x.org/_a_ and https://y.org/(b)",
        "<b>not a tag</b> & \"quotes\" 'all'",
        "😀 *مرحبا* _שלום_ 粗体",
        "**doubled**",
        "a * alone * b",
        "x\n```a\nb```\ny",
    ],
)
def test_there_and_back(text):
    assert to_whatsapp(to_html(text)) == text
    assert to_html(to_whatsapp(to_html(text))) == to_html(text)


def test_what_an_agent_emphasised_is_what_the_customer_sees():
    """Whatever the HTML, no marker that we put in is shown as a character."""
    words = ["a", " ", "b c", "😀", ".", "<br>", "x y "]
    tags = ["b", "i", "s", "code"]
    for seed in range(400):
        parts = []
        for step in range(5):
            word, tag = words[(seed + step * 3) % 7], tags[(seed // 7 + step) % 4]
            other = tags[(seed // 28) % 4]
            parts.append(
                [
                    word,
                    f"<{tag}>{word}</{tag}>",
                    f"<{other}>a <{tag}>{word}</{tag}></{other}>",
                ][(seed + step) % 3]
            )
        text = to_whatsapp("".join(parts))
        shown = lxml_html.fragment_fromstring(to_html(text), create_parent="div")
        assert not set("*_~`") & set(shown.text_content()), (parts, text)


@pytest.mark.parametrize("html", ["<div>" * 200 + "x", "<b>" * 200 + "x"])
def test_deep_html_is_read(html):
    assert to_whatsapp(html) in ("x", "*x*")


def test_large_html_is_read_in_time():
    start = time.process_time()
    to_whatsapp("<p>a <b>bold</b> word <a href='https://x.org'>link</a></p>" * 1000)
    assert time.process_time() - start < 2
