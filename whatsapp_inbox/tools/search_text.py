"""Texts as they are compared in a search: "Envío" is found by "envio"."""

import html
import re
import unicodedata

#: Shorter words are looked for at the beginning of words: an index of trigrams has
#: nothing for two letters in the middle of one.
WHOLE = 3
#: What people write around and between the digits of a number.
_NUMBER = re.compile(r"[\d\s().+/-]{3,40}")
#: What is within a word, as bold letters, does not part it.
_INLINE = re.compile(r"</?(?:a|b|code|del|em|i|s|span|strong|u)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_ACCENTS = re.compile("[\u0300-\u036f]")


def plain(body: str) -> str:
    """The text of a message as Odoo keeps it, which is clean HTML."""
    if "<" in (body or ""):
        body = _TAG.sub(" ", _INLINE.sub("", body))
    return html.unescape(body or "")


def folded(text: str) -> str:
    """`text` in lower case, without accents, on one line.

    Only the accents of letters that have some go: the vowel signs of Hindi stay.
    """
    if (text or "").isascii():
        return " ".join((text or "").lower().split())
    decomposed = unicodedata.normalize("NFKD", text or "")
    bare = _ACCENTS.sub("", decomposed)
    return " ".join(unicodedata.normalize("NFC", bare).casefold().split())


def words(term: str) -> list[str]:
    """What is looked for, each of which has to be found."""
    return folded(term).split()


def pattern(word: str) -> str:
    """For ``LIKE`` on folded texts that begin with a space."""
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    start = " " if len(word) < WHOLE and word.isascii() else ""
    return f"%{start}{escaped}%"


def numbers(term: str) -> list[str]:
    """The digits of a number however it is written: with "+", "00", the "0" that one
    dials at home, spaces. Empty if `term` is none."""
    if not _NUMBER.fullmatch(term.strip()):
        return []
    digits = re.sub(r"\D", "", term.replace("(0)", ""))
    found = dict.fromkeys([digits.removeprefix("00"), digits.lstrip("0")])
    return [number for number in found if len(number) >= WHOLE]


def marked(text: str, found: list[str], length: int = 160) -> list[tuple[str, bool]]:
    """The part of `text` around the first word, in pieces.

    :param found: folded words
    :return: (piece, whether it is one of the words)
    """
    shown = " ".join(text.split())
    letters, places = [], []
    for place, char in enumerate(shown):
        bare = folded(char) or " "
        letters.append(bare)
        places.extend([place] * len(bare))
    bare = "".join(letters)
    hits = [
        (places[match.start()], places[match.end() - 1] + 1)
        for match in re.finditer("|".join(_word_patterns(found)) or "(?!)", bare)
    ]
    start = max(0, hits[0][0] - length // 3) if hits else 0
    if start:
        start = shown.find(" ", start - 1, hits[0][0]) + 1 or start
    end = min(len(shown), start + length)
    pieces, at = [("… ", False)] if start else [], start
    for first, last in hits:
        if first < at or last > end:
            continue
        pieces += [(shown[at:first], False), (shown[first:last], True)]
        at = last
    pieces += [(shown[at:end], False), ("…" if end < len(shown) else "", False)]
    return [piece for piece in pieces if piece[0]]


def _word_patterns(found):
    for word in sorted(set(found), key=len, reverse=True):
        short = len(word) < WHOLE and word.isascii()
        yield (r"(?<!\S)" if short else "") + re.escape(word)
