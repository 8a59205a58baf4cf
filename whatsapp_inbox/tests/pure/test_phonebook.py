from datetime import UTC, datetime

import pytest
from tools.phonebook import Entry, entries
from webhook_parts import BSUID, MOMENT, SENT_AT

NOW = datetime.now(UTC).replace(tzinfo=None)


def told(name="Ana García", action="add", at=SENT_AT, **contact):
    contact = {"full_name": name, "phone_number": "34600111222", **contact}
    metadata = {"timestamp": str(at)}
    return {"type": "contact", "contact": contact, "action": action} | {
        "metadata": metadata
    }


def read(*elements):
    return entries({"state_sync": list(elements)}, NOW)


def test_a_name():
    assert read(told()) == [Entry("+34600111222", "Ana García", MOMENT)]


def test_taken_away():
    assert read(told(action="remove")) == [Entry("+34600111222", "", MOMENT)]


def test_the_newest_of_several():
    newest = told("Anita", at=SENT_AT + 10)
    assert [e.name for e in read(told(), newest, told("Old"))] == ["Anita"]


def test_brazil_s_old_and_new_number_are_one():
    old, new = told(phone_number="551187654321"), told(phone_number="5511987654321")
    assert [entry.key for entry in read(old, new)] == ["+5511987654321"]


@pytest.mark.parametrize(
    ("contact", "key", "name"),
    [
        ({"phone_number": "+34 600 11 12 22"}, "+34600111222", "Ana García"),
        ({"full_name": None, "first_name": "Ana"}, "+34600111222", "Ana"),
        ({"phone_number": None, "user_id": BSUID}, BSUID, "Ana García"),
        ({"phone_number": BSUID}, BSUID, "Ana García"),
        ({"full_name": "  Ana\n García "}, "+34600111222", "Ana García"),
    ],
)
def test_odd_spellings(contact, key, name):
    (entry,) = read(told(**contact))
    assert (entry.key, entry.name) == (key, name)


@pytest.mark.parametrize(
    "element", [{}, None, "x", told(phone_number=""), {"type": "label"}]
)
def test_nobody(element):
    assert read(element) == []


@pytest.mark.parametrize("value", [{}, {"state_sync": "x"}, {"state_sync": [None]}])
def test_nothing(value):
    assert entries(value, NOW) == []
