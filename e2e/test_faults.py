"""A network and a Meta that behave badly, one way at a time."""

import itertools
import random
import time
from collections import Counter

import pytest

from . import meta
from .inbox import AGENT
from .processes import wait_until

PHONES = (str(number) for number in itertools.count(34_644_000_000))


@pytest.fixture
def inbox(threaded):
    """The inbox, with a simulator that behaves well until the test says otherwise."""
    threaded.simulator.delete("faults")
    threaded.simulator.post("faults", retry_base_ms=100)
    yield threaded
    threaded.simulator.delete("faults")


@pytest.fixture
def thread(inbox):
    """The thread of a new customer who has written."""
    return new_thread(inbox)


def new_thread(inbox):
    phone = next(PHONES)
    inbox.write(f"+{phone}")
    inbox.wait_drained()
    return inbox.channel_of(phone)


def said(inbox, channel):
    """What the customer said, in the thread's order."""
    rows = inbox.rows(
        "SELECT regexp_replace(m.body, '<[^>]*>', '', 'g')"
        " FROM whatsapp_inbox_message w JOIN mail_message m ON m.id = w.mail_message_id"
        " WHERE w.channel_id = %s AND w.direction = 'inbound' ORDER BY m.id",
        channel,
    )
    return [text for [text] in rows]


def answers(inbox, channel):
    """(our id, state, times tried) of the answers in a thread, in its order."""
    return inbox.rows(
        "SELECT callback_data, state, coalesce(attempts, 0) FROM whatsapp_inbox_message"
        " WHERE channel_id = %s AND direction = 'outbound' ORDER BY id",
        channel,
    )


def wait_delivered(inbox, channel, seconds=30):
    wait_until(
        lambda: {row[1] for row in answers(inbox, channel)} == {"delivered"},
        "all delivered",
        seconds,
    )


def at_meta(inbox, channel):
    """Texts that Meta accepted of a thread, in its order, each with its repeats."""
    ours = [row[0] for row in answers(inbox, channel)]
    return [
        message["payload"]["text"]["body"]
        for callback, messages in inbox.accepted().items()
        for message in messages
        if callback in ours
    ]


def answer_all(inbox, channel, count=5):
    texts = [f"answer {number}" for number in range(count)]
    for text in texts:
        inbox.answer(channel, text)
    return texts


# -- in ---------------------------------------------------------------------------


def test_each_webhook_twice(inbox):
    """Peers 2."""
    inbox.simulator.post("faults", duplicate=1)
    phone = next(PHONES)
    for number in range(10):
        inbox.write(f"+{phone}", f"{number}")
    wait_until(lambda: not inbox.simulator.get("deliveries")["pending"], "deliveries")
    inbox.wait_drained()
    assert sorted(said(inbox, inbox.channel_of(phone))) == list("0123456789")


def test_disorder_and_delay(inbox):
    """All of it comes, once, and says when it was written by Meta's clock."""
    inbox.simulator.post("faults", reorder=0.5, delay_ms=50)
    phone = next(PHONES)
    written = int(time.time()) - 600
    for number in range(10):
        inbox.write(f"+{phone}", f"{number}", timestamp=written + number)
    wait_until(lambda: not inbox.simulator.get("deliveries")["pending"], "deliveries")
    inbox.wait_drained()
    rows = inbox.rows(
        "SELECT regexp_replace(m.body, '<[^>]*>', '', 'g'),"
        " extract(epoch FROM m.date)::int, extract(epoch FROM w.timestamp)::int"
        " FROM whatsapp_inbox_message w JOIN mail_message m ON m.id = w.mail_message_id"
        " WHERE w.channel_id = %s",
        inbox.channel_of(phone),
    )
    assert sorted(rows) == [
        (str(number), written + number, written + number) for number in range(10)
    ]


def test_a_wrong_signature_leaves_no_trace(inbox):
    events = "SELECT count(*) FROM whatsapp_inbox_webhook_event"
    before = inbox.scalar(events)
    inbox.simulator.post("faults", bad_signature=True)
    sent = inbox.write("+34644999999", "not from Meta")["wamid"]

    def tried():
        [delivery] = inbox.simulator.get("deliveries", wamid=sent)["data"]
        return [attempt["status_code"] for attempt in delivery["attempts"]]

    wait_until(lambda: len(tried()) > 1, "a second try")
    assert set(tried()) == {403}
    assert inbox.scalar(events) == before
    # and when the secret is right, the retry brings it
    inbox.simulator.post("faults", bad_signature=False)
    channel = inbox.channel_of("34644999999")
    assert said(inbox, channel) == ["not from Meta"]


def test_statuses_in_any_order(inbox, thread):
    """Ticks never go back, whatever comes late or twice."""
    inbox.simulator.post("faults", statuses="none")
    answer_all(inbox, thread)
    inbox.wait_sent()
    phone = inbox.scalar(
        "SELECT k.phone FROM discuss_channel c JOIN whatsapp_inbox_contact k"
        " ON k.id = c.whatsapp_contact_id WHERE c.id = %s",
        thread,
    ).lstrip("+")
    ours = {row[0] for row in answers(inbox, thread)}
    wamids = [m[0]["id"] for key, m in inbox.accepted().items() if key in ours]
    bodies = [
        meta.status_body(phone, wamid, status)
        for wamid in wamids
        for status in ("sent", "delivered", "read", "delivered", "sent")
    ]
    random.shuffle(bodies)
    assert set(meta.post_all(inbox.webhook_url, bodies, clients=6)) == {200}
    inbox.wait_drained()
    assert {row[1] for row in answers(inbox, thread)} == {"read"}


