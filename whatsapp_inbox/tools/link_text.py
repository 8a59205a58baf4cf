"""Click-to-chat links: the first text, and by which link somebody came.

The text ends with a code, a word that nobody types by chance. Customers may write what
they like around it.
"""

import html
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from .keywords import folded, is_whole

HOST = "https://wa.me"
#: Without those that are taken for one another, and without vowels: no words.
LETTERS = "BCDFGHJKMNPQRSTVWXZ"
DIGITS = "23456789"
#: A text without its code is known again only if it is long enough to be no greeting.
LEAST_TEXT = 12
_CODE = re.compile(r"(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{4,12}")


@dataclass(frozen=True, slots=True)
class Link:
    """:ivar team_id: 0 for a link that only tells where customers came from
    :ivar text: what comes before the code
    """

    id: int
    name: str
    code: str
    team_id: int = 0
    text: str = ""


def new_code() -> str:
    letters = [secrets.choice(LETTERS) for _n in range(3)]
    return "".join(letters + [secrets.choice(DIGITS) for _n in range(2)])


def is_code(code: str) -> bool:
    """Whether it is a word of 4 to 12 capitals and digits, with both in it."""
    return bool(_CODE.fullmatch(code or ""))


def first_text(text: str, code: str) -> str:
    """What stands in the customer's app, ready to be sent."""
    return f"{(text or '').strip()} ({code})".strip()


def address(number: str, text: str) -> str:
    """:param number: digits with the country code (Meta's page: click to chat)"""
    return f"{HOST}/{number}?text={quote(text, safe='')}"


def snippet(url: str, label: str, picture: str = "") -> str:
    """HTML for any website: works without scripts and styles, opens a new page and
    tells WhatsApp nothing of the one it is on.

    :param label: what customers read, and screen readers say
    :param picture: an address of a picture above the label, for who has a phone
    """
    shown = html.escape(label)
    if picture:
        # the words beside it say it all: the picture is for cameras
        shown = f'<img src="{html.escape(picture)}" alt="" width="180"><br>{shown}'
    where = html.escape(url)
    return f'<a href="{where}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def find(links: Iterable[Link], said: str) -> Link | None:
    """By which link somebody came who wrote `said`; the first code counts. Who removed
    the code is known by the text alone, if only one link has it."""
    words = folded(said).split()
    by_code = {folded(link.code): link for link in links}
    for word in words:
        if link := by_code.get(word):
            return link
    if len(folded(said)) < LEAST_TEXT:
        return None
    same = [link for link in by_code.values() if is_whole(link.text, said)]
    return same[0] if len(same) == 1 else None
