"""Archives that are written while they are sent, and the names in them."""

import io
import zipfile
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from tools import archive

AT = datetime(2026, 3, 2, 10, 0)
NOTE = archive.Note("Not here.txt", "Not here:", [], "gone")


def member(name, content=b"x", at=AT):
    return archive.Member(name, at, lambda: io.BytesIO(content))


def missing(name):
    def opened():
        raise FileNotFoundError(name)

    return archive.Member(name, AT, opened)


def unpacked(pieces):
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def test_what_is_packed_is_unpacked():
    big = b"0123456789" * 100_000
    pieces = list(archive.stream([member("a.pdf", b"A"), member("b", big)], NOTE))
    assert unpacked(pieces) == {"a.pdf": b"A", "b": big}
    # no piece is much larger than what is read at once
    assert max(map(len, pieces)) < 400_000


def test_what_is_not_there_is_told():
    note = archive.Note("Not here.txt", "Not here:", ["2026 a photo: later"], "gone")
    files = unpacked(archive.stream([missing("a.pdf"), member("b.pdf")], note))
    assert set(files) == {"b.pdf", "Not here.txt"}
    assert files["Not here.txt"].decode().split("\r\n") == [
        "Not here:",
        "",
        "2026 a photo: later",
        "a.pdf: gone",
    ]


def test_before_there_was_zip():
    old = member("a.pdf", at=datetime(1970, 1, 1))
    assert unpacked(archive.stream([old], NOTE)) == {"a.pdf": b"x"}


def test_hostile_names():
    names = archive.member_names(
        [
            (AT, "../../etc/passwd.txt", "text/plain"),
            (AT, "C:\\windows\\evil.exe", "application/pdf"),
            (AT, "a\x00b\nc\u202egpj.pdf", "application/pdf"),
            (AT, "", "image/png"),
            (AT, "offer.pdf", "application/pdf"),
            (AT, "OFFER.pdf", "application/pdf"),
            (AT, "offer (2).pdf", "application/pdf"),
        ]
    )
    assert names == [
        "2026-03-02 passwd.txt",
        "2026-03-02 evil.exe",
        "2026-03-02 ab cgpj.pdf",
        "2026-03-02 file-4.png",
        "2026-03-02 offer.pdf",
        "2026-03-02 OFFER (2).pdf",
        "2026-03-02 offer (2) (2).pdf",
    ]


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_names(texts):
    names = archive.member_names((AT, text, "application/pdf") for text in texts)
    assert len({name.casefold() for name in names}) == len(texts)
    for name in names:
        assert not set('/\\<>:"|?*\x00') & set(name)
        assert name.startswith("2026-03-02 ") and len(name.encode()) < 1000
