"""The defects measured at the nearest open peer, run for real against ours.

A server with workers and crons, webhooks at the same time, the simulator as Meta; what
is told is counted in the database and in the simulator. The peer's figures are those
that were measured on Odoo 19 with two cores and PostgreSQL 15.
"""

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import requests

from e2e import meta, order
from e2e.inbox import AGENT, running
from e2e.processes import connection, wait_until

from . import growth, messages, report

HEADINGS = ("case", "the peer", "ours", "how it was run")
CLIENTS = 12
PHONES = map(str, itertools.count(34_622_000_000))
ODD = {
    "a contact without profile": lambda value: value["contacts"][0].pop("profile"),
    "a failed status without error_data": lambda value: value.update(
        statuses=[
            {
                "id": "wamid.of.nobody",
                "status": "failed",
                "timestamp": "1795310953",
                "recipient_id": "34600000001",
                "errors": [{"code": 131026, "title": "Message undeliverable"}],
            }
        ]
    ),
    "a status that is no object": lambda value: value.update(statuses=["odd"]),
}


def run(bench):
    """Run all cases and write bench/results/peers.md."""
    lines = []

    def add(case, peer, ours, how):
        bench.say(f"{case}: {ours}")
        lines.append((case, peer, ours, how))

    with running("peers", bench.logs, workers=2, cron_threads=2) as inbox:
        for case in (_redelivery, _new_customers, _replies, _busy_chat, _odd_bodies):
            add(*case(inbox))
        where = inbox.webhook_url, inbox.odoo.database
        add(*_speed(bench, *where, "an empty database", "26–42 (0.66–0.81 ×)"))
    stored = f"{bench.options.messages:,} messages stored"
    with _grown(bench) as where:
        add(*_speed(bench, *where, stored, "21.6, with 300,000 stored"))
    if not bench.options.profile:
        report.keep_text("peers", report.markdown([HEADINGS, *lines]), bench.about)


@contextmanager
def _grown(bench):
    with growth.served(bench, "bench-peers", 2) as (server, copy):
        with connection(copy) as cursor:
            cursor.execute("SELECT webhook_key FROM whatsapp_inbox_account")
            [key] = cursor.fetchone()
        yield f"{server.url}/whatsapp_inbox/webhook/{key}", copy


def _phones(count):
    return list(itertools.islice(PHONES, count))


def _post(inbox, bodies, clients=CLIENTS):
    answers = meta.post_all(inbox.webhook_url, bodies, clients)
    if set(answers) != {200}:
        raise RuntimeError(f"not acknowledged: {set(answers)}")
    inbox.wait_drained(300)


def _redelivery(inbox):
    wamids = [meta.new_wamid() for _index in range(100)]
    bodies = [
        meta.message_body(phone, "Good morning", wamid=wamid)
        for phone, wamid in zip(_phones(100), wamids, strict=True)
    ]
    _post(inbox, bodies)
    _post(inbox, bodies)
    shown = inbox.scalar(
        "SELECT count(*) FROM whatsapp_inbox_message w"
        " JOIN mail_message m ON m.id = w.mail_message_id WHERE wamid IN %s",
        tuple(wamids),
    )
    return (
        "Redelivered webhooks",
        "100 of 100 stored again",
        f"{shown - 100} of 100 stored again",
        "100 messages of 100 customers, each webhook twice",
    )


def _new_customers(inbox):
    phones = _phones(100)
    _post(
        inbox,
        [meta.message_body(p, f"Message {n}") for p in phones for n in range(3)],
    )
    known = tuple(f"+{phone}" for phone in phones)
    threads, partners, said = inbox.rows(
        "SELECT count(DISTINCT c.id), count(DISTINCT k.partner_id), count(w.id)"
        " FROM whatsapp_inbox_contact k"
        " JOIN discuss_channel c ON c.whatsapp_contact_id = k.id"
        " JOIN whatsapp_inbox_message w ON w.channel_id = c.id WHERE k.phone IN %s",
        known,
    )[0]
    return (
        "Three quick messages from each of 100 new customers",
        "199–298 threads",
        f"{threads} threads, {partners} contacts, {said} messages",
        f"300 webhooks, {CLIENTS} at a time, two workers",
    )


