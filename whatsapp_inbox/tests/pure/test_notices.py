import json
from datetime import datetime

import pytest
from tools import notices, payload
from tools.notices import Effect, Level

WABA = "102290129340398"
AT = 1743451903


def notice(field, value, waba_id=WABA, time=AT):
    entry = {"id": waba_id, "changes": [{"field": field, "value": value}]}
    if time:
        entry["time"] = time
    (update,) = payload.parse(json.dumps({"entry": [entry]}).encode())
    return notices.read(update)


def account(event, **value):
    return notice("account_update", {"event": event, **value})


RESTRICTED = {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}
NO_ANSWERS = {"restriction_type": notices.NO_ANSWERS, "expiration": AT + 3600}


@pytest.mark.parametrize(
    ("event", "value", "told", "level", "effect"),
    [
        ("ACCOUNT_DELETED", {}, "ACCOUNT_DELETED", Level.DANGER, Effect.STOP),
        ("ACCOUNT_OFFBOARDED", {}, "ACCOUNT_OFFBOARDED", Level.DANGER, Effect.STOP),
        ("ACCOUNT_RECONNECTED", {}, "ACCOUNT_RECONNECTED", Level.INFO, Effect.RESUME),
        ("ACCOUNT_VIOLATION", {}, "ACCOUNT_VIOLATION", Level.DANGER, Effect.NONE),
        ("PARTNER_REMOVED", {}, "PARTNER_REMOVED", Level.DANGER, Effect.STOP),
        ("PARTNER_ADDED", {}, "PARTNER_ADDED", Level.INFO, Effect.NONE),
        ("MM_LITE_TERMS_SIGNED", {}, "MM_LITE_TERMS_SIGNED", Level.INFO, Effect.NONE),
        ("OF_TOMORROW", {}, "OF_TOMORROW", Level.INFO, Effect.NONE),
        (
            "DISABLED_UPDATE",
            {"ban_info": {"waba_ban_state": "DISABLE"}},
            "DISABLE",
            Level.DANGER,
            Effect.STOP,
        ),
        (
            "DISABLED_UPDATE",
            {"ban_info": {"waba_ban_state": ["SCHEDULE_FOR_DISABLE"]}},
            "SCHEDULE_FOR_DISABLE",
            Level.DANGER,
            Effect.NONE,
        ),
        (
            "DISABLED_UPDATE",
            {"ban_info": {"waba_ban_state": "REINSTATE"}},
            "REINSTATE",
            Level.INFO,
            Effect.RESUME,
        ),
        (
            "ACCOUNT_RESTRICTION",
            {"restriction_info": [RESTRICTED]},
            "ACCOUNT_RESTRICTION",
            Level.DANGER,
            Effect.NONE,
        ),
        (
            "ACCOUNT_RESTRICTION",
            {"restriction_info": [RESTRICTED, NO_ANSWERS]},
            "ACCOUNT_RESTRICTION",
            Level.DANGER,
            Effect.STOP,
        ),
    ],
)
def test_what_happened_to_the_account(event, value, told, level, effect):
    read = account(event, **value)
    assert (read.event, read.level, read.effect) == (told, level, effect)
    assert read.waba_ids == (WABA,)
    assert read.number == ""
    assert read.at == datetime(2025, 3, 31, 20, 11, 43)


def test_a_restriction_ends():
    read = account("ACCOUNT_RESTRICTION", restriction_info=[NO_ANSWERS])
    assert read.until == datetime(2025, 3, 31, 21, 11, 43)
    assert "RESTRICTED_CUSTOMER_INITIATED_MESSAGING" in read.words


def test_the_portfolio_names_the_account():
    """``entry.id`` of these events is a portfolio."""
    gone = {"reason": "PRIMARY_INACTIVITY", "initiated_by": "SYSTEM"}
    read = account("PARTNER_REMOVED", waba_info={"waba_id": 7}, disconnection_info=gone)
    assert read.waba_ids == ("7",)
    assert read.words == "PRIMARY_INACTIVITY · SYSTEM"


