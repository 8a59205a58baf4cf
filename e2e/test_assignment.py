"""Several processes share out one queue, while agents claim, release and resolve.

Peers 13: nobody gets what another has."""

import json
import os
import re
import subprocess
from collections import Counter, defaultdict

import pytest

from . import processes

CUSTOMERS = 200
SECONDS = 12
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from e2e import assigners
assigners.main(env, {number}, {customers}, {seconds})
"""


@pytest.fixture(scope="module")
def database():
    with processes.database(f"wi_e2e_assignment_{os.getpid()}") as name:
        yield name


@pytest.fixture
def cursor(database):
    with processes.connection(database) as cursor:
        yield cursor


def share_out(database, number):
    """:return: id of the team, once all of its processes have ended well"""
    script = SCRIPT.format(
        root=str(processes.ROOT),
        number=number,
        customers=CUSTOMERS,
        seconds=SECONDS,
    )
    command = ["shell", "-d", database, "--no-http", "--log-level=warn"]
    run = subprocess.run(
        [processes.ROOT / "dev/odoo", *command],
        input=script,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    told = re.search(r"TEAM (\d+) EXITS (\[.*\]) TOLD (\d+)", run.stdout)
    assert told, run.stdout[-3000:] + run.stderr[-6000:]
    assert set(json.loads(told[2])) == {0}, run.stderr[-6000:]
    return int(told[1]), int(told[3])


@pytest.mark.parametrize("number", [1, 2, 3])
def test_one_queue_many_workers(database, cursor, number):
    """The history, event by event, tells what each assignment could know. Agents claim
    what is given away at that moment: it has one owner, and who is late is told."""
    team, late = share_out(database, number)
    cursor.execute(
        "SELECT user_id, capacity FROM whatsapp_inbox_team_member WHERE team_id = %s",
        (team,),
    )
    capacity = dict(cursor.fetchall())
    cursor.execute(
        "SELECT e.kind, e.conversation_id, e.user_id, e.old_user_id, e.new_user_id"
        "  FROM whatsapp_inbox_conversation_event e"
        "  JOIN whatsapp_inbox_conversation c ON c.id = e.conversation_id"
        " WHERE c.team_id = %s ORDER BY e.id",
        (team,),
    )
    owner, load, kinds, got = {}, Counter(), Counter(), defaultdict(list)
    for kind, conversation, by, old, new in cursor.fetchall():
        kinds[kind, by is None] += 1
        if kind == "resolved":
            load[owner[conversation]] -= 1
        elif kind == "released":
            assert owner.pop(conversation) == old
            load[old] -= 1
        else:
            assert conversation not in owner, "given to two"
            if kind == "assigned":
                assert load[new] < capacity[new], "given beyond the capacity"
                assert new not in got[conversation], "given back to who let it go"
                got[conversation].append(new)
            owner[conversation] = new
            load[new] += 1
    assert kinds["assigned", True] > 20, kinds
    assert kinds["claimed", False] > 0, kinds
    assert not kinds["taken", False], "claimed, though somebody had it"
    assert late > 0, "nobody claimed what another one has"
    assert kinds["released", False] > 0, kinds
    cursor.execute(
        "SELECT count(*) FROM whatsapp_inbox_conversation"
        " WHERE team_id = %s AND queue_since IS NOT NULL",
        (team,),
    )
    assert cursor.fetchone() == (0,), "forgotten, though all had room"
