"""Self-service: an answer for who proves to be the customer, else a person.

A state machine. The first proof is the number somebody writes from, so that `answer`
gets only the documents of its customer; the second is asked for: the number of a
document, or the postal code of its address. Whoever has neither learns nothing, not
even whether there is any document: all that is not proved is answered alike.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from .menu import STILL_TYPING, Said

ATTEMPTS = 3
#: Numbers of one message that are tried: many in one message are no proof.
MOST = 2
#: Documents that a postal code shows, the newest.
SHOWN = 3
LEAST_PROOF = 3
LEAST_DIGITS = 5
#: What a button gives back that asks for a person.
PERSON_ID = "service:person"
_WORD = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_NOT_SAID = re.compile(r"[\W_]+")
#: Words for a person, in the languages of our texts and their neighbours.
PEOPLE = frozenset(
    (
        *("person", "human", "agent", "someone", "operator", "representative"),
        *("persona", "humano", "humana", "agente", "alguien", "operador", "operadora"),
        *("operatore", "operatrice", "umano", "umana", "qualcuno"),
        *("mensch", "mitarbeiter", "mitarbeiterin", "berater"),
        *("personne", "humain", "conseiller", "conseillère"),
        *("pessoa", "atendente", "alguém"),
    )
)


class Act(StrEnum):
    ASK = "ask"  # for the second proof
    AGAIN = "again"  # this was none
    ANSWER = "answer"
    PERSON = "person"
    WAIT = "wait"  # say nothing


@dataclass(frozen=True, slots=True)
class Document:
    """:ivar numbers: as people write them: its name, the customer's own reference
    :ivar codes: postal codes of its addresses
    """

    id: int
    numbers: tuple[str, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """:ivar tries: proofs that were wrong
    :ivar asked_at: naive UTC, None before the question
    """

    tries: int = 0
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """:ivar found: ids of the documents that are told, with `answer`"""

    act: Act
    state: State
    found: tuple[int, ...] = ()


def answer(
    state: State,
    said: Sequence[Said],
    documents: Sequence[Document],
    now: datetime,
    attempts: int = ATTEMPTS,
) -> Turn:
    """What follows from messages that came at once.

    :param said: empty if only time has passed
    :param documents: of this customer, the newest first
    """
    if not said or any(wants_person(message) for message in said):
        return Turn(Act.PERSON, state)
    if state.tries >= attempts:
        return Turn(Act.PERSON, state)
    proofs = [proof for message in said for proof in candidates(message.text)]
    if found := _proved(proofs[: 3 * MOST], documents):
        return Turn(Act.ANSWER, state, found)
    if not state.asked_at:
        state = State(state.tries + bool(proofs), now)
        return Turn(Act.PERSON if state.tries >= attempts else Act.ASK, state)
    typed_on = all(message.at <= state.asked_at + STILL_TYPING for message in said)
    if typed_on and not proofs:
        return Turn(Act.WAIT, state)
    state = replace(state, tries=state.tries + 1, asked_at=now)
    return Turn(Act.PERSON if state.tries >= attempts else Act.AGAIN, state)


def wants_person(message: Said) -> bool:
    if message.reply_id == PERSON_ID:
        return True
    words = message.text.casefold().split()
    return any(word.strip(".,;:!?¿¡") in PEOPLE for word in words)


def candidates(text: str) -> list[str]:
    """What in a text may be a number of a document or a postal code: at most `MOST`
    words with a digit, each alone and with its neighbours ("SW1A 1AA")."""
    words = _WORD.findall(_plain(text))
    spots = [n for n, word in enumerate(words) if any(c.isdigit() for c in word)]
    found = []
    for n in spots[:MOST]:
        for start, end in ((n, n + 1), (n, n + 2), (max(0, n - 1), n + 1)):
            found.append(_NOT_SAID.sub("", "".join(words[start:end])))
    return found


def _proved(proofs, documents):
    by_number = [d.id for d in documents if _numbers(d) & set(proofs)]
    if by_number:
        return tuple(by_number[:1])
    by_code = [d.id for d in documents if _codes(d) & set(proofs)]
    return tuple(by_code[:SHOWN])


def _numbers(document):
    """Also the digits alone of "S00042", if they are many enough to be no guess."""
    whole = {_NOT_SAID.sub("", _plain(number)) for number in document.numbers}
    digits = {"".join(c for c in number if c.isdigit()) for number in whole}
    return {n for n in whole if _is_proof(n)} | {
        d for d in digits if len(d) >= LEAST_DIGITS
    }


def _codes(document):
    codes = {_NOT_SAID.sub("", _plain(code)) for code in document.codes}
    return {code for code in codes if _is_proof(code)}


def _is_proof(text):
    return len(text) >= LEAST_PROOF and any(c.isdigit() for c in text)


def _plain(text):
    """Small letters; digits of all scripts as 0 to 9."""
    text = unicodedata.normalize("NFKC", text or "").casefold()
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
