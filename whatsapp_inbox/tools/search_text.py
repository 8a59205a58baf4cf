"""Texts as they are compared in a search: "Envío" is found by "envio"."""

import unicodedata


def folded(text: str) -> str:
    """`text` in lower case, without accents, on one line.

    Only the accents of letters that have some go: the vowel signs of Hindi stay.
    """
    decomposed = unicodedata.normalize("NFKD", text or "")
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn" or c > "ͯ")
    return " ".join(unicodedata.normalize("NFC", bare).casefold().split())


def words(term: str) -> list[str]:
    """What is looked for, each of which has to be found."""
    return folded(term).split()
