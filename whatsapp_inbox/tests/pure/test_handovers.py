"""Who answers a customer from now on."""

import json
from datetime import UTC, datetime

import pytest
from tools.handovers import read_handover
from tools.payload import parse

NOW = datetime(2026, 3, 2, 10, 0)
AT = 1_762_000_000


def read(**value):
    value = {
        "messaging_product": "whatsapp",
        "sender": {"phone_number": "+34600111222"},
        "recipient": {"phone_number_id": "501", "display_phone_number": "34911234567"},
        "timestamp": str(AT),
        **value,
    }
    entry = {
        "id": "1",
        "changes": [{"field": "messaging_handovers", "value": value}],
    }
    [update] = parse(json.dumps({"entry": [entry]}).encode())
    assert update.phone_number_id == "501", "no metadata: the recipient is the number"
    return read_handover(update, NOW)


def handed(kind, previous=None, new=None, **details):
    roles = {"previous_owner_role": previous, "new_owner_role": new, **details}
    roles = {key: value for key, value in roles.items() if value}
    return read(type=kind, **{kind: roles})


@pytest.mark.parametrize(
    "kind, previous, new, other",
    [
        # told to who gets the thread
        ("control_passed", "ai_agent", "escalation", ""),
        ("control_passed", "marketing", "customer_service", ""),
        ("control_passed", "ai_agent", None, ""),
        ("control_passed", None, None, ""),
        # told to who loses it
        ("control_taken", "customer_service", "escalation", "escalation"),
        ("control_taken", "customer_service", None, "unknown"),
        ("control_taken", None, "marketing", "marketing"),
        # we are never Meta's agent
        ("control_passed", "customer_service", "ai_agent", "ai_agent"),
        ("control_taken", "escalation", "ai_agent", "ai_agent"),
        ("control_taken", "ai_agent", "escalation", ""),
    ],
)
def test_who_answers_now(kind, previous, new, other):
    handover = handed(kind, previous, new)
    assert handover.role == other
    assert handover.previous_role == (previous or "")
    assert handover.identity.wa_id == "34600111222"
    assert handover.timestamp == datetime.fromtimestamp(AT, UTC).replace(tzinfo=None)


def test_the_kind_of_app_is_told_instead_of_its_role():
    handover = handed("control_passed", previous_owner_app_role="meta_business_agent")
    assert handover.previous_role == "ai_agent"


def test_what_the_previous_owner_tells():
    context = {"type": "summary", "summary": {"text": "Wants a refund"}}
    handover = handed("control_passed", conversation_context=context, metadata="x")
    assert handover.summary == "Wants a refund"
    assert handed("control_passed", metadata="Asked for us").summary == "Asked for us"
    for odd in ([], {"summary": []}, {"summary": {"text": [7]}}, "x"):
        assert handed("control_passed", conversation_context=odd).summary == ""
    assert len(handed("control_passed", metadata="x" * 9999).summary) == 4000


def test_a_customer_without_a_phone():
    sender = {"user_id": "ES.1"}
    handover = read(sender=sender, type="control_passed", control_passed={"x": 1})
    assert (handover.identity.bsuid, handover.identity.wa_id) == ("ES.1", "")


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"type": "control_shared", "control_shared": {"new_owner_role": "escalation"}},
        {"type": "control_passed"},
        {"type": "control_passed", "control_passed": "us"},
        {"type": ["control_passed"], "control_passed": None},
        {"type": "control_passed", "control_passed": {}, "sender": None},
        {"type": "control_passed", "control_passed": {}, "sender": {"name": "Ana"}},
    ],
)
def test_what_is_no_handover_that_we_know(value):
    assert read(**value) is None


def test_the_kind_is_not_told():
    assert read(control_taken={"new_owner_role": "ctwa"}).role == "ctwa"
