"""A worker killed (SIGKILL) in the middle of a job of documents or tickets: another one
goes on.

A lock on a table holds the worker at a point of its transaction, and tells who it is.
"""

import os
import re
import signal
from contextlib import contextmanager

import pytest

from . import processes
from .conftest import CHANNELS
from .inbox import AGENT, running
from .processes import wait_until
from .test_helpdesk import support

RUNNERS = ["cron", "queue_job"]
LUCIA, GIULIA = "34600123456", "393331234567"
BASKET, EVENT = "whatsapp.inbox.basket", "whatsapp.inbox.document.event"
COPY = "whatsapp.inbox.ticket.copy"
#: Who waits for a table, and which tables they wrote to in this transaction.
HELD = """
    SELECT a.pid,
           ARRAY(SELECT l.relation::regclass::text FROM pg_locks l
                  WHERE l.pid = a.pid AND l.granted AND l.mode = 'RowExclusiveLock')
      FROM pg_stat_activity a
      JOIN pg_locks w ON w.pid = a.pid AND NOT w.granted
     WHERE a.datname = current_database() AND w.relation = %s::regclass
"""


#: As Odoo's log says which worker has which of PostgreSQL's processes.
CONNECTION = r" (\d+) DEBUG .*Create new connection backend PID {}\b"


@pytest.fixture(scope="module")
def prefork(logs):
    """As that of all tests, and its log tells of connections."""
    processes = {"workers": 3, "cron_threads": 2, "channels": CHANNELS}
    debug = "--log-handler=odoo.sql_db.connection:DEBUG"
    with running("killed_jobs", logs, debug, **processes) as inbox:
        yield inbox


@pytest.fixture(scope="module")
def shop(prefork):
    """A product of the phone's catalogue, two customers who have written, and news of
    quotations."""
    values = {"name": "Pot", "default_code": "POT", "list_price": 6}
    prefork.odoo.rpc("product.product", "create", [values | {"taxes_id": [(5,)]}])
    for phone in (LUCIA, GIULIA):
        prefork.write(f"+{phone}", "Hello")
        prefork.channel_of(phone)
    company = prefork.scalar("SELECT company_id FROM whatsapp_inbox_account LIMIT 1")
    active = {"whatsapp_quotation_active": True}
    prefork.odoo.rpc("res.company", "write", [company], active)
    prefork.company_id = company
    return prefork


@contextmanager
def held_at(shop, table, mode="SHARE"):
    """Whoever writes to the table waits until the end of the block, or is killed in it:
    call what is yielded.

    :param mode: "ACCESS EXCLUSIVE": who reads it waits as well
    """
    # a connection that waits for a lock does not see that its worker is gone
    with processes.connection(shop.odoo.database) as cursor:
        cursor.execute(f"BEGIN; LOCK TABLE {table} IN {mode} MODE")

        def kill():
            """:return: tables to which the killed worker had written"""
            [(backend, written)] = wait_until(
                lambda: shop.rows(HELD, table), f"a worker at {table}"
            )
            log = shop.odoo.log.read_text(errors="replace")
            worker = int(re.findall(CONNECTION.format(backend), log)[-1])
            assert worker in shop.odoo.children()
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: worker not in shop.odoo.children(), "its end")
            return set(written)

        yield kill
        cursor.execute("ROLLBACK")


def go_on(shop, model):
    """Not in a minute, when the crons would look by themselves."""
    shop.rows(
        "UPDATE ir_cron c SET nextcall = now() at time zone 'UTC'"
        " FROM ir_act_server s JOIN ir_model m ON m.id = s.model_id"
        " WHERE s.id = c.ir_actions_server_id AND m.model = %s",
        model,
    )
    shop.notify()


def wait_done(shop, model):
    """Until nothing waits; the crons may be at other work when they are told.

    :raises AssertionError: something failed
    """
    table = model.replace(".", "_")
    waiting = f"SELECT count(*) FROM {table} WHERE state = 'pending'"

    def done():
        go_on(shop, model)
        return not shop.scalar(waiting)

    wait_until(done, f"no {model} waiting", seconds=120, every=1)
    failed = f"SELECT count(*) FROM {table} WHERE state != 'done'"
    assert not shop.scalar(failed)
    shop.wait_sent()