def _replies(inbox):
    """Ten chats; in each five answers, while the customer writes fifteen times."""
    phones = _phones(10)
    for phone in phones:
        inbox.write(phone)  # Meta has to know them, too
    channels = [inbox.channel_of(phone) for phone in phones]
    logins = [f"{AGENT}{number}" for number in range(5)]
    for login in logins:
        inbox.new_agent(login)
    bodies = [meta.message_body(p, f"And {n}?") for n in range(15) for p in phones]
    before = inbox.accepted().keys()

    def answer(login):
        for channel in channels:
            inbox.odoo.rpc(
                "discuss.channel",
                "message_post",
                [channel],
                login=login,
                body=f"Answer of {login}",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    with ThreadPoolExecutor(len(logins) + 1) as pool:
        writing = pool.submit(meta.post_all, inbox.webhook_url, bodies, 6)
        list(pool.map(answer, logins))
        writing.result()
    inbox.wait_drained(300)
    inbox.wait_sent(120)
    sends = {k: v for k, v in inbox.accepted().items() if k not in before}
    most = max(map(len, sends.values()))
    total = sum(map(len, sends.values()))
    wait_until(lambda: _told(inbox, sends) == 50, "all statuses applied", 60)
    told = _told(inbox, sends)
    return (
        "Fifty replies while customers write",
        "55–59 sends, one of them five times; their statuses forgotten",
        f"{total} sends, {most} at most of each; {told} delivered by status",
        "5 agents at a time in 10 chats, 150 webhooks meanwhile; sends counted by Meta",
    )


def _told(inbox, sends):
    return inbox.scalar(
        "SELECT count(*) FROM whatsapp_inbox_message"
        " WHERE callback_data IN %s AND state IN ('delivered', 'read')",
        tuple(sends),
    )


def _busy_chat(inbox, count=300):
    """A message is visible when it is committed.

    Eight callers: their POSTs overtake each other before they are here, the more the
    busier the machine. That is Meta's way too, and no order that we could lose.
    """
    [phone] = _phones(1)
    began = int(time.time()) - count
    url = inbox.webhook_url

    def post(index):
        return order.post(url, phone, f"{index}", began + index)

    start = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        posted = {message.wamid: message for message in pool.map(post, range(count))}
    inbox.wait_drained(300)
    seconds = time.perf_counter() - start
    rows = inbox.rows(
        "SELECT wamid FROM whatsapp_inbox_message WHERE wamid IN %s"
        " ORDER BY mail_message_id",
        tuple(posted),
    )
    shown = [posted[wamid] for [wamid] in rows]
    if len(shown) < count:
        raise RuntimeError(f"{count - len(shown)} are not shown")
    lost = len(order.misplaced(shown))
    latencies = sorted(message.ended - message.began for message in shown)
    p99 = latencies[int(count * 0.99)] * 1000
    return (
        "One busy chat",
        "p99 of 11 s; order lost",
        f"p99 of {p99:.0f} ms; all visible within {seconds:.1f} s; {lost} out of order",
        (
            f"{count} messages of one customer, 8 at a time;"
            f" {order.overtaken(shown)} came after a younger one was shown"
        ),
    )


def _odd_bodies(inbox):
    codes, kept = [], 0
    for spoil in ODD.values():
        [phone] = _phones(1)
        codes.append(_post_odd(inbox, phone, spoil))
        kept += _arrived(inbox, phone)
    body = b'{"object": "whatsapp_business_account"}'
    codes.append(_answer(inbox, body))
    good = ", ".join(str(code) for code in codes)
    return (
        "Odd bodies: " + "; ".join([*ODD, "no entry"]),
        "500, and the good message beside it lost",
        f"{good}; {kept} of {len(ODD)} good messages kept",
        "each with a good message in the same body",
    )


def _post_odd(inbox, phone, spoil):
    value = meta._value(phone)
    value["messages"] = [
        {
            "from": phone,
            "id": meta.new_wamid(),
            "timestamp": str(int(time.time())),
            "type": "text",
            "text": {"body": "the good one"},
        }
    ]
    spoil(value)
    return _answer(inbox, meta._body(value))


def _answer(inbox, body):
    return requests.post(
        inbox.webhook_url, data=body, headers=meta.signed(body), timeout=60
    ).status_code


def _arrived(inbox, phone):
    query = (
        "SELECT count(*) FROM whatsapp_inbox_message w JOIN whatsapp_inbox_contact k"
        " ON k.id = w.contact_id WHERE k.phone = %s"
    )
    try:
        return wait_until(lambda: inbox.scalar(query, f"+{phone}"), "a message", 30)
    except TimeoutError:
        return 0


def _speed(bench, url, database, where, peer):
    """Posted by some callers at the same time, until the last one is visible; beside
    it what one process does with ``message_post`` alone, on the same busy machine."""
    count = 1000
    plain = messages.floor(bench.world, 100)
    phones = _phones(100)
    wamids = [meta.new_wamid() for _index in range(count)]
    bodies = [
        meta.message_body(phones[i % 100], "Is it on its way?", wamid=wamids[i])
        for i in range(count)
    ]

    def visible():
        with connection(database) as cursor:
            cursor.execute(
                "SELECT count(mail_message_id) FROM whatsapp_inbox_message"
                " WHERE wamid IN %s",
                (tuple(wamids),),
            )
            return cursor.fetchone()[0] == count

    began = time.perf_counter()
    if set(meta.post_all(url, bodies, 8)) != {200}:
        raise RuntimeError("not all were acknowledged")
    wait_until(visible, "all messages visible", 300)
    rate = count / (time.perf_counter() - began)
    return (
        f"Messages a second, {where}",
        peer,
        f"{rate:.0f} ({rate / plain:.2f} ×)",
        (
            f"{count} webhooks of 100 new customers, 8 at a time, until all visible;"
            f" × plain message_post and commit in the same run ({plain:.0f}/s)"
        ),
    )
