"""What Meta tells about a number or its account: which event, how bad, what follows.

Pure: `FieldUpdate` → `Notice`. Every value is optional and may be of another type than
Meta's pages say. Source: Cloud API, webhooks/reference/<field>.
"""

import hashlib
import json
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import datetime
from enum import StrEnum

from .errors import ErrorClass, classify, describe
from .json_values import moment
from .phone import digits
from .updates import FieldUpdate

MAX_WORDS = 600
TEMPLATE_FIELDS = (
    "message_template_status_update",
    "message_template_quality_update",
    "message_template_components_update",
    "template_category_update",
    "template_correct_category_detection",
)
FIELDS = (
    "account_update",
    "account_review_update",
    "account_alerts",
    "phone_number_quality_update",
    "phone_number_name_update",
    "business_capability_update",
    "security",
    "errors",
    *TEMPLATE_FIELDS,
)
#: `RESTRICTED_BIZ_INITIATED_MESSAGING` leaves answers alone.
NO_ANSWERS = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"


class Level(StrEnum):
    INFO = "info"  # written down
    WARNING = "warning"  # and administrators are told
    DANGER = "danger"


class Effect(StrEnum):
    NONE = ""
    STOP = "stop"  # nothing can be sent
    RESUME = "resume"


_LEVELS = {
    "account_update": {
        "ACCOUNT_DELETED": Level.DANGER,
        "ACCOUNT_OFFBOARDED": Level.DANGER,
        "ACCOUNT_RESTRICTION": Level.DANGER,
        "ACCOUNT_VIOLATION": Level.DANGER,
        "DISABLE": Level.DANGER,
        "SCHEDULE_FOR_DISABLE": Level.DANGER,
        "DISABLED_UPDATE": Level.DANGER,
        "PARTNER_REMOVED": Level.DANGER,
        "PARTNER_APP_UNINSTALLED": Level.WARNING,
        "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE": Level.WARNING,
    },
    "account_review_update": {"REJECTED": Level.DANGER, "DEFERRED": Level.WARNING},
    "account_alerts": {"CRITICAL": Level.DANGER, "WARNING": Level.WARNING},
    "phone_number_quality_update": {
        "FLAGGED": Level.WARNING,
        "DOWNGRADE": Level.WARNING,
    },
    "phone_number_name_update": {
        "REJECTED": Level.WARNING,
        "DECLINED": Level.WARNING,
    },
    "security": {
        "PIN_CHANGED": Level.WARNING,
        "PIN_RESET_REQUEST": Level.WARNING,
        "PIN_RESET_SUCCESS": Level.WARNING,
        "PIN_REQUEST_SUCCESS": Level.WARNING,
    },
    "message_template_status_update": {
        "REJECTED": Level.WARNING,
        "PAUSED": Level.WARNING,
        "DISABLED": Level.WARNING,
        "FLAGGED": Level.WARNING,
        "LOCKED": Level.WARNING,
        "LIMIT_EXCEEDED": Level.WARNING,
    },
    "message_template_quality_update": {"RED": Level.WARNING},
    "template_category_update": {"ANNOUNCED": Level.WARNING, "DONE": Level.WARNING},
}
_EFFECTS = {
    "ACCOUNT_DELETED": Effect.STOP,
    "ACCOUNT_OFFBOARDED": Effect.STOP,
    "DISABLE": Effect.STOP,
    "PARTNER_REMOVED": Effect.STOP,
    "ACCOUNT_RECONNECTED": Effect.RESUME,
    "REINSTATE": Effect.RESUME,
}
_LIMITS = {
    50: "TIER_50",
    250: "TIER_250",
    1000: "TIER_1K",
    2000: "TIER_2K",
    10000: "TIER_10K",
    100000: "TIER_100K",
    -1: "TIER_UNLIMITED",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One webhook about a number (`number`: digits) or a whole account ("").

    `event` is Meta's word, made plainer for the ban states and the two forms of a
    category change. `words` are the rest of what Meta says, in one line. `facts` are
    to be kept with the number: quality_rating, messaging_limit, throughput,
    name_status, verified_name. `until` ends a restriction.
    """

    field: str
    event: str
    level: Level
    effect: Effect
    words: str
    key: str
    waba_ids: tuple[str, ...]
    number: str = ""
    at: datetime | None = None
    until: datetime | None = None
    facts: dict = field_(default_factory=dict)


def read(update: FieldUpdate) -> Notice:
    """What an update of one of `FIELDS` tells."""
    value = update.value
    event, words, extra = _READERS[update.field](value)
    level = extra.pop("level", None) or _LEVELS.get(update.field, {}).get(event)
    effect = Effect.NONE
    if update.field == "account_update":
        effect = extra.pop("effect", None) or _EFFECTS.get(event, Effect.NONE)
    number = value.get("display_phone_number") or value.get("phone_number")
    return Notice(
        field=update.field,
        event=event,
        level=level or Level.INFO,
        effect=effect,
        words=_line(*words),
        key=_key(update),
        waba_ids=_waba_ids(update),
        number=digits(_word(number)),
        at=update.at,
        until=extra.pop("until", None),
        facts={name: fact for name, fact in extra.items() if fact},
    )


def messaging_limit(value) -> str:
    """`TIER_2K`, however Meta writes it: also 2000, and -1 for no limit."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _LIMITS.get(value, str(value))
    return _word(value)


def _waba_ids(update):
    """The accounts meant, the surest first: `entry.id` is a portfolio for PARTNER_*
    and AD_ACCOUNT_LINKED, whose value names the account."""
    named = _word(_dict(update.value.get("waba_info")).get("waba_id"))
    return tuple(id_ for id_ in ((named,) if named else (update.waba_id,)) if id_)


def _key(update):
    """The same for a redelivery, another one for the same news at another time."""
    at = update.at.isoformat() if update.at else ""
    told = [update.waba_id, update.phone_number_id, update.field, at, update.value]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _account_update(value):
    event = _word(value.get("event"))
    ban = _dict(value.get("ban_info"))
    violation = _dict(value.get("violation_info"))
    gone = _dict(value.get("disconnection_info"))
    words = [
        violation.get("violation_type"),
        ban.get("waba_ban_date"),
        gone.get("reason"),
        gone.get("initiated_by"),
        value.get("country"),
    ]
    if event == "DISABLED_UPDATE" and ban:
        states = ban.get("waba_ban_state")
        state = states[-1] if isinstance(states, list) and states else states
        event = _word(state) or event
    extra = {}
    if event == "ACCOUNT_RESTRICTION":
        restrictions = _dicts(value.get("restriction_info"))
        words += [restriction.get("restriction_type") for restriction in restrictions]
        blocking = [r for r in restrictions if r.get("restriction_type") == NO_ANSWERS]
        if blocking:
            extra["effect"] = Effect.STOP
            extra["until"] = moment(blocking[0].get("expiration"), None)
    return event, words, extra


def _review(value):
    return _word(value.get("decision")), [], {}


def _alert(value):
    info = {**value, **_dict(value.get("alert_info"))}
    severity = _word(info.get("alert_severity") or info.get("severity")).upper()
    status = _word(info.get("alert_status") or info.get("status")).upper()
    words = [
        info.get("alert_type") or info.get("type"),
        info.get("alert_description") or info.get("description"),
    ]
    return ("SOLVED" if status == "NONE" else severity), words, {}


def _quality(value):
    event = _word(value.get("event"))
    limit = messaging_limit(
        value.get("max_daily_conversations_per_business") or value.get("current_limit")
    )
    throughput = "HIGH" if event == "THROUGHPUT_UPGRADE" else ""
    return event, [limit], {"messaging_limit": limit, "throughput": throughput}


def _name(value):
    decision = _word(value.get("decision"))
    name = _word(value.get("requested_verified_name"))
    reason = _word(value.get("rejection_reason"))
    facts = {"name_status": decision}
    if decision == "APPROVED":
        facts["verified_name"] = name
    return decision, [name, "" if reason == "NONE" else reason], facts


def _capability(value):
    limit = messaging_limit(
        value.get("max_daily_conversations_per_business")
        or value.get("max_daily_conversation_per_phone")
    )
    return "LIMITS", [limit], {"messaging_limit": limit}


def _security(value):
    return _word(value.get("event")), [], {}


def _errors(value):
    errors = _dicts(value.get("errors"))
    stops = any(classify(e.get("code")) == ErrorClass.ACCOUNT for e in errors)
    level = Level.DANGER if stops else Level.INFO
    return "ERROR", [describe(error) for error in errors], {"level": level}


def _template(value):
    return _line(
        value.get("message_template_name"), value.get("message_template_language")
    )


def _template_status(value):
    other, rejection = _dict(value.get("other_info")), value.get("rejection_info")
    reason = _word(value.get("reason"))
    words = [
        _template(value),
        "" if reason == "NONE" else reason,
        other.get("description"),
        _dict(rejection).get("reason"),
        _dict(rejection).get("recommendation"),
    ]
    return _word(value.get("event")), words, {}


def _template_quality(value):
    score = _word(value.get("new_quality_score"))
    return score, [_template(value), value.get("previous_quality_score"), score], {}


def _template_components(value):
    return "CHANGED", [_template(value)], {}


def _template_category(value):
    """Announced a day ahead (with `correct_category`), or done."""
    correct, new = value.get("correct_category"), value.get("new_category")
    old = new if correct else value.get("previous_category")
    change = f"{_word(old)} → {_word(correct or new)}"
    return ("ANNOUNCED" if correct else "DONE"), [_template(value), change], {}


def _template_detection(value):
    words = [_template(value), value.get("correct_category") or value.get("category")]
    return "DETECTED", words, {}


_READERS = {
    "account_update": _account_update,
    "account_review_update": _review,
    "account_alerts": _alert,
    "phone_number_quality_update": _quality,
    "phone_number_name_update": _name,
    "business_capability_update": _capability,
    "security": _security,
    "errors": _errors,
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "message_template_components_update": _template_components,
    "template_category_update": _template_category,
    "template_correct_category_detection": _template_detection,
}


def _line(*words):
    kept = [word for word in map(_word, words) if word]
    return " · ".join(dict.fromkeys(kept))[:MAX_WORDS]


def _word(value):
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())


def _dict(value):
    return value if isinstance(value, dict) else {}


def _dicts(value):
    items = [value] if isinstance(value, dict) else value
    return [i for i in items if isinstance(i, dict)] if isinstance(items, list) else []
