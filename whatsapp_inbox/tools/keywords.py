"""Words and phrases in what people type, whatever the accents and the case."""

import re
import unicodedata
from collections.abc import Iterable

#: Scripts that part no words, so that a phrase may be anywhere in them.
_UNPARTED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_APART = re.compile(r"[\W_]+")
#: What parts one phrase from the next, in the scripts of many.
_NEXT = re.compile(r"[\n,;،、，；]")
_MAX_TEXT = 4096


def folded(text: str) -> str:
    """`text` as it is compared: words of small letters without accents, one space
    between them."""
    text = unicodedata.normalize("NFKD", (text or "")[:_MAX_TEXT].casefold())
    plain = "".join(c for c in text if not unicodedata.combining(c))
    return _APART.sub(" ", unicodedata.normalize("NFKC", plain)).strip()


def phrases(lines: str) -> list[str]:
    """The phrases of a field: one a line, or with commas between them. "late + order"
    asks for both, anywhere."""
    parts = (part.strip() for part in _NEXT.split(lines or ""))
    return [part for part in parts if folded(part)]


def empty_phrases(lines: str) -> list[str]:
    """What stands in a field and can never be found: "?!"."""
    parts = (part.strip() for part in _NEXT.split(lines or ""))
    return [part for part in parts if part and not any(map(folded, part.split("+")))]


def find(wanted: Iterable[str], text: str) -> str:
    """:return: the first of the `wanted` phrases that is in `text`, or \"\""""
    said = folded(text)
    for phrase in wanted:
        parts = [part for part in map(folded, phrase.split("+")) if part]
        if parts and all(_has(said, part) for part in parts):
            return phrase
    return ""


def is_whole(phrase: str, text: str) -> bool:
    """Whether `text` is `phrase` and nothing else: the number of a choice, a name."""
    return bool(folded(phrase)) and folded(phrase) == folded(text)


def _has(said, part):
    if _UNPARTED.search(part):
        return part in said
    return f" {part} " in f" {said} "
