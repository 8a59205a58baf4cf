"""docs/peers.md says which tests hold the failures of others: do they say so, too?"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "docs/peers.md"
ROW = re.compile(r"^\| (\d+) \|.*\| (.*) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+)`")
PEERS = re.compile(r"\bpeers? ((?:\d+(?:, | and )?)+)", re.IGNORECASE)


def rows():
    if not TABLE.exists():  # the addon alone, without its repository
        return []
    return ROW.findall(TABLE.read_text())


def numbers_in(place):
    """The failures that a test file, or a package of them, says it holds."""
    path = (
        ROOT / place
        if place.startswith("e2e/")
        else ROOT / "whatsapp_inbox/tests" / place
    )
    if path.is_dir():  # a suite, called by a test of its name
        path = ROOT / "e2e/test_fault_suite"
    text = path.with_suffix(".py").read_text()
    return {
        int(number)
        for said in PEERS.findall(text)
        for number in re.findall(r"\d+", said)
    }


def test_each_failure_has_a_row():
    assert not rows() or [int(number) for number, _where in rows()] == list(
        range(1, 23)
    )


@pytest.mark.parametrize(("number", "where"), rows())
def test_each_test_names_its_number(number, where):
    places = NAMED.findall(where)
    assert places or "open" in where
    for place in places:
        assert int(number) in numbers_in(place), f"{place} does not say peers {number}"
