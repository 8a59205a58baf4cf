"""Receiving and sending by each of the three runners, against the default one.

A real server with three workers, two crons and queue_job's runner; the work lies in
the database, one more webhook or answer wakes whoever does it. The time is that until
all of it is done, by the database. Inline runs in a web worker, jobs in two of them.
"""

import time

from e2e import meta
from e2e.conftest import CHANNELS
from e2e.processes import Odoo, connection, wait_until

from .world import addons_path

RUNNERS = ("cron", "inline", "queue_job")
ROUNDS = 3
SECONDS = 300


def run(bench):
    world = bench.world
    server = Odoo(
        bench.options.database,
        bench.logs / "bench-odoo.log",
        f"--addons-path={addons_path()}",
        "--log-level=warn",
        workers=4,
        cron_threads=2,
        channels=CHANNELS,
    ).start()
    time.sleep(6)  # queue_job's runner lets the workers start first
    rates = {what: {runner: [] for runner in RUNNERS} for what in ("in", "out")}
    try:
        for turn in range(-1, ROUNDS):  # the first loads the workers
            for runner in RUNNERS:
                server.rpc(
                    "ir.config_parameter", "set_param", "whatsapp_inbox.runner", runner
                )
                received = _receive(server, world, 300 if turn < 0 else 3000)
                sent = _send(server, world, 30 if turn < 0 else 300)
                if turn >= 0:
                    rates["in"][runner].append(received)
                    rates["out"][runner].append(sent)
                    bench.say(f"{runner}: {received:.0f} in/s, {sent:.0f} out/s")
    finally:
        server.stop()
    for what, words in (("in", "messages received"), ("out", "messages sent")):
        floor = rates[what]["cron"]
        for runner in RUNNERS[1:]:
            bench.add(f"{words}, {runner}", "cron", "/s", floor, rates[what][runner])


def _receive(server, world, count):
    """Webhooks of customers who write one after the other, the last of them posted.

    :return: messages a second
    """
    phones = world.customers
    each = -(-count // len(phones))
    bodies = [world.message_body(phones[i // each]) for i in range(count)]
    world.store(bodies[:-1])
    key = world.account.webhook_key
    began = time.perf_counter()
    url = f"{server.url}/whatsapp_inbox/webhook/{key}"
    assert meta.post_all(url, bodies[-1:], clients=1) == [200]
    _wait(server, "whatsapp_inbox_webhook_event WHERE state = 'pending'")
    rate = count / (time.perf_counter() - began)
    world.fresh()
    return rate


def _send(server, world, count):
    """Answers in all threads; a token that is written again wakes the outbox.

    :return: messages a second
    """
    world.open_windows()
    world.make_outbound(count, "queued")
    world.fresh()
    account = world.account
    began = time.perf_counter()
    values = {"access_token": account.access_token}
    server.rpc("whatsapp.inbox.account", "write", [account.id], values)
    _wait(server, "whatsapp_inbox_message WHERE state IN ('queued', 'sending')")
    rate = count / (time.perf_counter() - began)
    world.fresh()
    return rate


def _wait(server, table):
    with connection(server.database) as cursor:

        def done():
            cursor.execute(f"SELECT NOT EXISTS (SELECT FROM {table})")
            return cursor.fetchone()[0]

        wait_until(done, "all done", SECONDS)
