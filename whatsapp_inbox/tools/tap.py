"""Ids of buttons that come back when they are tapped, with what they are about.

"wi:<action>:<model>:<id>:<mac>". Meta's limits: 256 characters for the id of a reply
button and the payload of a template's quick reply, 200 for a row of a list.
"""

import re

PREFIX = "wi:"
MAC_LENGTH = 32  # hexadecimal digits: 128 bits
_PAYLOAD = re.compile(
    r"(wi:([a-z_]{1,32}):([a-z0-9_.]{1,64}):([1-9][0-9]{0,9})):([0-9a-f]{32})",
    re.ASCII,
)


def claim(action: str, model: str, record_id: int) -> str:
    """What is signed."""
    return f"{PREFIX}{action}:{model}:{record_id}"


def payload(claimed: str, mac: str) -> str:
    return f"{claimed}:{mac[:MAC_LENGTH]}"


def read(text: str) -> tuple[str, str, str, int, str] | None:
    """What an id says of itself, which anybody may have written.

    :return: (claim, action, model, id, mac), None for what is no id of ours
    """
    found = _PAYLOAD.fullmatch(text or "")
    if not found:
        return None
    claimed, action, model, record_id, mac = found.groups()
    return claimed, action, model, int(record_id), mac


def looks_ours(text: str) -> bool:
    """Whether it is worth a look; no proof of anything."""
    return (text or "").startswith(PREFIX)
