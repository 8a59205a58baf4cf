"""Texts with placeholders, in two ways to write them:

- "Hello {name}, we are back {opening}.": what the inbox says by itself. What is not
  known must not be seen: a name that is missing takes its space along, any other fact
  takes the sentence that it stands in (``fill``).
- "Hello {{customer.name|friend}}": what a person looks at before it leaves. What is not
  known shows as a gap, "[customer.name]", unless the text has words of its own for
  that, behind the bar (``fill_or_gap``).

What is put in is never read again, so that a customer called "{team}" is one.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

NAME = "name"
NAMES = (NAME, "team", "opening", "place", "waiting")

#: Ways to write a placeholder: its name, and in the second its default. A brace that
#: belongs to none matches without a name.
SINGLE = re.compile(r"\{([^{}\n]*)\}|[{}]")
DOUBLE = re.compile(r"\{\{ *([^{}|\n]*?) *(?:\|([^{}\n]*))?\}\}|\{\{|\}\}")
_GAP = re.compile(r"\[([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)\]")
#: Ends of sentences, in the scripts of many; the space behind one belongs to it.
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…。！？؟।]+[ \t]+|(?=\n)|$)|\n")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’\-·][^\W\d_]+)*")
_MAX_NAME = 40


def faults(
    text: str, names: Collection[str] = NAMES, written: re.Pattern = SINGLE
) -> list[str]:
    """What is wrong in `text`, in its order: "{nmae}", or a brace that stands alone."""
    matches = written.finditer(text or "")
    return [match[0] for match in matches if match[1] not in names]


def used(
    text: str, names: Collection[str] = NAMES, written: re.Pattern = SINGLE
) -> set[str]:
    """The placeholders in `text`."""
    return {match[1] for match in written.finditer(text or "")} & set(names)


def fill_or_gap(text: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """`text` with its ``{{…}}`` filled, and the names of the gaps that are left.

    :param values: by name; "" is not known. What is not in it stays as it is written
    """
    missing = []

    def put_in(match):
        name = match[1]
        if name not in values:
            return match[0]
        if value := values[name] or (match[2] or "").strip():
            return _GAP.sub(r"\1", value)  # it must not look like a gap
        if name not in missing:
            missing.append(name)
        return f"[{name}]"

    return DOUBLE.sub(put_in, text or ""), missing


def gaps(text: str, names: Collection[str]) -> list[str]:
    """The names whose gap is still in `text`, each once, in their order."""
    found = (match[1] for match in _GAP.finditer(text or ""))
    return list(dict.fromkeys(name for name in found if name in names))


def fill(text: str, facts: Mapping[str, str | Callable[[], str]]) -> str:
    """`text` with its gaps filled, or closed.

    :param facts: by placeholder; what is missing or empty is not known. One that costs
        something may be a function, which is called only if the text has it
    :return: "" if nothing is left to say
    """
    values = {}
    names = {*NAMES, *facts}
    for name in used(text, names):
        value = facts.get(name, "")
        values[name] = str((value() if callable(value) else value) or "").strip()
    sentences = [
        _fill_sentence(sentence, values)
        for sentence in _SENTENCE.findall(text or "")
        if all(values[name] for name in used(sentence, names) if name != NAME)
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
    return SINGLE.sub(lambda match: values.get(match[1], match[0]), sentence)


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
