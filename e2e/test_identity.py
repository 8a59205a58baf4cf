"""Who is who, while many webhooks come at once to two numbers of ours and two crons."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator import seed

from . import meta

PEOPLE = 30


@pytest.fixture(scope="module")
def two_numbers(prefork):
    """A second number of the same portfolio, drained beside the first."""
    prefork.odoo.rpc(
        "whatsapp.inbox.account",
        "write",
        [prefork.account_id],
        {"portfolio_id": seed.PORTFOLIO_ID},
    )
    prefork.odoo.rpc(
        "whatsapp.inbox.account",
        "create",
        [
            {
                "name": "Second",
                "phone_number_id": seed.SECOND_NUMBER_ID,
                "portfolio_id": seed.PORTFOLIO_ID,
                "waba_id": seed.WABA_ID,
                "access_token": seed.ACCESS_TOKEN,
                "app_secret": seed.APP_SECRET,
                "verify_token": "the verify token",
                "api_url": prefork.simulator.url,
            }
        ],
    )
    return prefork


def urls(inbox):
    keys = inbox.rows(
        "SELECT phone_number_id, webhook_key FROM whatsapp_inbox_account"
        " WHERE phone_number_id IN %s",
        (seed.NUMBER_ID, seed.SECOND_NUMBER_ID),
    )
    return {
        number: f"{inbox.odoo.url}/whatsapp_inbox/webhook/{key}" for number, key in keys
    }


def post_to_both(inbox, makers):
    """Post what each maker gives for a number, to both numbers at the same time."""
    addresses = urls(inbox)
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(
            lambda number: meta.post_all(
                addresses[number], [make(number) for make in makers], clients=8
            ),
            addresses,
        )
        assert {status for all_ in answers for status in all_} == {200}
    inbox.wait_drained(120)


def contacts_of(inbox, bsuids):
    """:return: BSUID → (contact, its threads)"""
    rows = inbox.rows(
        "SELECT a.value, a.contact_id, count(c.id) FROM whatsapp_inbox_contact_alias a"
        " LEFT JOIN discuss_channel c ON c.whatsapp_contact_id = a.contact_id"
        " WHERE a.kind = 'bsuid' AND a.value IN %s GROUP BY a.value, a.contact_id",
        tuple(bsuids),
    )
    assert len(rows) == len(bsuids)
    return {bsuid: (contact, threads) for bsuid, contact, threads in rows}


def test_first_messages_with_and_without_the_phone(two_numbers):
    """Of each new person, to both numbers, in any order: one contact, two threads."""
    people = {f"ES.7{n:05}": f"346330{n:05}" for n in range(PEOPLE)}
    makers = [
        lambda number, b=bsuid, p=phone: meta.person_body("Hi", b, p, number)
        for bsuid, full in people.items()
        for phone in (full, None)
    ]
    random.Random(3).shuffle(makers)
    post_to_both(two_numbers, makers)
    found = contacts_of(two_numbers, people)
    assert len({contact for contact, _threads in found.values()}) == PEOPLE
    assert Counter(threads for _contact, threads in found.values()) == {2: PEOPLE}
    phones = dict(
        two_numbers.rows(
            "SELECT bsuid, phone FROM whatsapp_inbox_contact WHERE bsuid IN %s",
            tuple(people),
        )
    )
    assert phones == {bsuid: f"+{phone}" for bsuid, phone in people.items()}


def test_numbers_are_recycled_while_agents_answer(two_numbers):
    """Whoever had a number gets no thread, no message and no answer of who has it."""
    inbox = two_numbers
    began = int(time.time()) - 1000
    pairs = [(f"ES.8{n:05}", f"ES.9{n:05}", f"346340{n:05}") for n in range(PEOPLE)]
    post_to_both(
        inbox,
        [
            lambda number, b=old, p=phone: meta.person_body("Old", b, p, number, began)
            for old, _new, phone in pairs
        ],
    )
    threads = dict(
        inbox.rows(
            "SELECT k.bsuid, min(c.id) FROM discuss_channel c JOIN"
            " whatsapp_inbox_contact k ON k.id = c.whatsapp_contact_id"
            " WHERE k.bsuid IN %s GROUP BY k.bsuid",
            tuple(old for old, _new, _phone in pairs),
        )
    )
    makers = []
    for old, new, phone in pairs:
        for bsuid, at in ((new, began + 500), (old, began + 100)):
            makers.append(
                lambda number, b=bsuid, p=phone, t=at: meta.person_body(
                    f"I am {b}", b, p, number, t
                )
            )
    random.Random(5).shuffle(makers)
    with ThreadPoolExecutor(1) as pool:
        posting = pool.submit(post_to_both, inbox, makers)
        for old, thread in list(threads.items())[:10]:
            inbox.answer(thread, f"For {old}")
        posting.result()
    inbox.wait_sent()
    found = contacts_of(inbox, [b for pair in pairs for b in pair[:2]])
    assert len({contact for contact, _threads in found.values()}) == 2 * PEOPLE
    owners = dict(
        inbox.rows(
            "SELECT phone, bsuid FROM whatsapp_inbox_contact WHERE phone IN %s",
            tuple(f"+{phone}" for _old, _new, phone in pairs),
        )
    )
    assert owners == {f"+{phone}": new for _old, new, phone in pairs}
    strayed = inbox.scalar(
        "SELECT count(*) FROM whatsapp_inbox_message w"
        " JOIN whatsapp_inbox_contact k ON k.id = w.contact_id"
        " JOIN mail_message m ON m.id = w.mail_message_id"
        " WHERE m.body LIKE '%%I am %%' AND m.body NOT LIKE '%%' || k.bsuid || '%%'"
    )
    assert strayed == 0


def test_merging_while_both_write(two_numbers):
    """A person merges two contacts while their messages come in: each is there once,
    in one thread."""
    inbox = two_numbers
    old, new = "ES.50001", "ES.50002"
    post_to_both(
        inbox,
        [
            lambda number, b=b, p=p: meta.person_body(f"first {b}", b, p, number)
            for b, p in ((old, "34635000001"), (new, "34635000002"))
        ],
    )
    found = contacts_of(inbox, [old, new])
    ids = [found[old][0], found[new][0]]
    makers = [
        lambda number, b=(old, new)[n % 2], n=n: meta.person_body(
            f"merge {n} {number}", b, None, number
        )
        for n in range(60)
    ]
    with ThreadPoolExecutor(1) as pool:
        posting = pool.submit(post_to_both, inbox, makers)
        time.sleep(0.3)
        dialog = inbox.odoo.rpc("whatsapp.inbox.contact", "action_merge", ids)
        inbox.odoo.rpc(dialog["res_model"], "action_merge", [dialog["res_id"]])
        posting.result()
    found = contacts_of(inbox, [old, new])
    assert {contact for contact, _threads in found.values()} == {min(ids)}
    assert {threads for _contact, threads in found.values()} == {2}
    shown = inbox.rows(
        "SELECT regexp_replace(m.body, '<[^>]*>', '', 'g'), count(*)"
        " FROM mail_message m JOIN discuss_channel c"
        " ON m.model = 'discuss.channel' AND m.res_id = c.id"
        " WHERE c.whatsapp_contact_id = %s AND m.body LIKE '%%merge %%'"
        " AND m.message_type = 'comment' GROUP BY 1",
        min(ids),
    )
    assert len(shown) == 120
    assert {count for _text, count in shown} == {1}
