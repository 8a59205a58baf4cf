import pytest
from tools.media import safe_filename, safe_mime_type

OCTETS = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("mime", "safe"),
    [
        ("image/jpeg", "image/jpeg"),
        ("IMAGE/JPEG", "image/jpeg"),
        ("audio/ogg; codecs=opus", "audio/ogg"),
        (" application/pdf ", "application/pdf"),
        (DOCX, DOCX),
        ("text/plain; charset=utf-8", "text/plain"),
        ("text/csv", "text/csv"),
        (
            "application/vnd.android.package-archive",
            "application/vnd.android.package-archive",
        ),
        ("text/html", OCTETS),
        ("text/html; charset=utf-8", OCTETS),
        ("TEXT/HTML", OCTETS),
        ("application/xhtml+xml", OCTETS),
        ("image/svg+xml", OCTETS),
        ("image/svg+xml;base64", OCTETS),
        ("application/xml", OCTETS),
        ("text/xml", OCTETS),
        ("application/rss+xml", OCTETS),
        ("application/xslt+xml", OCTETS),
        ("text/xsl", OCTETS),
        ("text/javascript", OCTETS),
        ("application/x-javascript", OCTETS),
        ("application/ecmascript", OCTETS),
        ("application/x-shockwave-flash", OCTETS),
        ("text/css", OCTETS),
        ("multipart/x-mixed-replace", OCTETS),
        ("message/rfc822", OCTETS),
        ("application/hta", OCTETS),
        ("", OCTETS),
        (None, OCTETS),
        ("None", OCTETS),
        ("jpeg", OCTETS),
        ("image/", OCTETS),
        ("image/jpeg\nX-Header: 1", OCTETS),
        ("image/jpeg,text/html", OCTETS),
        ("image/<script>", OCTETS),
        ("a/" + "b" * 500, OCTETS),
        (["image/jpeg"], OCTETS),
    ],
)
def test_safe_mime_type(mime, safe):
    assert safe_mime_type(mime) == safe


@pytest.mark.parametrize(
    ("name", "mime", "safe"),
    [
        ("invoice.pdf", "application/pdf", "invoice.pdf"),
        ("Invoice.PDF", "application/pdf", "Invoice.pdf"),
        ("factura señor 2.pdf", "application/pdf", "factura señor 2.pdf"),
        ("фото.jpg", "image/jpeg", "фото.jpg"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        # paths
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("C:\\Users\\me\\a.docx", DOCX, "a.docx"),
        ("/", "image/png", "file.png"),
        ("a/..", "image/png", "file.png"),
        ("..", "image/png", "file.png"),
        ("./.hidden", "text/plain", "hidden.txt"),
        # what cannot be seen, and what a file system refuses
        ("in\u202efdp.exe", OCTETS, "infdp.exe"),
        ("a\x00b\r\nc.pdf", "application/pdf", "ab c.pdf"),
        ("a\u200b\ufeff.pdf", "application/pdf", "a.pdf"),
        ('a<b>:"|?*.pdf', "application/pdf", "a_b______.pdf"),
        ("  a   b .pdf", "application/pdf", "a b.pdf"),
        ("a.pdf. . ", "application/pdf", "a.pdf"),
        ("a\ud800.pdf", "application/pdf", "a.pdf"),
        # nothing left
        ("", "audio/ogg; codecs=opus", "file.ogg"),
        (None, "image/webp", "file.webp"),
        ("___", "video/mp4", "file.mp4"),
        ("\u202e", "video/3gpp", "file.3gp"),
        ("", "", "file"),
        ("", "text/html", "file"),
        (".pdf", "application/pdf", "pdf.pdf"),
        # the extension that the type has
        ("report", "application/pdf", "report.pdf"),
        ("report.v2", "application/pdf", "report.v2.pdf"),
        ("voice", "audio/mpeg", "voice.mp3"),
        ("voice", "audio/mp4", "voice.m4a"),
        ("voice.opus", "audio/ogg", "voice.opus"),
        ("photo.exe", "image/jpeg", "photo.exe.jpg"),
        ("photo.html", "image/jpeg", "photo.html.jpg"),
        ("data.csv", "text/plain", "data.csv"),
        ("page.html", "text/html", "page.html"),
        ("unknown.qqq", OCTETS, "unknown.qqq"),
        ("sheet", "application/vnd.unheard-of", "sheet"),
        ("a" * 300 + ".pdf", "application/pdf", "a" * 124 + ".pdf"),
        ("a." + "b" * 300, OCTETS, "a." + "b" * 126),
        ("a" * 300, "image/png", "a" * 124 + ".png"),
        (["x"], "image/png", "['x'].png"),
    ],
)
def test_safe_filename(name, mime, safe):
    assert safe_filename(name, mime, "file") == safe
