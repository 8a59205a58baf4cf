from datetime import datetime, timedelta

import pytest
from tools.menu import Said
from tools.self_service import (
    PERSON_ID,
    Act,
    Document,
    State,
    answer,
    candidates,
    wants_person,
)

NOW = datetime(2026, 3, 2, 10, 0)
LATER = NOW + timedelta(minutes=1)
ORDERS = (
    Document(3, ("S00042", "PO/77-A"), ("28001",)),
    Document(2, ("S00017",), ("28001", "SW1A 1AA")),
    Document(1, ("S00008",), ("1234 AB",)),
)
ASKED = State(0, NOW)


def turn(text, state=ASKED, orders=ORDERS, at=LATER, **values):
    return answer(state, [Said(text, at, **values)], orders, at)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("S00042", (3,)),
        ("s-00042", (3,)),
        ("S 00042", (3,)),
        ("it is number S00017, thanks", (2,)),
        ("00042", (3,)),
        ("٠٠٠٤٢", (3,)),
        ("Ｓ０００４２", (3,)),
        ("po 77a", (3,)),
        ("PO/77-A", (3,)),
        ("28001", (3, 2)),
        ("my code is sw1a1aa", (2,)),
        ("SW1A 1AA", (2,)),
        ("1234AB", (1,)),
        ("1234 ab", (1,)),
        # no proof
        ("42", ()),
        ("S", ()),
        ("", ()),
        ("28002", ()),
        ("S00099", ()),
        ("2800", ()),
        ("280011", ()),
    ],
)
def test_the_second_proof(text, found):
    got = turn(text)
    assert got.found == found
    assert got.act == (Act.ANSWER if found else Act.AGAIN)


def test_it_is_asked_for_first():
    got = turn("Where is my order?", State())
    assert got.act == Act.ASK
    assert got.state == State(0, LATER)


def test_the_question_may_have_it():
    assert turn("Where is my order S00042?", State()).found == (3,)


def test_what_is_not_proved_is_answered_alike():
    """A number of nobody, one of somebody else, a wrong postal code, no orders."""
    turns = [turn("S00099"), turn("99999"), turn("S00042", orders=())]
    assert len({(got.act, got.state) for got in turns}) == 1
    first = [turn("S00099", State()), turn("S00042", State(), orders=())]
    assert first[0] == first[1]


def test_only_so_often():
    state, acts = State(), []
    for text in ("Where is order S1234567?", "S1234568", "S1234569", "S00042"):
        got = turn(text, state)
        acts.append(got.act)
        state = got.state
    assert acts == [Act.ASK, Act.AGAIN, Act.PERSON, Act.PERSON]


def test_many_numbers_in_one_message():
    text = " ".join(f"S{n:05}" for n in range(100))
    assert turn(text).act == Act.AGAIN
    assert len(candidates(text)) == 6


def test_many_messages_at_once():
    said = [Said(f"S{n:05}", LATER) for n in range(100)]
    assert answer(ASKED, said, ORDERS, LATER).act == Act.AGAIN


@pytest.mark.parametrize(
    "text",
    ["a person, please", "AGENT", "¿Hay alguna persona?", "un operatore", "un humain!"],
)
def test_a_person(text):
    assert wants_person(Said(text, NOW))
    assert turn(text).act == Act.PERSON


def test_a_person_by_the_button():
    assert turn("Somebody", reply_id=PERSON_ID).act == Act.PERSON
    assert not wants_person(Said("personal computer", NOW))


def test_time_is_over():
    assert answer(ASKED, [], ORDERS, LATER).act == Act.PERSON


def test_who_was_still_typing():
    at = NOW + timedelta(seconds=5)
    assert turn("please", at=at).act == Act.WAIT
    assert turn("S00042", at=at).act == Act.ANSWER
    assert turn("please").act == Act.AGAIN