@pytest.mark.parametrize(
    ("field", "value", "event", "level", "words", "facts"),
    [
        (
            "account_review_update",
            {"decision": "REJECTED"},
            "REJECTED",
            "danger",
            "",
            {},
        ),
        ("account_review_update", {"decision": "APPROVED"}, "APPROVED", "info", "", {}),
        (
            "account_alerts",
            {
                "entity_type": "BUSINESS",
                "alert_info": {
                    "alert_severity": "CRITICAL",
                    "alert_status": "ACTIVE",
                    "alert_type": "PROFILE_PICTURE_LOST",
                    "alert_description": "Lost it",
                },
            },
            "CRITICAL",
            "danger",
            "PROFILE_PICTURE_LOST · Lost it",
            {},
        ),
        (
            "account_alerts",
            {"alert_severity": "WARNING", "alert_status": "NONE", "alert_type": "X"},
            "SOLVED",
            "info",
            "X",
            {},
        ),
        (
            "phone_number_quality_update",
            {
                "display_phone_number": "34911234567",
                "event": "THROUGHPUT_UPGRADE",
                "max_daily_conversations_per_business": "TIER_10K",
            },
            "THROUGHPUT_UPGRADE",
            "info",
            "TIER_10K",
            {"messaging_limit": "TIER_10K", "throughput": "HIGH"},
        ),
        (
            "phone_number_quality_update",
            {"event": "FLAGGED", "current_limit": "TIER_1K"},
            "FLAGGED",
            "warning",
            "TIER_1K",
            {"messaging_limit": "TIER_1K"},
        ),
        (
            "phone_number_name_update",
            {"decision": "APPROVED", "requested_verified_name": "Desert Garden"},
            "APPROVED",
            "info",
            "Desert Garden",
            {"name_status": "APPROVED", "verified_name": "Desert Garden"},
        ),
        (
            "phone_number_name_update",
            {
                "decision": "REJECTED",
                "requested_verified_name": "X",
                "rejection_reason": "NAME_EMPLOYEE_ISSUE",
            },
            "REJECTED",
            "warning",
            "X · NAME_EMPLOYEE_ISSUE",
            {"name_status": "REJECTED"},
        ),
        (
            "business_capability_update",
            {"max_daily_conversations_per_business": 2000},
            "LIMITS",
            "info",
            "TIER_2K",
            {"messaging_limit": "TIER_2K"},
        ),
        (
            "business_capability_update",
            {"max_daily_conversation_per_phone": -1},
            "LIMITS",
            "info",
            "TIER_UNLIMITED",
            {"messaging_limit": "TIER_UNLIMITED"},
        ),
        ("security", {"event": "PIN_CHANGED"}, "PIN_CHANGED", "warning", "", {}),
        (
            "message_template_status_update",
            {
                "event": "PAUSED",
                "message_template_id": 1,
                "message_template_name": "offer",
                "message_template_language": "en-US",
                "reason": "NONE",
                "other_info": {"title": "FIRST_PAUSE", "description": "For 3 hours"},
            },
            "PAUSED",
            "warning",
            "offer · en-US · For 3 hours",
            {},
        ),
        (
            "message_template_quality_update",
            {
                "previous_quality_score": "GREEN",
                "new_quality_score": "RED",
                "message_template_name": "offer",
            },
            "RED",
            "warning",
            "offer · GREEN · RED",
            {},
        ),
        (
            "template_category_update",
            {
                "message_template_name": "offer",
                "new_category": "UTILITY",
                "correct_category": "MARKETING",
            },
            "ANNOUNCED",
            "warning",
            "offer · UTILITY → MARKETING",
            {},
        ),
        (
            "template_category_update",
            {"previous_category": "UTILITY", "new_category": "MARKETING"},
            "DONE",
            "warning",
            "UTILITY → MARKETING",
            {},
        ),
        (
            "errors",
            {"errors": [{"code": 131042, "title": "Payment issue"}]},
            "ERROR",
            "danger",
            "Payment issue (131042)",
            {},
        ),
        ("errors", {"errors": [{"code": 131000}]}, "ERROR", "info", None, {}),
    ],
)
def test_the_other_fields(field, value, event, level, words, facts):
    read = notice(field, value)
    assert (read.event, read.level, read.facts) == (event, level, facts)
    if words is not None:
        assert read.words == words
    assert read.effect == Effect.NONE


def test_the_number_it_is_about():
    value = {"display_phone_number": "+34 911 234 567", "event": "PIN_CHANGED"}
    assert notice("security", value).number == "34911234567"


def test_the_same_news_has_the_same_key():
    value = {"event": "ACCOUNT_DELETED"}
    keys = {
        notice("account_update", value).key,
        notice("account_update", dict(value)).key,
    }
    assert len(keys) == 1
    assert notice("account_update", value, time=AT + 1).key not in keys
    assert notice("account_update", value, waba_id="7").key not in keys
    assert notice("account_review_update", value).key not in keys


def test_a_webhook_without_a_time():
    read = notice("account_update", {"event": "ACCOUNT_DELETED"}, time=None)
    assert read.at is None
    assert read.effect == Effect.STOP


ODD = [None, True, -1, 1e300, "text", [], [1, None], {}, {"a": [{}]}]
NAMES = [
    "event",
    "ban_info",
    "restriction_info",
    "violation_info",
    "disconnection_info",
    "waba_info",
    "decision",
    "alert_info",
    "alert_severity",
    "display_phone_number",
    "current_limit",
    "errors",
    "other_info",
    "max_daily_conversations_per_business",
    "requested_verified_name",
    "rejection_info",
    "message_template_name",
    "new_category",
    "correct_category",
    "previous_category",
]


@pytest.mark.parametrize("field", notices.FIELDS)
@pytest.mark.parametrize("name", NAMES)
def test_no_value_breaks_it(field, name):
    for odd in ODD:
        value = {"event": "DISABLED_UPDATE", name: odd}
        read = notice(field, value)
        assert isinstance(read.words, str)
        assert isinstance(read.event, str)
    assert (
        notice(field, {"event": "ACCOUNT_RESTRICTION", name: "x" * 5000}).words
        is not None
    )