# -- out --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"http_status": 503}, id="5xx"),
        pytest.param({"http_status": 429}, id="429"),
        pytest.param({"error_code": 131056}, id="pair rate"),
        pytest.param({"error_code": 130429}, id="throughput"),
        pytest.param({"error_code": 131000}, id="transient"),
    ],
)
def test_a_refusal_that_passes(inbox, thread, fault):
    """What is refused for now is sent later, once, and the rest waits behind it."""
    inbox.simulator.post("faults", **fault)
    texts = answer_all(inbox, thread)

    def refused():
        tries = [row[2] for row in answers(inbox, thread)]
        return tries[0] and not any(tries[1:])

    wait_until(refused, "the first refused and the rest behind it", every=0.02)
    inbox.simulator.delete("faults")
    wait_delivered(inbox, thread)
    assert at_meta(inbox, thread) == texts


def test_no_answer_after_accepting(inbox, thread):
    """Peers 19.

    Never sent again: the status that names our id tells that it arrived.
    """
    inbox.simulator.post("faults", drop_response=3, statuses="none")
    texts = answer_all(inbox, thread)
    inbox.wait_sent()
    states = Counter(row[1] for row in answers(inbox, thread))
    assert states == {"unknown": 3, "sent": 2}
    assert at_meta(inbox, thread) == texts

    ours = {row[0] for row in answers(inbox, thread)}
    wamids = [m[0]["id"] for key, m in inbox.accepted().items() if key in ours]
    inbox.simulator.post("faults", statuses="all")
    inbox.simulator.post("burst", statuses=["sent", "delivered"], wamids=wamids)
    wait_delivered(inbox, thread)
    assert at_meta(inbox, thread) == texts


def test_a_gateway_that_lost_the_answer(inbox, thread):
    """It may have arrived, so only the agent sends it again, and that goes through."""
    inbox.simulator.post("faults", endpoint="messages", http_status=502)
    inbox.answer(thread, "once")
    wait_until(
        lambda: [row[1:] for row in answers(inbox, thread)] == [("unknown", 1)],
        "not known whether it arrived",
    )
    inbox.simulator.delete("faults")
    mail = (
        "SELECT max(mail_message_id) FROM whatsapp_inbox_message WHERE direction = %s"
    )
    inbox.odoo.rpc(
        "mail.message",
        "whatsapp_resend",
        [inbox.scalar(mail, "outbound")],
        login=AGENT,
    )
    wait_until(
        lambda: [row[1] for row in answers(inbox, thread)] == ["unknown", "delivered"],
        "the second try delivered",
    )
    assert at_meta(inbox, thread) == ["once"]


def test_statuses_before_the_answer(inbox, thread):
    """Meta calls us before its answer to the send is read."""
    inbox.simulator.post("faults", drop_response=1, hang_ms=1500)
    texts = answer_all(inbox, thread, count=1)
    wait_delivered(inbox, thread, seconds=20)
    inbox.wait_sent()
    wait_delivered(inbox, thread)
    assert at_meta(inbox, thread) == texts
    [(_callback, _state, attempts)] = answers(inbox, thread)
    assert attempts == 1


def test_a_permanent_error_fails_with_metas_words(inbox, thread):
    inbox.simulator.post("faults", error_code=131009, error_count=1)
    texts = answer_all(inbox, thread, count=3)
    inbox.wait_sent()
    wait_until(
        lambda: (
            [row[1] for row in answers(inbox, thread)]
            == ["failed", "delivered", "delivered"]
        ),
        "one failure, then the others",
    )
    assert at_meta(inbox, thread) == texts[1:]
    assert "131009" in inbox.scalar(
        "SELECT error_message FROM whatsapp_inbox_message"
        " WHERE channel_id = %s AND state = 'failed'",
        thread,
    )


def test_a_dead_token_stops_the_number_and_keeps_the_queue(inbox):
    threads = [new_thread(inbox) for _index in range(3)]
    inbox.simulator.post("faults", dead_token=True)
    texts = {thread: answer_all(inbox, thread) for thread in threads}

    def account():
        return inbox.scalar(
            "SELECT state FROM whatsapp_inbox_account WHERE id = %s", inbox.account_id
        )

    wait_until(lambda: account() == "stopped", "the number stopped")
    for thread in threads:
        assert {row[1] for row in answers(inbox, thread)} == {"queued"}
    inbox.simulator.post("faults", dead_token=False)
    inbox.odoo.rpc(
        "whatsapp.inbox.account", "action_test_connection", [inbox.account_id]
    )
    assert account() == "connected"
    for thread in threads:
        wait_delivered(inbox, thread)
        assert at_meta(inbox, thread) == texts[thread]


# -- as jobs ----------------------------------------------------------------------


@pytest.fixture
def jobs(inbox):
    inbox.choose_runner("queue_job")
    yield inbox
    inbox.choose_runner("cron")


def test_in_as_jobs(jobs):
    test_each_webhook_twice(jobs)


def test_out_as_jobs(jobs, thread):
    test_a_refusal_that_passes(jobs, thread, {"http_status": 503})


def test_no_answer_as_jobs(jobs, thread):
    test_no_answer_after_accepting(jobs, thread)
