"""ZIP archives that are written while they are sent: nothing is held as a whole."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import SimpleNamespace

from .media import safe_filename

_CHUNK = 256 * 1024
#: The first year of ZIP; earlier ones cannot be written.
_FIRST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive.

    :param opened: called when it is its turn, gives a binary file to read; raises
        OSError if the file is gone
    """

    name: str
    written: datetime
    opened: Callable


@dataclass(frozen=True, slots=True)
class Note:
    """A text file that tells what is not in the archive.

    :param lines: what is known to be missing
    :param gone: words for what cannot be read when it is its turn
    """

    name: str
    head: str
    lines: list[str]
    gone: str

    def text(self, unreadable: list[str]) -> str:
        lines = [*self.lines, *(f"{name}: {self.gone}" for name in unreadable)]
        return "\r\n".join([self.head, "", *lines]) if lines else ""


def member_names(files: Iterable[tuple[datetime, str, str]]) -> list[str]:
    """Names that unpack anywhere: no path, no control characters, none twice whatever
    the case.

    :param files: (when, name, MIME type), of which the names are a stranger's
    """
    names, taken = [], set()
    for number, (when, name, mime_type) in enumerate(files, 1):
        safe = safe_filename(name, mime_type, f"file-{number}").lstrip("~")
        wanted = f"{when:%Y-%m-%d} {safe}"
        stem, dot, extension = wanted.rpartition(".")
        if not dot:
            stem, extension = wanted, ""
        copy = 1
        while wanted.casefold() in taken:
            copy += 1
            wanted = f"{stem} ({copy}){dot}{extension}"
        taken.add(wanted.casefold())
        names.append(wanted)
    return names


def stream(members: Iterable[Member], note: Note) -> Iterator[bytes]:
    """The bytes of an archive, in pieces.

    Files are stored as they are: pictures, films and documents are compressed already.
    """
    pieces, unreadable = [], []
    # it cannot go back, so that pieces may leave
    sink = SimpleNamespace(write=partial(_keep, pieces), flush=lambda: None)
    with zipfile.ZipFile(sink, "w") as archive:
        for member in members:
            try:
                source = member.opened()
            except OSError:
                unreadable.append(member.name)
                continue
            with source, archive.open(_info(member), "w", force_zip64=True) as target:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
                    yield _take(pieces)
        if text := note.text(unreadable):
            archive.writestr(note.name, text.encode("utf-8"))
    yield _take(pieces)


def _info(member):
    info = zipfile.ZipInfo(member.name, max(member.written.timetuple()[:6], _FIRST))
    info.external_attr = 0o600 << 16  # else nobody may read what is unpacked
    return info


def _keep(pieces, data):
    pieces.append(bytes(data))
    return len(data)


def _take(pieces):
    data = b"".join(pieces)
    pieces.clear()
    return data
