"""Whose updates are worked at in order."""

import json

from tools.lanes import COMMON, LANES, lanes_of
from tools.payload import parse

ANA, BEN = "34600111222", "34600333444"
BSUID = "ES.13491208655302741918"
OURS = "34911234567"


def lanes(value, field="messages"):
    change = {"field": field, "value": {"metadata": {"phone_number_id": "1"}, **value}}
    body = {"entry": [{"id": "2", "changes": [change]}]}
    return lanes_of(parse(json.dumps(body).encode()))


def said(**values):
    return {"id": "wamid.A", "type": "text", "text": {"body": "Hi"}, **values}


def test_the_same_customer_always_meets():
    told = [
        {"messages": [said(**{"from": ANA})]},
        {"messages": [said(**{"from": ANA, "from_user_id": BSUID})]},
        {"statuses": [{"id": "w", "status": "sent", "recipient_id": ANA}]},
    ]
    assert all(lanes(a) & lanes(b) for a in told for b in told)


def test_by_the_user_id_alone():
    message = lanes({"messages": [said(from_user_id=BSUID)]})
    status = {"id": "w", "status": "sent", "recipient_user_id": BSUID}
    assert message & lanes({"statuses": [status]})


def test_who_the_contacts_tell():
    contact = {"wa_id": ANA, "user_id": BSUID}
    both = lanes({"messages": [said(**{"from": ANA})], "contacts": [contact]})
    assert both & lanes({"messages": [said(from_user_id=BSUID)]})


def test_others_do_not_wait():
    ana = lanes({"messages": [said(**{"from": ANA})]})
    ben = lanes({"messages": [said(**{"from": BEN})]})
    assert not ana & ben
    assert COMMON not in ana


def test_a_quote_of_ours_is_nobodys():
    quote = {"context": {"from": OURS, "id": "wamid.B"}}
    ana = lanes({"messages": [said(**{"from": ANA}, **quote)]})
    ben = lanes({"messages": [said(**{"from": BEN}, **quote)]})
    assert not ana & ben


def test_a_new_number_meets_the_old_one():
    system = {"type": "user_changed_number", "wa_id": BEN}
    message = {"id": "w", "from": ANA, "type": "system", "system": system}
    changed = lanes({"messages": [message]})
    assert changed & lanes({"messages": [said(**{"from": ANA})]})
    assert changed & lanes({"messages": [said(**{"from": BEN})]})


def test_echoes_meet_their_customer():
    echo = {"from": OURS, "to": ANA, "id": "wamid.C", "type": "text"}
    echoed = lanes({"message_echoes": [echo]}, "smb_message_echoes")
    assert echoed & lanes({"messages": [said(**{"from": ANA})]})


def test_what_is_about_nobody_stays_in_order():
    assert lanes({"event": "APPROVED"}, "message_template_status_update") == {COMMON}
    assert lanes_of([]) == {COMMON}


def test_a_group_is_one_thread():
    ana = lanes({"messages": [said(**{"from": ANA}, group_id="G1")]})
    ben = lanes({"messages": [said(**{"from": BEN}, group_id="G1")]})
    assert ana & ben


def test_within_bounds_and_deep():
    many = [said(**{"from": str(34_600_000_000 + i)}) for i in range(5000)]
    assert lanes({"messages": many}) <= set(range(LANES))
    deep = said(**{"from": ANA})
    for _level in range(400):
        deep = {"inner": [deep]}
    assert lanes({"messages": [{**said(), "inner": deep}]})
