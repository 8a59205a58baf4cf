"""Order inside a thread, with many threads and workers at the same time."""

import itertools
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from . import order
from .inbox import AGENT
from .order import Posted

PHONES = map(str, itertools.count(34_677_000_000))
RUNNERS = ["cron", "inline", "queue_job"]


def customers(count):
    return list(itertools.islice(PHONES, count))


def shown(inbox, posted):
    """What was posted, by thread and in its order."""
    by_wamid = {message.wamid: message for message in posted}
    rows = inbox.rows(
        "SELECT channel_id, wamid FROM whatsapp_inbox_message WHERE wamid IN %s"
        " ORDER BY mail_message_id",
        tuple(by_wamid),
    )
    threads = defaultdict(list)
    for channel, wamid in rows:
        threads[channel].append(by_wamid[wamid])
    return list(threads.values())


def until_accepted(call, *args):
    """Odoo gives up when it met others five times; a person would press Send again."""
    for _try in range(5):
        try:
            return call(*args)
        except RuntimeError as error:
            if "could not serialize" not in str(error):
                raise
            met = error
    raise met


def test_what_order_is():
    first, second = Posted("a", 10, 0.0, 1.0), Posted("b", 10, 2.0, 3.0)
    beside, older = Posted("c", 10, 0.5, 2.5), Posted("d", 9, 4.0, 5.0)
    assert not order.misplaced([first, beside, second])
    assert not order.misplaced([beside, first, second])
    assert order.misplaced([second, first]) == [second]
    assert not order.misplaced([first, older]), "shown when it came"
    assert not order.misplaced([older, first]), "or where it belongs"
    assert order.overtaken([first, older, second]) == 1


@pytest.mark.parametrize("runner", RUNNERS, indirect=True)
def test_what_was_acknowledged_first_is_shown_first(runner):
    """Eight customers within one second of Meta's, each message after the answer to
    the last one: nothing but the order of arrival tells theirs."""
    url, now = runner.webhook_url, int(time.time())

    def write(phone):
        return [order.post(url, phone, f"{number}", now) for number in range(20)]

    with ThreadPoolExecutor(8) as pool:
        posted = [m for messages in pool.map(write, customers(8)) for m in messages]
    runner.wait_drained()

    threads = shown(runner, posted)
    assert [len(thread) for thread in threads] == [20] * 8
    assert [order.misplaced(thread) for thread in threads] == [[]] * 8


@pytest.mark.parametrize("runner", RUNNERS, indirect=True)
def test_customers_get_answers_in_the_order_of_the_thread(runner):
    """Of several agents in the same threads at the same time, while Meta is slow and
    has some of them sent again."""
    phones = customers(3)
    for phone in phones:
        runner.write(phone)
    channels = [runner.channel_of(phone) for phone in phones]
    logins = [f"{AGENT}.{phones[0]}.{number}" for number in range(4)]
    for login in logins:
        runner.new_agent(login)
    runner.simulator.post("faults", latency_ms=40, error_code=131016, error_count=3)

    def answer(login):
        for number, channel in itertools.product(range(6), channels):
            until_accepted(runner.answer, channel, f"{login} {number}", login)

    with ThreadPoolExecutor(len(logins)) as pool:
        list(pool.map(answer, logins))
    runner.wait_sent()
    runner.simulator.delete("faults")

    heard = [
        message["callback_data"]
        for message in runner.simulator.get("messages", direction="outbound")["data"]
    ]
    for channel in channels:
        said = runner.rows(
            "SELECT callback_data FROM whatsapp_inbox_message"
            " WHERE direction = 'outbound' AND channel_id = %s"
            " ORDER BY mail_message_id, id",
            channel,
        )
        said = [ours for [ours] in said]
        assert len(said) == 6 * len(logins)
        assert [ours for ours in heard if ours in said] == said
    log = runner.odoo.log.read_text(errors="replace")
    assert "whatsapp_inbox_receipt" not in log, "agents who read met each other"
