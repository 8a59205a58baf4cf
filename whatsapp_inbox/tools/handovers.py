"""The webhook field `messaging_handovers`: who answers a customer from now on.

Source: Cloud API, conversation-routing/thread-control. `control_passed` is told to the
app that gets the thread, `control_taken` to the one that loses it.
"""

from dataclasses import dataclass
from datetime import datetime

from .json_values import mapping, moment, text
from .people import identity_of
from .updates import FieldUpdate, Identity

AI_AGENT = "ai_agent"  # Meta's Business Agent; never us: we are people
MAX_ROLE = 64
MAX_SUMMARY = 4000


@dataclass(frozen=True, slots=True)
class Handover:
    """`role` is Meta's word for the other app that answers now, "" if it is us.

    `previous_role` is who answered before. `summary` is what that app tells of the
    conversation, text that customers had a part in.
    """

    identity: Identity
    role: str
    previous_role: str
    timestamp: datetime
    summary: str


def read_handover(update: FieldUpdate, now: datetime) -> Handover | None:
    """None for what is no handover of a customer that we know how to read."""
    value = update.value
    kind = value.get("type")
    if kind not in ("control_passed", "control_taken"):
        kind = next((k for k in ("control_passed", "control_taken") if k in value), "")
    details = value.get(kind) if kind else None
    if not isinstance(details, dict):
        return None
    sender = mapping(value.get("sender"))
    identity = identity_of(
        value,
        {
            "wa_id": sender.get("phone_number") or sender.get("wa_id"),
            "user_id": sender.get("user_id"),
            "parent_user_id": sender.get("parent_user_id"),
        },
    )
    if not (identity.wa_id or identity.bsuid or identity.parent_bsuid):
        return None
    new, previous = _word(details, "new_owner"), _word(details, "previous_owner")
    return Handover(
        identity=identity,
        role=_other_owner(kind, previous, new),
        previous_role=previous,
        timestamp=moment(value.get("timestamp"), now),
        summary=_summary(details, value),
    )


def _other_owner(kind, previous, new):
    """Who has the thread if not we; both kinds name roles, neither says which is ours.

    Nobody takes a thread from Meta's agent behind our back: that was us.
    """
    if new == AI_AGENT:
        return AI_AGENT
    if kind == "control_taken" and previous != AI_AGENT:
        return new or "unknown"
    return ""


def _word(details, side):
    """An app's role in the thread; `…_app_role` is what kind of app it is."""
    role = details.get(f"{side}_role")
    if not role and details.get(f"{side}_app_role") == "meta_business_agent":
        role = AI_AGENT
    return text(role, MAX_ROLE)


def _summary(details, value):
    """The previous owner's words, in either place and shape that Meta shows."""
    context = details.get("conversation_context") or value.get("conversation_context")
    summary = mapping(mapping(context).get("summary"))
    return text(summary.get("text") or details.get("metadata"), MAX_SUMMARY)
