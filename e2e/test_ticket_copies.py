"""A message of a chat is one note of its ticket, with one photo, whoever is at it."""

import json
import os
import re
import subprocess

from . import processes

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from e2e import ticket_copies
ticket_copies.main(env)
"""


def test_one_note_with_one_photo():
    with processes.database(f"wi_e2e_copies_{os.getpid()}") as database:
        command = ["shell", "-d", database, "--no-http", "--log-level=warn"]
        run = subprocess.run(
            [processes.ROOT / "dev/odoo", *command],
            input=SCRIPT.format(root=str(processes.ROOT)),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    told = re.search(r"FOUND (.*)", run.stdout)
    assert told, run.stdout[-3000:] + run.stderr[-6000:]
    found = json.loads(told[1])
    assert len(found) == 5
    assert found == {name: [["done"], 1, 1, 1] for name in found}
