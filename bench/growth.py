"""Row 5: what a message costs with a million stored, against an empty database.

Rounds of both take turns in one process, each on a database of its own.
"""

from contextlib import contextmanager

from e2e.processes import Odoo

from . import grown, messages, outbound
from .world import GrownWorld, addons_path, environment

TARGET = 1.25


@contextmanager
def prepared(bench):
    """:return: name of a copy of the grown database, dropped at the end"""
    options = bench.options
    name = f"{options.database}_grown"
    fresh = bench.world.env.cr.dbname
    grown.ensure(
        name, fresh, bench.simulator, options.messages, options.threads, bench.say
    )
    gigabytes, count, threads = grown.size(name)
    bench.say(f"{name}: {count:,} messages, {threads:,} threads, {gigabytes:.1f} GB")
    with grown.copy(name) as own:
        yield own


@contextmanager
def served(bench, name, processes):
    """:return: a real server on such a copy, with so many workers and cron workers, and
    the copy's name"""
    with prepared(bench) as copy:
        server = Odoo(
            copy,
            bench.logs / f"{name}.log",
            f"--addons-path={addons_path()}",
            "--log-level=warn",
            workers=processes,
            cron_threads=processes,
        ).start()
        try:
            yield server, copy
        finally:
            server.stop()


def run(bench):
    with prepared(bench) as copy, environment(copy) as env:
        full = GrownWorld(env, bench.simulator.url, bench.scale.customers)
        _measure(bench, bench.world, full)


def _measure(bench, empty, full):
    """All kinds of work in both worlds."""
    scale = bench.scale
    kinds = {
        "inbound, known customers": (messages.known, scale.messages),
        "inbound, new customers": (messages.new, scale.new_customers),
        "status updates": (messages.statuses, scale.statuses),
        "outbound, taken off and landed": (outbound.cost, scale.sends),
    }
    for name, (measure, count) in kinds.items():
        costs = {empty: [], full: []}
        for turn in range(-1, 2 * scale.rounds):  # the first fills the caches
            for world in (empty, full) if turn % 2 else (full, empty):
                rate = measure(world, count if turn >= 0 else 20)
                if turn >= 0:
                    costs[world].append(1000 / rate)
        bench.add(
            f"growth: {name}",
            "an empty database",
            "ms each",
            costs[empty],
            costs[full],
            target=TARGET,
            better="lower",
        )
