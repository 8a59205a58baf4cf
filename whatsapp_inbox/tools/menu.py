"""The menu: a welcome that asks, keywords that answer.

A state machine. It is told of what the customer wrote, all that came at once, and
says what is sent and where the conversation goes. It knows no clock but the times of
the messages, and is asked again when `deadline` has passed without an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .keywords import find, is_whole

#: What is written just after the question was written before it was read.
STILL_TYPING = timedelta(seconds=15)


class Act(StrEnum):
    WELCOME = "welcome"  # the first question
    AGAIN = "again"  # no match: the error text, and the question once more
    CHOSEN = "chosen"
    FALLBACK = "fallback"
    WAIT = "wait"  # say nothing


@dataclass(frozen=True, slots=True)
class Choice:
    """:ivar number: its place in the text, from 1, which is an answer as well
    :ivar title: an answer too, as are buttons, which send it
    :ivar keywords: phrases, see ``tools.keywords``
    :ivar description: what a list shows below the title
    """

    id: int
    number: int
    title: str
    keywords: tuple[str, ...] = ()
    description: str = ""

    def reply_id(self) -> str:
        """What WhatsApp gives back when its button or line of the list is tapped."""
        return f"menu:{self.id}"


@dataclass(frozen=True, slots=True)
class Menu:
    """:ivar attempts: how often it asks in all before it gives up
    :ivar patience: how long it waits for an answer
    """

    choices: tuple[Choice, ...]
    attempts: int = 3
    patience: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the customer.

    :ivar at: Meta's time, naive UTC
    :ivar reply_id: of the button that was tapped, if one was
    """

    text: str
    at: datetime
    reply_id: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """:ivar asked: how often it has asked; 0 before the first time
    :ivar asked_at: when it last did, naive UTC
    """

    asked: int = 0
    asked_at: datetime | None = None

    def deadline(self, menu: Menu) -> datetime | None:
        return self.asked_at + menu.patience if self.asked_at else None


@dataclass(frozen=True, slots=True)
class Turn:
    """:ivar choice: the one that was made, with `chosen`
    :ivar found: the words that made it
    """

    act: Act
    state: State
    choice: Choice | None = None
    found: str = ""


def answer(menu: Menu, state: State, said: Sequence[Said], now: datetime) -> Turn:
    """What follows from messages that came at once; the last that fits counts.

    :param said: in their order; empty if only time has passed
    :param now: naive UTC
    """
    for message in reversed(said):
        choice, found = match(menu, message, state.asked > 0)
        if choice:
            return Turn(Act.CHOSEN, state, choice, found)
    deadline = state.deadline(menu)
    if not menu.choices or (deadline and deadline <= now and not said):
        return Turn(Act.FALLBACK, state)
    if not state.asked:
        return Turn(Act.WELCOME, State(1, now))
    if not any(message.at > state.asked_at + STILL_TYPING for message in said):
        return Turn(Act.WAIT, state)
    if state.asked >= menu.attempts:
        return Turn(Act.FALLBACK, state)
    return Turn(Act.AGAIN, replace(state, asked=state.asked + 1, asked_at=now))


def match(menu: Menu, message: Said, asked: bool) -> tuple[Choice | None, str]:
    """The choice that a message makes, and by which words.

    :param asked: before the question, a number or a title alone says nothing
    """
    for choice in menu.choices:
        if message.reply_id and message.reply_id == choice.reply_id():
            return choice, choice.title
    if asked:
        for choice in menu.choices:
            for name in (str(choice.number), choice.title):
                if is_whole(name, message.text):
                    return choice, name
    # the longest phrase: "old town" before "town"
    found = [
        (len(phrase), -choice.number, choice, phrase)
        for choice in menu.choices
        if (phrase := find(choice.keywords, message.text))
    ]
    if not found:
        return None, ""
    *_order, choice, phrase = max(found, key=lambda entry: entry[:2])
    return choice, phrase
