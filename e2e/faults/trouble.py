"""What breaks, and when: chosen by the seed, timed by the messages that are done."""

import os
import signal
import threading
import time
from collections import Counter
from contextlib import suppress

from ..processes import wait_until
from . import cluster

#: All the time: a Meta that is never quite well.
USUAL = {
    "duplicate": 0.05,
    "reorder": 0.1,
    "latency_ms": 20,
    "retry_base_ms": 200,
    "hang_ms": 300,
}
#: What the simulator is told for some seconds; then it is as usual again.
OF_META = {
    "webhooks twice": {"duplicate": 1.0},
    "webhooks late and in disorder": {"reorder": 0.7, "delay_ms": 300},
    "wrong signatures": {"bad_signature": True},
    "no statuses": {"statuses": "none"},
    "HTTP 503": {"http_status": 503, "http_status_rate": 0.7, "endpoint": "messages"},
    "HTTP 502, perhaps accepted": {
        "http_status": 502,
        "http_status_count": 5,
        "endpoint": "messages",
    },
    "HTTP 429": {"http_status": 429, "http_status_count": 5, "endpoint": "messages"},
    "pair throttled": {"error_code": 131056, "error_count": 5},
    "number throttled": {"error_code": 130429, "error_count": 3},
    "transient errors": {"error_code": 131000, "error_count": 10},
    "permanent errors": {"error_code": 131009, "error_count": 2},
    "answers dropped": {"drop_response": 5},
    "slow API": {"latency_ms": 300},
    "no media": {"http_status": 503, "endpoint": "lookaside"},
    "dead token": {"dead_token": True},
}
NOTHING = {
    "http_status": 0,
    "http_status_rate": 1.0,
    "http_status_count": None,
    "endpoint": "",
    "error_code": 0,
    "error_count": None,
    "drop_response": 0,
    "statuses": "all",
    "bad_signature": False,
    "dead_token": False,
    "delay_ms": 0,
}
#: How long a fault waits for a call that it can spoil.
COME_SECONDS = 30
#: One fault for so many messages, of those that are drawn beside the one of each.
MESSAGES_A_FAULT = 250


class Trouble:
    """:ivar Counter happened: how often each fault was made"""

    def __init__(self, inbox, traffic, rng, disk, supervisor):
        self.inbox, self.traffic, self.rng = inbox, traffic, rng
        self.disk, self.supervisor = disk, supervisor
        self.happened = Counter()
        self._uncounted = 0
        self.of_the_machine = {
            "cron worker killed": lambda: self._kill_worker("Cron"),
            "HTTP worker killed": lambda: self._kill_worker("HTTP"),
            "whole server killed": self._kill_server,
            "PostgreSQL crashed": self._crash_database,
            "PostgreSQL away": lambda: self._crash_database(self.rng.uniform(1, 4)),
            "disk full": self._fill_disk,
        }
        self.plan = self._plan()

    def _plan(self):
        """[(after so many messages, fault)]: each at least once, the rest drawn."""
        kinds = [*OF_META, *self.of_the_machine]
        count = max(len(kinds), len(self.traffic.steps) // MESSAGES_A_FAULT)
        faults = kinds + self.rng.choices(kinds, k=count - len(kinds))
        self.rng.shuffle(faults)
        # nobody has a thread at first, and the end is for the last ones to recover
        calm = len(self.traffic.steps) // 20
        gap = (len(self.traffic.steps) - 2 * calm) / count
        return [(int(calm + gap * index), name) for index, name in enumerate(faults)]

    def start(self):
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def _run(self):
        try:
            for at, name in self.plan:
                wait_until(
                    lambda at=at: self.traffic.done >= at or self.traffic.broken,
                    f"{at} messages",
                    seconds=3600,
                )
                if self.traffic.broken:
                    return
                self.make(name)
        except Exception as error:  # noqa: BLE001 - told by Traffic.run()
            self.traffic.broken.append(f"{name}: {error!r}")

    def make(self, name):
        print(f"  {self.traffic.done:6} messages: {name}", flush=True)
        self.happened[name] += 1
        if name in OF_META:
            self._tell_meta(name)
        else:
            self.of_the_machine[name]()

    # -- Meta -----------------------------------------------------------------------

    def _tell_meta(self, name):
        """Until it has come to pass, and a little longer."""
        before = self._came(name)
        self.inbox.simulator.post("faults", **OF_META[name])
        with suppress(TimeoutError):
            wait_until(lambda: self._came(name) > before, name, COME_SECONDS)
        time.sleep(self.rng.uniform(0.3, 1.5))
        self.inbox.simulator.post("faults", **(NOTHING | USUAL))
        if name == "dead token":
            self.connect_again()

    def _came(self, name):
        """How many calls it has spoilt so far; of what is not counted, always more."""
        fault = OF_META[name]
        happened = self.inbox.simulator.get("faults/happened")
        if "drop_response" in fault:
            return happened.get("answer dropped", 0)
        for key, word in (("http_status", "HTTP"), ("error_code", "error")):
            if key in fault:
                return happened.get(f"{word} {fault[key]}", 0)
        self._uncounted += 1
        return self._uncounted

    def connect_again(self):
        """The administrator tests the connection, as the notice says.

        :return: whether the number had been stopped
        """
        state = "SELECT state FROM whatsapp_inbox_account WHERE id = %s"
        stopped = self.inbox.scalar(state, self.inbox.account_id) == "stopped"
        if stopped:
            self.inbox.odoo.rpc(
                "whatsapp.inbox.account",
                "action_test_connection",
                [self.inbox.account_id],
            )
        return stopped

    # -- the machine ------------------------------------------------------------------

    def _kill_worker(self, kind):
        """SIGKILL in the middle of whatever it does."""
        time.sleep(self.rng.uniform(0, 0.5))
        if pids := self.inbox.odoo.workers(kind):
            with suppress(ProcessLookupError):
                os.kill(self.rng.choice(pids), signal.SIGKILL)

    def _kill_server(self):
        time.sleep(self.rng.uniform(0, 0.5))
        self.supervisor.kill()

    def _crash_database(self, away=0.0):
        time.sleep(self.rng.uniform(0, 0.5))
        cluster.crash()
        time.sleep(away)
        cluster.start()

    def _fill_disk(self):
        """With files to come in the meantime, which are tried again."""
        self.disk.fill(self.inbox.odoo)
        time.sleep(self.rng.uniform(2, 4))
        self.disk.make_room(self.inbox.odoo)
