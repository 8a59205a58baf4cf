"""The menu, with real processes and the simulator's phone."""

import itertools
import time

import pytest

from . import meta
from .processes import wait_until

PHONES = itertools.count(34_655_000_001)


@pytest.fixture(scope="module")
def shops(prefork):
    """Two teams behind one number, and a menu that asks for one of them."""
    inbox = prefork
    teams = [
        inbox.odoo.rpc(
            "whatsapp.inbox.team",
            "create",
            [{"name": name, "greeting_text": f"Here is {name}"}],
        )[0]
        for name in ("Centre", "Old Town")
    ]
    choices = [
        (0, 0, {"name": "Centre", "team_id": teams[0]}),
        (0, 0, {"name": "Old Town", "team_id": teams[1], "keywords": "cathedral"}),
    ]
    values = {
        "routing_active": True,
        "welcome_text": "Which shop?",
        "menu_error_text": "Please tap one",
        "choice_ids": choices,
    }
    inbox.odoo.rpc("whatsapp.inbox.account", "write", [inbox.account_id], values)
    return inbox


@pytest.mark.parametrize("runner", ["cron", "queue_job"], indirect=True)
def test_two_webhooks_at_two_workers(shops, runner):
    """Each customer writes twice at the same time: one question each. With jobs, two
    drains work side by side."""
    phones = [str(next(PHONES)) for _customer in range(20)]
    began = int(time.time())
    bodies = [
        meta.message_body(phone, f"Hello {number}", began)
        for phone in phones
        for number in range(2)
    ]
    assert set(meta.post_all(shops.webhook_url, bodies, clients=20)) == {200}
    shops.wait_drained()
    assert asked(shops, phones) == dict.fromkeys(phones, 1)


def test_a_tap_on_the_phone(shops):
    """Hello, the menu, a tap on a button, the team's own text."""
    phone = str(next(PHONES))
    shops.write(phone, "hola")
    shops.channel_of(phone)
    wait_until(lambda: asked(shops, [phone]).get(phone), "the question")
    shops.wait_sent()
    choice = shops.scalar(
        "SELECT id FROM whatsapp_inbox_menu_choice WHERE account_id = %s"
        " ORDER BY sequence, id DESC LIMIT 1",
        shops.account_id,
    )
    shops.simulator.post(
        "inbound",
        customer=phone,
        type="button_reply",
        button_reply={"id": f"menu:{choice}", "title": "Old Town"},
    )
    team = (
        "SELECT t.name ->> 'en_US' FROM whatsapp_inbox_conversation c"
        " JOIN whatsapp_inbox_contact k ON k.id = c.contact_id"
        " JOIN whatsapp_inbox_team t ON t.id = c.team_id WHERE k.phone = %s"
    )
    wait_until(lambda: shops.rows(team, f"+{phone}") == [("Old Town",)], "the team")
    said = (
        "SELECT count(*) FROM whatsapp_inbox_message m"
        " JOIN whatsapp_inbox_contact k ON k.id = m.contact_id"
        " WHERE k.phone = %s AND m.auto_kind = 'greeting' AND m.state <> 'failed'"
    )
    assert shops.scalar(said, f"+{phone}") == 1


def asked(inbox, phones):
    """:return: by phone, how many questions were queued"""
    rows = inbox.rows(
        "SELECT k.phone, count(*) FROM whatsapp_inbox_message m"
        " JOIN whatsapp_inbox_contact k ON k.id = m.contact_id"
        " WHERE k.phone = ANY(%s) AND m.auto_kind = 'menu' GROUP BY k.phone",
        [f"+{phone}" for phone in phones],
    )
    return {phone.lstrip("+"): count for phone, count in rows}
