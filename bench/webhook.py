"""Row 1: the webhook's 200 against a bare route that inserts one row."""

from urllib.parse import urlsplit

from simulator import seed, webhooks

from . import client

FLOORS = {
    "sql": "/whatsapp_inbox_bench/sql",
    "orm": "/whatsapp_inbox_bench/orm",
}


def prepare(world, count):
    """:return: bodies of ``count`` webhooks and the webhook's path"""
    phones = world.customers
    bodies = [world.message_body(phones[i % len(phones)]) for i in range(count)]
    return bodies, urlsplit(world.account.webhook_url).path


def measure(server, path, bodies, clients):
    """Post these bodies, signed as Meta's.

    :rtype: client.Load
    """
    requests = [
        client.request_bytes(
            server.port,
            path,
            body,
            {"X-Hub-Signature-256": webhooks.sign(seed.APP_SECRET, body)},
        )
        for body in bodies
    ]
    return client.post_all(server.port, requests, clients)
