"""The chats of the phone app, as the webhook `history` tells them.

One webhook may hold thousands of messages, so it is cut into parts before anything is
read. Source: Cloud API, webhooks/reference/history.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from .json_values import mapping, mappings, number, text
from .message_reader import read_message
from .people import People
from .phone import digits
from .updates import MAX_NAME, HistoryMessage, Unreadable

#: Meta's words, in any case, to the states of our messages.
STATE_OF_STATUS = {
    "PENDING": "sent",
    "SENT": "sent",
    "DELIVERED": "delivered",
    "READ": "read",
    "PLAYED": "read",
    "ERROR": "failed",
}
#: The type of a message whose file is told by a webhook of its own, or never.
PLACEHOLDER = "media_placeholder"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the history, or the refusal to give any.

    `phase` is 0 for the first day, 1 until day 90, 2 until day 180; `progress` of all
    phases, in percent; both None for files, which come apart. `content` is what
    `read` takes.
    """

    phase: int | None
    order: int
    progress: int | None
    content: dict
    size: int
    error: dict | None = None


def chunks(value: dict) -> list[Chunk]:
    """What one webhook of the field `history` holds, unread."""
    metadata = mapping(value.get("metadata"))
    common = {
        "business": digits(text(metadata.get("display_phone_number"))),
        "contacts": mappings(value.get("contacts")),
    }
    found = []
    for element in mappings(value.get("history")):
        for error in mappings(element.get("errors")):
            found.append(Chunk(None, 0, None, {}, 0, error))
        threads = mappings(element.get("threads"))
        if threads:
            about = mapping(element.get("metadata"))
            content = {**common, "threads": threads}
            found.append(
                Chunk(
                    _whole(about.get("phase")),
                    _whole(about.get("chunk_order")) or 0,
                    _whole(about.get("progress")),
                    content,
                    _size(content),
                )
            )
    if messages := mappings(value.get("messages")):
        content = {**common, "messages": messages}
        found.append(Chunk(None, 0, None, content, _size(content)))
    return found


def read(
    content: dict, start: int, stop: int, arrived: datetime
) -> Iterator[HistoryMessage | Unreadable]:
    """Some of the messages of a chunk, by their place in it.

    Group chats are left out: Meta does not tell them, and they are no customer's.

    :param arrived: the time of a message that tells none
    """
    people = People(content.get("contacts"))
    for place, (thread, element) in enumerate(_elements(content)):
        if not start <= place < stop:
            continue
        if element.get("group_id") or "@g.us" in text(thread.get("id")):
            continue
        try:
            yield _read(content, thread, element, arrived, people)
        except Exception as error:  # noqa: BLE001 - its neighbours must be read
            reason = str(error) or type(error).__name__
            yield Unreadable("", f"history: {reason}", element)


def _elements(content):
    for thread in mappings(content.get("threads")):
        for element in mappings(thread.get("messages")):
            yield thread, element
    for element in mappings(content.get("messages")):
        yield {}, element


def _size(content):
    return sum(1 for _element in _elements(content))


def _read(content, thread, element, arrived, people):
    outbound = _is_outbound(content, thread, element)
    status = text(mapping(element.get("history_context")).get("status")).upper()
    identity = _identity(thread, element, outbound, people)
    make = partial(HistoryMessage, status=status, outbound=outbound)
    return read_message(element, "", "", arrived, identity, make)


def _is_outbound(content, thread, element):
    """Whether the business wrote it: one of two people did."""
    if mapping(element.get("history_context")).get("from_me") is True:
        return True
    writer = digits(text(element.get("from")))
    if writer and writer == content.get("business"):
        return True
    to = text(element.get("to")) or text(element.get("to_user_id"))
    if not to or digits(to) == content.get("business"):
        return False
    return not writer or writer != digits(text(thread.get("id")))


def _identity(thread, element, outbound, people):
    """The customer, by the thread's own words and else by the message's; all "" if
    none of them tells."""
    context = mapping(thread.get("context"))
    side = "to" if outbound else "from"
    phone = thread.get("id") or context.get("wa_id") or element.get(side)
    user_id = context.get("user_id") or element.get(f"{side}_user_id")
    parent = context.get("parent_user_id") or element.get(f"{side}_parent_user_id")
    identity = people.complete(phone, user_id, parent)
    username = text(context.get("username"), MAX_NAME).strip().lstrip("@")
    return replace(identity, username=username) if username else identity


def _whole(value):
    value = number(value)
    return None if value is None or not 0 <= value <= 1_000_000 else int(value)
