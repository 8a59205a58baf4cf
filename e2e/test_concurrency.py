"""Peers' failures 2, 5 and 14 (redelivery, concurrent first messages, albums) between
real processes: what counts is what is on disk at the end."""

from concurrent.futures import ThreadPoolExecutor

import pytest

CUSTOMERS, MESSAGES_EACH = 50, 4


@pytest.fixture(scope="module", params=["cron", "inline"])
def world(request, make_world):
    """Two Odoo workers; in the second run each of them drains beside the cron."""
    world = make_world(f"concurrency_{request.param}", workers=2)
    parameter = ("whatsapp_inbox.runner", request.param)
    world.odoo.rpc("ir.config_parameter", "set_param", *parameter)
    world.add_agent("agent")
    return world


def test_burst_of_new_customers(world):
    """200 concurrent webhooks of 50 new customers, every tenth sent twice."""
    burst = world.simulator.post(
        "burst",
        customers=CUSTOMERS,
        messages_each=MESSAGES_EACH,
        concurrency=40,
        duplicate_every=10,
    )
    world.wait_drained()
    expected = CUSTOMERS * MESSAGES_EACH
    assert len(set(burst["wamids"])) == expected

    stored = world.sql("SELECT wamid FROM whatsapp_inbox_message")
    assert sorted(wamid for (wamid,) in stored) == sorted(burst["wamids"])
    assert world.count("whatsapp_inbox_contact") == CUSTOMERS
    assert world.count("whatsapp_inbox_conversation") == CUSTOMERS
    threads = "discuss_channel", "channel_type = 'whatsapp_inbox'"
    assert world.count(*threads) == CUSTOMERS
    bubbles = """model = 'discuss.channel' AND message_type = 'comment' AND res_id IN
        (SELECT id FROM discuss_channel WHERE channel_type = 'whatsapp_inbox')"""
    assert world.count("mail_message", bubbles) == expected


def test_partners_are_not_doubled(world):
    [[linked, distinct]] = world.sql(
        "SELECT count(partner_id), count(DISTINCT partner_id)"
        " FROM whatsapp_inbox_contact"
    )
    assert linked == distinct == CUSTOMERS


def test_each_thread_is_in_the_order_of_meta(world):
    disorder = world.sql(
        """
        SELECT later.id FROM whatsapp_inbox_message later
          JOIN whatsapp_inbox_message earlier USING (channel_id)
         WHERE earlier.mail_message_id < later.mail_message_id
           AND earlier.timestamp > later.timestamp + interval '2 seconds'
        """
    )
    assert not disorder


def test_answers_while_customers_write(world):
    """Peer's failure: fifty replies became 55 to 59 sends, one of them five times."""
    threads = world.sql(
        "SELECT channel.id, contact.phone FROM discuss_channel channel"
        "  JOIN whatsapp_inbox_contact contact"
        "    ON contact.id = channel.whatsapp_contact_id"
    )

    def write_and_answer(thread, phone):
        text = {"body": "one more thing"}
        world.simulator.post("inbound", customer=phone, type="text", text=text)
        world.answer(thread, f"answer {thread}")

    world.odoo.rpc("res.users", "search", [], login="agent")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda row: write_and_answer(*row), threads))
    world.wait_sent()
    world.wait_drained()
    sent = [message["payload"]["text"]["body"] for message in world.accepted()]
    assert len(threads) == CUSTOMERS
    assert sorted(sent) == sorted(f"answer {thread}" for thread, _phone in threads)
