"""Tables: what the menu says next."""

from datetime import datetime, timedelta

import pytest
from tools.menu import Act, Choice, Menu, Said, State, answer

ASKED_AT = datetime(2026, 11, 23, 9, 0)
CENTRE, OLD_TOWN, NORTH = CHOICES = (
    Choice(11, 1, "Centre", ("centre", "downtown")),
    Choice(12, 2, "Old Town", ("old town", "cathedral")),
    Choice(13, 3, "North", ("north", "town")),
)
MENU = Menu(CHOICES, attempts=3, patience=timedelta(minutes=10))


def said(text, seconds=60, reply_id=""):
    return Said(text, ASKED_AT + timedelta(seconds=seconds), reply_id)


#: asked how often, messages → act, choice, words
TURNS = [
    # the first time
    (0, ["Hi"], Act.WELCOME, None, ""),
    (0, ["Hi", "I need help", "?"], Act.WELCOME, None, ""),
    (0, [""], Act.WELCOME, None, ""),
    (0, ["Is the shop downtown open?"], Act.CHOSEN, CENTRE, "downtown"),
    (0, ["Hi", "downtown"], Act.CHOSEN, CENTRE, "downtown"),
    (0, ["1"], Act.WELCOME, None, ""),
    (0, ["Old Town"], Act.CHOSEN, OLD_TOWN, "old town"),
    # answers
    (1, ["1"], Act.CHOSEN, CENTRE, "1"),
    (1, ["2."], Act.CHOSEN, OLD_TOWN, "2"),
    (1, ["Centre"], Act.CHOSEN, CENTRE, "Centre"),
    (1, ["CENTRE!"], Act.CHOSEN, CENTRE, "Centre"),
    (1, ["the one in the old town"], Act.CHOSEN, OLD_TOWN, "old town"),
    (1, ["town"], Act.CHOSEN, NORTH, "town"),
    (1, ["north", "no, downtown"], Act.CHOSEN, CENTRE, "downtown"),
    (1, ["downtown", "thanks"], Act.CHOSEN, CENTRE, "downtown"),
    (1, ["1", "2"], Act.CHOSEN, OLD_TOWN, "2"),
    (1, ["11"], Act.AGAIN, None, ""),
    (1, ["4"], Act.AGAIN, None, ""),
    (1, ["what?"], Act.AGAIN, None, ""),
    (1, ["what?", "hello?", "!"], Act.AGAIN, None, ""),
    (2, ["what?"], Act.AGAIN, None, ""),
    (2, ["3"], Act.CHOSEN, NORTH, "3"),
    (3, ["what?"], Act.FALLBACK, None, ""),
    (3, ["3"], Act.CHOSEN, NORTH, "3"),
]


@pytest.mark.parametrize(("asked", "texts", "act", "choice", "found"), TURNS)
def test_turns(asked, texts, act, choice, found):
    state = State(asked, ASKED_AT if asked else None)
    turn = answer(MENU, state, [said(text) for text in texts], ASKED_AT)
    assert (turn.act, turn.choice, turn.found) == (act, choice, found)


def test_each_question_counts_and_is_dated():
    now = ASKED_AT + timedelta(minutes=1)
    assert answer(MENU, State(), [said("Hi")], ASKED_AT).state == State(1, ASKED_AT)
    turn = answer(MENU, State(1, ASKED_AT), [said("what?")], now)
    assert turn.state == State(2, now)


@pytest.mark.parametrize(
    ("seconds", "act"),
    [(-5, Act.WAIT), (0, Act.WAIT), (15, Act.WAIT), (16, Act.AGAIN)],
)
def test_a_burst_is_answered_once(seconds, act):
    """What was typed before the question could be read is no answer to it."""
    state = State(1, ASKED_AT)
    assert answer(MENU, state, [said("help", seconds)], ASKED_AT).act == act
    assert answer(MENU, state, [said("north", seconds)], ASKED_AT).act == Act.CHOSEN


@pytest.mark.parametrize(
    ("minutes", "act"), [(9, Act.WAIT), (10, Act.FALLBACK), (600, Act.FALLBACK)]
)
def test_silence(minutes, act):
    now = ASKED_AT + timedelta(minutes=minutes)
    assert answer(MENU, State(1, ASKED_AT), [], now).act == act


def test_an_answer_after_the_deadline_is_still_one():
    now = ASKED_AT + timedelta(hours=5)
    assert answer(MENU, State(1, ASKED_AT), [said("1")], now).act == Act.CHOSEN


def test_buttons():
    state = State(1, ASKED_AT)
    tapped = said("Anything", reply_id=OLD_TOWN.reply_id())
    assert answer(MENU, state, [tapped], ASKED_AT).choice == OLD_TOWN
    strange = said("Anything", reply_id="menu:99")
    assert answer(MENU, state, [strange], ASKED_AT).act == Act.AGAIN


def test_nothing_to_choose_from():
    assert answer(Menu(()), State(), [said("Hi")], ASKED_AT).act == Act.FALLBACK


def test_one_attempt():
    once = Menu(CHOICES, attempts=1)
    assert answer(once, State(), [said("Hi")], ASKED_AT).act == Act.WELCOME
    assert answer(once, State(1, ASKED_AT), [said("?")], ASKED_AT).act == Act.FALLBACK
