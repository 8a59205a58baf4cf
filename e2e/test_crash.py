"""Odoo killed with SIGKILL at its work: nothing lost, nothing sent twice."""

import random
import time

import pytest

from .processes import wait_until

THREADS, ANSWERS = 20, 5


@pytest.fixture(scope="module")
def world(make_world):
    world = make_world("crash")
    world.add_agent("agent")
    return world


def restart(world):
    world.odoo.kill()
    world.odoo.start()


def test_killed_in_the_middle_of_a_drain(world):
    """Meta tries again what got no 200; what got one is on disk."""
    world.simulator.post("faults", retry_base_ms=200)
    sent = []
    for seed in range(3):
        burst = world.simulator.post(
            "burst", customers=40, messages_each=5, concurrency=20, keep=True
        )
        sent += burst["wamids"]
        time.sleep(random.Random(seed).uniform(0, 0.5))
        restart(world)
    world.wait_drained()
    stored = [w for (w,) in world.sql("SELECT wamid FROM whatsapp_inbox_message")]
    assert sorted(stored) == sorted(sent)
    [[threads, contacts]] = world.sql(
        "SELECT count(*), count(DISTINCT whatsapp_contact_id) FROM discuss_channel"
        " WHERE channel_type = 'whatsapp_inbox'"
    )
    assert threads == contacts


def test_killed_in_the_middle_of_an_outbox_run(world):
    """What was on its way may have arrived or not, and is not sent a second time."""
    world.simulator.post("faults", latency_ms=300, endpoint="messages")
    threads = world.sql(
        "SELECT id FROM discuss_channel WHERE channel_type = 'whatsapp_inbox'"
        f" ORDER BY id LIMIT {THREADS}"
    )
    for number in range(ANSWERS):
        for (thread,) in threads:
            world.answer(thread, f"{thread}-{number}")
    for _kill in range(3):
        wait_until(
            lambda: world.count("whatsapp_inbox_message", "state = 'sending'"),
            "messages on their way",
        )
        restart(world)
    world.wait_sent()
    world.simulator.delete("faults")
    world.wait_drained()

    accepted = world.accepted()
    texts = [message["payload"]["text"]["body"] for message in accepted]
    assert len(texts) == len(set(texts)), "sent twice"
    rows = world.sql(
        "SELECT callback_data, state, wamid FROM whatsapp_inbox_message"
        " WHERE direction = 'outbound'"
    )
    assert len(rows) == THREADS * ANSWERS
    by_callback = {message["callback_data"]: message for message in accepted}
    for callback, state, wamid in rows:
        if callback in by_callback:
            assert state in ("sent", "delivered", "read"), "settled by its status"
            assert wamid == by_callback[callback]["id"]
        else:
            assert state == "unknown", "for a person to decide"


def test_the_order_in_each_thread_survives(world):
    by_thread = {}
    for message in world.accepted():
        thread, number = message["payload"]["text"]["body"].split("-")
        by_thread.setdefault(thread, []).append(int(number))
    assert len(by_thread) == THREADS
    for numbers in by_thread.values():
        assert numbers == sorted(numbers)
