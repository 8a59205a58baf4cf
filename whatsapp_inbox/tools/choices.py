"""A question with answers to tap: reply buttons, a list, or lines of text.

Limits of Meta's pages: messages/interactive-reply-buttons-messages and
messages/interactive-list-messages.
"""

from collections.abc import Sequence

MAX_BUTTONS, BUTTON_TITLE, BUTTON_ID, BUTTON_BODY = 3, 20, 256, 1024
MAX_ROWS, ROW_TITLE, ROW_ID, LIST_BODY = 10, 24, 200, 4096
ROW_DESCRIPTION = 72

#: (id, title, description): WhatsApp gives back id and title when it is tapped; only a
#: list shows descriptions, "" has none.
Choice = tuple[str, str, str]


def interactive(text: str, choices: Sequence[Choice], opener: str) -> dict | None:
    """The `interactive` of a message that asks.

    :param opener: what opens a list, at most 20 characters
    :return: None if WhatsApp takes these neither as buttons nor as a list
    """
    if _fits(text, choices, MAX_BUTTONS, BUTTON_TITLE, BUTTON_ID, BUTTON_BODY):
        action = {
            "buttons": [
                {"type": "reply", "reply": {"id": key, "title": title}}
                for key, title, _description in choices
            ]
        }
        return {"type": "button", "body": {"text": text}, "action": action}
    short = all(len(words) <= ROW_DESCRIPTION for _key, _title, words in choices)
    if short and _fits(text, choices, MAX_ROWS, ROW_TITLE, ROW_ID, LIST_BODY):
        rows = [_row(*choice) for choice in choices]
        action = {"button": opener[:BUTTON_TITLE], "sections": [{"rows": rows}]}
        return {"type": "list", "body": {"text": text}, "action": action}
    return None


def as_lines(text: str, choices: Sequence[Choice]) -> str:
    """The same as text: the number is an answer, see ``tools.menu``."""
    lines = [
        f"{number}. {title}" + (f" – {description}" if description else "")
        for number, (_key, title, description) in enumerate(choices, 1)
    ]
    return "\n".join([text, "", *lines])


def _row(key, title, description):
    row = {"id": key, "title": title}
    return {**row, "description": description} if description else row


def _fits(text, choices, most, title_limit, id_limit, body_limit):
    keys = {key for key, _title, _description in choices}
    titles = {title for _key, title, _description in choices}
    return (
        0 < len(choices) <= most
        and len(keys) == len(titles) == len(choices)
        and all(
            0 < len(title.strip()) and len(title) <= title_limit for title in titles
        )
        and all(0 < len(key) <= id_limit for key in keys)
        and 0 < len(text) <= body_limit
    )
