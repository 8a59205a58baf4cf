"""The grown database of the benchmarks is what the addon would have written."""

import os

import pytest

from bench import grown
from bench.world import GrownWorld, environment, install, start_odoo

from .processes import SimulatorProcess, database

THREADS, MESSAGES = 60, 600
TABLES = {
    "res_partner": "id = (SELECT partner_id FROM whatsapp_inbox_contact WHERE id = %s)",
    "whatsapp_inbox_contact": "id = %s",
    "whatsapp_inbox_contact_alias": "contact_id = %s",
    "discuss_channel": "whatsapp_contact_id = %s",
    "whatsapp_inbox_conversation": "contact_id = %s AND state = 'resolved'",
    "whatsapp_inbox_message": "contact_id = %s AND message_type = 'text'"
    " AND direction = 'inbound'",
}
FOREIGN_KEYS = """
    SELECT source.relname, column_.attname, target.relname
      FROM pg_constraint key
      JOIN pg_class source ON source.oid = key.conrelid
      JOIN pg_class target ON target.oid = key.confrelid
      JOIN pg_attribute column_
        ON column_.attrelid = source.oid AND column_.attnum = key.conkey[1]
     WHERE key.contype = 'f' AND array_length(key.conkey, 1) = 1
       AND (source.relname LIKE 'whatsapp\\_inbox%' OR source.relname IN
            ('discuss_channel', 'discuss_channel_member', 'mail_message',
             'message_attachment_rel'))
"""


@pytest.fixture(scope="module")
def env(logs):
    """On a small one of these databases."""
    start_odoo()
    simulator = SimulatorProcess(logs / "grown-simulator.log").start()
    try:
        with database(f"wi_e2e_grown_{os.getpid()}") as name:
            install(name)
            grown.fill_database(name, simulator.url, MESSAGES, THREADS)
            with environment(name) as environment_:
                yield environment_
    finally:
        simulator.stop()


def _shape(env, table, contact):
    """Which columns have a value, in the rows of a contact."""
    env.cr.execute(f'SELECT * FROM "{table}" WHERE {TABLES[table]}', (contact.id,))
    names = [column.name for column in env.cr.description]
    rows = env.cr.fetchall()
    return {
        tuple(n for n, v in zip(names, r, strict=True) if v is not None) for r in rows
    }


def test_columns(env):
    """A generated thread has a value wherever the drain's has one, and nowhere else."""
    model, *_others = env["whatsapp.inbox.contact"].search([], order="id", limit=3)
    talk = env["whatsapp.inbox.message"].search(
        [("direction", "=", "inbound"), ("contact_id", ">", model.id + 3)]
    )
    done = talk.conversation_id.filtered(lambda c: c.state == "resolved")
    copy = done.contact_id[0]
    for table in TABLES:
        assert _shape(env, table, copy) == _shape(env, table, model), table


def test_every_key_has_its_row(env):
    """They were not checked while it was filled."""
    env.cr.execute(FOREIGN_KEYS)
    keys = env.cr.fetchall()
    assert keys
    for source, column, target in keys:
        env.cr.execute(
            f'SELECT count(*) FROM "{source}" s WHERE s."{column}" IS NOT NULL'
            f' AND NOT EXISTS (SELECT FROM "{target}" t WHERE t.id = s."{column}")'
        )
        assert env.cr.fetchone() == (0,), f"{source}.{column}"


def test_a_generated_customer_writes_again(env, logs):
    """The drain knows them: no second contact, partner or thread."""
    counts = "SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})"
    counts = counts.format("whatsapp_inbox_contact", "res_partner")
    env.cr.execute(counts)
    before = env.cr.fetchone()
    world = GrownWorld(env, "http://127.0.0.1:9", 20)
    env.cr.execute(counts)
    assert env.cr.fetchone() == before
    assert len(world.threads) == 20
    assert all(t.whatsapp_conversation_id.state == "open" for t in world.threads)
