"""Texts with gaps: "Hello {name}, we are back {opening}."

What is not known must not be seen. A name that is missing takes its space along; any
other fact takes the sentence that it stands in. What is put in is never read again, so
that a customer called "{team}" is one.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

NAME = "name"
NAMES = (NAME, "team", "opening", "place", "waiting")

_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
#: Ends of sentences, in the scripts of many; the space behind one belongs to it.
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…。！？؟।]+[ \t]+|(?=\n)|$)|\n")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’\-·][^\W\d_]+)*")
_MAX_NAME = 40


def faults(text: str) -> list[str]:
    """What is wrong in `text`, in its order: "{nmae}", or a brace that stands alone."""
    return [match[0] for match in _BRACES.finditer(text or "") if match[1] not in NAMES]


def used(text: str) -> set[str]:
    """The placeholders in `text`."""
    return {match[1] for match in _BRACES.finditer(text or "")} & set(NAMES)


def fill(text: str, facts: Mapping[str, str | Callable[[], str]]) -> str:
    """`text` with its gaps filled, or closed.

    :param facts: by placeholder; what is missing or empty is not known. One that costs
        something may be a function, which is called only if the text has it
    :return: "" if nothing is left to say
    """
    values = {}
    for name in used(text):
        value = facts.get(name, "")
        values[name] = str((value() if callable(value) else value) or "").strip()
    sentences = [
        _fill_sentence(sentence, values)
        for sentence in _SENTENCE.findall(text or "")
        if all(values[name] for name in used(sentence) if name != NAME)
    ]
    filled = re.sub(r"[ \t]+(?=\n|$)", "", "".join(sentences))
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def first_name(full_name: str) -> str:
    """How a text calls somebody: the first word that can be a name, else "".

    Customers choose what WhatsApp shows of them: links and pictures are no names.
    """
    for word in unicodedata.normalize("NFC", full_name or "").split():
        word = word.strip(",;")
        if len(word) <= _MAX_NAME and _LETTERS.fullmatch(_without_marks(word)):
            return word
    return ""


def _without_marks(word):
    """Without the vowel signs of Arabic, Hindi …, which are no letters for Python."""
    return "".join(c for c in word if unicodedata.category(c)[0] != "M")


def _fill_sentence(sentence, values):
    if NAME in used(sentence) and not values[NAME]:
        sentence = _close_gap(sentence)
    return _BRACES.sub(lambda match: values.get(match[1], match[0]), sentence)


def _close_gap(sentence):
    """ "Hello {name}!" → "Hello!"; "{name}, your turn" → "Your turn"."""
    gap = "{%s}" % NAME
    before, _gap, after = sentence.partition(gap)
    if before.strip():
        if not (rest := after.lstrip(" ")) or rest[0] in ",.;:!?…،؛؟。！？、)\n":
            before = before.rstrip(" ")
            if before.endswith((",", "،")) and rest:
                before = before[:-1]  # "Thank you, {name}!"
        elif before.endswith((" ", "\t")):
            after = rest
        sentence = before + after
    else:
        rest = after.lstrip(" ,;:!.،؛、")
        sentence = before + rest[:1].upper() + rest[1:]
    return _close_gap(sentence) if gap in sentence else sentence