@pytest.mark.parametrize("runner", RUNNERS, indirect=True)
@pytest.mark.parametrize(
    ("table", "mode", "made"),
    [
        pytest.param("sale_order", "SHARE", set(), id="locked"),
        pytest.param(
            "whatsapp_inbox_document_link", "SHARE", {"sale_order"}, id="made"
        ),
    ],
)
def test_basket(runner, shop, table, mode, made):
    """One quotation of a basket, and one line about it in the thread."""
    quotations = (
        "SELECT o.id FROM sale_order o JOIN whatsapp_inbox_contact k"
        " ON k.partner_id = o.partner_id WHERE k.phone = %s AND o.origin = 'WhatsApp'"
    )
    lines = "SELECT count(*) FROM mail_message WHERE model = 'discuss.channel'"
    lines += " AND res_id = %s AND body LIKE '%%draft quotation%%'"
    channel = shop.channel_of(LUCIA)
    before = len(shop.rows(quotations, f"+{LUCIA}"))
    said = shop.scalar(lines, channel)
    item = {"product_retailer_id": "POT", "quantity": 2, "item_price": 6}
    order = {"catalog_id": "1", "product_items": [{**item, "currency": "USD"}]}
    with held_at(shop, table, mode) as kill:
        shop.simulator.post("inbound", customer="lucia", type="order", order=order)
        written = kill()
        assert made <= written
        assert made or "sale_order" not in written
    wait_done(shop, BASKET)
    assert len(shop.rows(quotations, f"+{LUCIA}")) == before + 1
    assert shop.scalar(lines, channel) == said + 1
    noted = "SELECT count(*), count(DISTINCT order_id) FROM whatsapp_inbox_basket"
    assert shop.rows(noted) == [(before + 1, before + 1)]


@pytest.mark.parametrize("runner", RUNNERS, indirect=True)
@pytest.mark.parametrize(
    ("table", "mode", "made"),
    [
        pytest.param(
            "whatsapp_inbox_document_link", "ACCESS EXCLUSIVE", set(), id="locked"
        ),
        pytest.param(
            "whatsapp_inbox_document_link",
            "SHARE",
            {"mail_message", "whatsapp_inbox_message"},
            id="posted",
        ),
    ],
)
def test_news(runner, shop, table, mode, made):
    """The customer has one text, and the document one note of it."""
    rpc = shop.odoo.rpc
    partner = shop.scalar(
        "SELECT partner_id FROM whatsapp_inbox_contact WHERE phone = %s", f"+{GIULIA}"
    )
    [product] = rpc("product.product", "search", [("default_code", "=", "POT")])
    line = {"product_id": product, "product_uom_qty": 1}
    values = {"partner_id": partner, "company_id": shop.company_id}
    values["order_line"] = [(0, 0, line)]
    [order] = rpc("sale.order", "create", [values])
    with held_at(shop, table, mode) as kill:
        rpc("sale.order", "action_quotation_sent", [order])
        written = kill()
        assert made <= written
        assert made or "whatsapp_inbox_message" not in written
    wait_done(shop, EVENT)
    name = shop.scalar("SELECT name FROM sale_order WHERE id = %s", order)
    sent = shop.simulator.get("messages", customer=f"+{GIULIA}", direction="outbound")
    texts = [message["payload"]["text"]["body"] for message in sent["data"]]
    assert len([text for text in texts if name in text]) == 1, texts
    notes = "SELECT count(*) FROM mail_message WHERE model = 'sale.order'"
    notes += " AND res_id = %s AND body LIKE '%%was told on WhatsApp%%'"
    assert shop.scalar(notes, order) == 1


@pytest.fixture(scope="module")
def ticket(shop):
    """Giulia's, of the agent's chat; its assignee is Ben, who is told of each message.

    :return: (id, channel)
    """
    support(shop)
    channel = shop.channel_of(GIULIA)
    made = shop.odoo.rpc(
        "discuss.channel", "whatsapp_create_ticket", [channel], login=AGENT
    )
    [ben] = shop.odoo.rpc("res.users", "search", [("login", "=", "ben")])
    shop.odoo.rpc("helpdesk.ticket", "write", [made["id"]], {"user_id": ben})
    wait_done(shop, COPY)
    return made["id"], channel


@pytest.mark.parametrize("runner", RUNNERS, indirect=True)
@pytest.mark.parametrize(
    ("table", "mode", "made"),
    [
        pytest.param(
            "whatsapp_inbox_document_link", "ACCESS EXCLUSIVE", set(), id="locked"
        ),
        pytest.param("mail_notification", "SHARE", {"mail_message"}, id="posted"),
    ],
)
def test_ticket(runner, shop, ticket, request, table, mode, made):
    """The ticket has one note of the message, and its assignee is told once."""
    ticket_id, channel = ticket
    words = f"A crack, {request.node.callspec.id}"
    with held_at(shop, table, mode) as kill:
        shop.write(f"+{GIULIA}", words)
        written = kill()
        assert made <= written
        # it is not the one who has received the message
        assert "whatsapp_inbox_message" not in written
        assert made or "mail_message" not in written
    wait_done(shop, COPY)
    notes = "SELECT m.id FROM mail_message m WHERE m.model = %s AND m.res_id = %s"
    notes += " AND m.body LIKE %s"
    [_message] = shop.rows(notes, "discuss.channel", channel, f"%{words}%")
    [(note,)] = shop.rows(notes, "helpdesk.ticket", ticket_id, f"%{words}%")
    told = "SELECT count(*) FROM mail_notification WHERE mail_message_id = %s"
    assert shop.scalar(told, note) == 1
