"""The field `user_preferences`: who wants marketing messages, and who does not.

Source: Cloud API, webhooks/reference/user_preferences.
"""

from dataclasses import dataclass
from datetime import datetime

from .json_values import moment
from .people import identity_of
from .updates import FieldUpdate, Identity

MARKETING = "marketing_messages"
#: Meta's words → whether marketing is wanted
WANTED = {"stop": False, "resume": True, "signup": True}


@dataclass(frozen=True, slots=True)
class Preference:
    """`at` is naive UTC."""

    identity: Identity
    wanted: bool
    at: datetime


def read(update: FieldUpdate, now: datetime) -> tuple[list[Preference], list[dict]]:
    """The preferences of one webhook, and the elements that tell something else.

    :param now: for those without a time
    """
    preferences, others = [], []
    elements = update.value.get("user_preferences")
    for element in elements if isinstance(elements, list) else []:
        if not isinstance(element, dict):
            continue
        who = identity_of(update.value, element)
        wanted = WANTED.get(str(element.get("value")).lower())
        about = element.get("category", MARKETING)
        if wanted is None or about != MARKETING or not (who.wa_id or who.bsuid):
            others.append(element)
            continue
        at = moment(element.get("timestamp"), update.at or now)
        preferences.append(Preference(who, wanted, at))
    return preferences, others
