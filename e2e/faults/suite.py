"""One run: real processes, a cluster and a disk of its own, and the tally."""

import random
import time
from contextlib import ExitStack, contextmanager

from ..inbox import Inbox
from ..processes import ROOT, Odoo, SimulatorProcess
from . import traffic as traffic_module
from .audit import WATCH, Audit
from .cluster import own_cluster
from .disk import small_disk
from .recovery import Recovery
from .supervisor import Supervisor
from .traffic import Traffic
from .trouble import USUAL, Trouble

DATABASE = "faults"


def run(messages, seed, logs):
    """Write so many messages while everything breaks, then compare both sides.

    The seed decides what is written by whom and what breaks when; how far a worker is
    when it is killed is as chance has it.

    :return: what is wrong; an empty list is good
    """
    print(f"{messages} messages, seed {seed}", flush=True)
    rng = random.Random(seed)
    with _machine(logs) as (inbox, disk, supervisor):
        began = time.monotonic()
        traffic = Traffic(inbox, traffic_module.plan(messages, rng), rng)
        trouble = Trouble(inbox, traffic, rng, disk, supervisor)
        breaking = trouble.start()
        traffic.run()
        breaking.join()
        written = time.monotonic()
        recovery = Recovery(inbox, traffic, trouble)
        recovery.run()
        settled = time.monotonic()
        audit = Audit(inbox, traffic, disk)
        audit.run()
        happened = inbox.simulator.get("faults/happened")
        errors = traffic.errors
    print(
        _table(
            {
                "seed": seed,
                "seconds of traffic": round(written - began),
                "seconds until all was settled": round(settled - written),
                "starts of Odoo by its supervisor": supervisor.starts,
                f"full disk ({disk.full_with})": trouble.happened["disk full"],
            },
            {f"made: {name}": n for name, n in sorted(trouble.happened.items())},
            {f"came: {name}": n for name, n in sorted(happened.items())},
            {f"agent's browser: {name}": n for name, n in sorted(errors.items())},
            {f"decided: {name}": n for name, n in sorted(recovery.decided.items())},
            dict(sorted(audit.tally.items())),
        ),
        flush=True,
    )
    return audit.faults


def _table(*parts):
    """Names and counts in two columns."""
    rows = [row for part in parts for row in part.items()]
    width = max(len(name) for name, _count in rows)
    return "\n".join(f"{name:<{width}}  {count:>7}" for name, count in rows)


@contextmanager
def _machine(logs):
    """An inbox whose parts can all be broken, with four agents."""
    with ExitStack() as stack:
        stack.enter_context(own_cluster(DATABASE))
        disk = small_disk(ROOT / ".dev/data/filestore" / DATABASE)
        stack.callback(disk.remove)
        simulator = SimulatorProcess(logs / "simulator.log")
        stack.callback(simulator.stop)
        simulator.start()
        odoo = Odoo(DATABASE, logs / "odoo.log", workers=2, cron_threads=2)
        odoo.command = disk.inside(odoo.command)
        stack.callback(odoo.stop)
        odoo.start()
        supervisor = Supervisor(odoo)
        stack.callback(supervisor.stop)
        inbox = Inbox(odoo, simulator).connect()
        for login in traffic_module.AGENTS:
            inbox.new_agent(login)
        inbox.rows(WATCH)
        simulator.post("faults", **USUAL)
        yield inbox, disk, supervisor
