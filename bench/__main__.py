"""``python -m bench``: measure, print one table, keep it. See ``--help``."""

import argparse
import os
import sys
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from e2e.processes import Odoo, SimulatorProcess, connection, database, wait_until

from . import (
    client,
    desk,
    discuss,
    erase,
    find,
    growth,
    messages,
    outbound,
    panel,
    peers,
    report,
    runners,
    webhook,
)
from .profiler import Profiler
from .report import Row
from .scale import LATENCY_MS, LONG, SHORT
from .world import World, addons_path, environment, install, start_odoo

LOGS = Path(os.environ["DEV_DIR"], "log")
SECTIONS = ("webhook", "inbound", "status", "outbound")
MORE = {
    "growth": growth,
    "discuss": discuss,
    "desk": desk,
    "find": find,
    "panel": panel,
    "erase": erase,
    "peers": peers,
    "runners": runners,
}
EPILOG = """
sections: webhook, inbound, status, outbound run by default; growth (the same on a
database of --messages in --threads, made once and kept), discuss (what an agent does
in it, against Discuss's own group channels), desk (composer and thread with 5,000
messages and 2,000 canned replies, in a browser too), find (the search of all
conversations, against Odoo's list of contacts), panel (what stands beside a thread
with 50,000 orders, against one customer alone), erase (a person with a long history,
against one with a short one), peers (what was measured at the nearest peer, counted at
ours) and runners (cron, inline and jobs) run by name or with --all.
"""


def main():
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, epilog=EPILOG
    )
    parser.add_argument("sections", nargs="*")
    parser.add_argument("--all", action="store_true", help="every section")
    parser.add_argument("--long", action="store_true", help="more rounds, bigger ones")
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=100_000)
    parser.add_argument(
        "--profile", action="store_true", help="show where the time of ours goes"
    )
    parser.add_argument("--keep", metavar="NAME", help="keep a partial run, too")
    parser.add_argument("--database", default="wi_bench")
    options = parser.parse_args()
    unknown = set(options.sections) - {*SECTIONS, *MORE}
    if unknown:
        parser.error(f"no section {', '.join(unknown)}")
    rows = Bench(options).run()
    print("\n" + report.table(rows))
    return 1 if any(row.reached is False for row in rows) else 0


