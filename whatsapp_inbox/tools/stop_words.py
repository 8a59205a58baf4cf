"""Words with which customers say that they want no marketing, or want it again."""

import re

from . import search_text

#: What people write around a word.
_AROUND = re.compile(r"[\W_]+")


def parse(texts) -> set[str]:
    """:param texts: a setting in each language, as "STOP, no more" """
    parts = (part for text in texts for part in re.split(r"[,;\n]", text or ""))
    return {word for part in parts if (word := _bare(part))}


def said(text: str, words: set[str]) -> bool:
    """Whether a message is one of the words and nothing else: "Stop!" is, "stop by
    tomorrow" is not."""
    return bool(words) and _bare(text) in words


def _bare(text: str) -> str:
    return _AROUND.sub(" ", search_text.folded(text)).strip()
