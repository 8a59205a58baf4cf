"""Row 4: sending, with an API that takes LATENCY_MS for each call."""

import time
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch


def floor(world, count):
    """One call at a time over one connection, without any database.

    :return: messages a second
    """
    api = world.account._api()
    number = world.account.phone_number_id
    began = time.perf_counter()
    for index in range(count):
        phone = world.customers[index % len(world.customers)]
        api.send(number, {"to": f"+{phone}", "type": "text", "text": {"body": "Yes"}})
    rate = count / (time.perf_counter() - began)
    world.fresh()
    return rate


def outbox(world, count):
    """Queued messages of many threads, sent by one run of the outbox.

    :return: messages a second
    """
    world.open_windows()
    messages = world.make_outbound(count, "queued")
    world.fresh()
    began = time.perf_counter()
    world.env["whatsapp.inbox.outbox"]._run()
    seconds = time.perf_counter() - began
    world.fresh()
    unsent = messages.filtered(lambda m: m.state != "sent")
    if unsent:
        raise RuntimeError(
            f"{len(unsent)} not sent: {set(unsent.mapped('error_message'))}"
        )
    return count / seconds


def cost(world, count):
    """The same, but Meta answers at once and sets no limit: what is left is ours.

    :return: messages a second
    """
    with _instant(world):
        return outbox(world, count)


@contextmanager
def _instant(world):
    addon = "odoo.addons.whatsapp_inbox"

    def send(_api, _number, _payload):
        return SimpleNamespace(wamid=world.new_wamid())

    with (
        patch(f"{addon}.tools.cloud_api.CloudApi.send", send),
        patch(f"{addon}.models.whatsapp_inbox_rate.MESSAGES_PER_SECOND", 1e6),
    ):
        yield