class Bench:
    def __init__(self, options):
        self.options = options
        self.scale = LONG if options.long else SHORT
        self.profiler = Profiler(options.profile)
        self.rows = []  # of the section at work
        self.stack = ExitStack()
        self.logs = LOGS

    def run(self):
        """:return: the rows of all sections"""
        LOGS.mkdir(parents=True, exist_ok=True)
        start_odoo()
        named = self.options.sections
        everything = [*SECTIONS, *MORE] if self.options.all else SECTIONS
        chosen = named or everything
        rows = []
        with self.stack:
            short = [section for section in SECTIONS if section in chosen]
            for section in short:
                getattr(self, section)()
            rows += self._keep("long" if self.options.long else "short", not named)
            for name, section in MORE.items():
                if name in chosen:
                    section.run(self)
                    rows += self._keep(name)
        return rows

    def _keep(self, name, whole=True):
        """Write the rows of a section to bench/results, if they are worth it."""
        rows, self.rows = self.rows, []
        name = self.options.keep or (whole and not self.options.profile and name)
        if name and rows:
            report.keep(name, rows, self.scale, self.about)
        return rows

    @cached_property
    def about(self):
        return report.machine()

    @cached_property
    def simulator(self):
        log = LOGS / "bench-simulator.log"
        simulator = SimulatorProcess(log, "--latency-ms", LATENCY_MS).start()
        self.stack.callback(simulator.stop)
        return simulator

    @cached_property
    def world(self):
        """On a fresh database, which the first section that needs it makes."""
        say("a fresh database")
        name = self.stack.enter_context(database(self.options.database))
        install(name)
        env = self.stack.enter_context(environment(name))
        say("agents, customers and their threads")
        return World(env, self.simulator.url, self.scale.customers)

    def add(self, *args, **kwargs):
        row = Row(*args, **kwargs)
        self.rows.append(row)
        say(" ".join(cell for cell in row.cells() if cell))

    def say(self, text):
        say(text)

    # -- sections -----------------------------------------------------------------

    def webhook(self):
        """Two workers as two cores have; then again while a cron drains."""
        database = self.world.env.cr.dbname  # which is made now
        for cron_threads, words in ((0, ""), (1, " while a cron drains")):
            server = Odoo(
                database,
                LOGS / "bench-odoo.log",
                f"--addons-path={addons_path()}",
                "--log-level=warn",
                workers=2,
                cron_threads=cron_threads,
            ).start()
            try:
                self._webhook_rounds(server, words)
            finally:
                server.stop()

    def _webhook_rounds(self, server, words):
        scale = self.scale
        _bodies, path = webhook.prepare(self.world, 0)
        paths = {**webhook.FLOORS, "ours": path}
        loads = {name: [] for name in paths}
        for turn in range(-1, scale.turns):  # the first loads the workers
            for name, path in paths.items():
                bodies, _path = webhook.prepare(self.world, scale.requests)
                load = webhook.measure(server, path, bodies, scale.clients)
                if turn >= 0:
                    loads[name].append(load)
            self._drained(server)
        for floor, target in (("sql", 0.6), ("orm", None)):
            self.add(
                f"webhook acknowledged{words}",
                f"bare route, {floor.upper()} insert",
                "/s",
                [load.per_second for load in loads[floor]],
                [load.per_second for load in loads["ours"]],
                target=target,
            )
        self.add(
            f"webhook acknowledged{words}, p99",
            "bare route, SQL insert",
            "ms",
            [client.percentile(loads["sql"], 0.99) * 1000],
            [client.percentile(loads["ours"], 0.99) * 1000],
            target=3,
            better="lower",
        )

    def _drained(self, server):
        """Before the next round: by the server's cron, or by us if it has none."""
        if "--max-cron-threads=0" in server.command:
            self.world.fresh()
            self.world.drain()
            return
        with connection(self.options.database) as cursor:

            def done():
                cursor.execute(
                    "SELECT count(*) FROM whatsapp_inbox_webhook_event"
                    " WHERE state != 'done'"
                )
                return cursor.fetchone() == (0,)

            wait_until(done, "all events drained", 120)
        self.world.fresh()

    def inbound(self):
        scale, world = self.scale, self.world
        floor, known, new = [], [], []
        messages.floor(world, 20)
        messages.known(world, 20)
        for _round in range(scale.rounds):
            floor.append(messages.floor(world, scale.floor_messages))
            with self.profiler.of("inbound, known customers"):
                known.append(messages.known(world, scale.messages))
            with self.profiler.of("inbound, new customers"):
                new.append(messages.new(world, scale.new_customers))
        self.floor = floor
        name = "message_post + commit"
        self.add("inbound, known customers", name, "/s", floor, known, target=4)
        self.add("inbound, new customers", name, "/s", floor, new, target=4)

    def status(self):
        scale, world = self.scale, self.world
        floor, ours = [], []
        for _round in range(scale.rounds):
            floor.append(messages.floor(world, scale.floor_messages))
            with self.profiler.of("statuses"):
                ours.append(messages.statuses(world, scale.statuses))
        name = "message_post + commit"
        self.add("status updates", name, "/s", floor, ours, target=20)

    def outbound(self):
        scale, world = self.scale, self.world
        floor, ours = [], []
        outbound.floor(world, 2)
        for _round in range(scale.rounds):
            floor.append(outbound.floor(world, scale.floor_calls))
            with self.profiler.of("outbound"):
                ours.append(outbound.outbox(world, scale.sends))
        name = f"one call at a time, {LATENCY_MS} ms"
        self.add("outbound", name, "/s", floor, ours, target=15)


def say(text):
    print(text, "…" if not text.endswith(("yes", "NO")) else "", flush=True)


if __name__ == "__main__":
    sys.exit(main())
