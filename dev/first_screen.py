"""The demo's first screen: customers have written, and one of them is blocked.

    python dev/first_screen.py ODOO_URL DATABASE SIMULATOR_URL

Does nothing if somebody wrote before.
"""

import sys
import time

import requests

MESSAGES = [
    {"customer": "mateo", "text": "YOU HAVE WON!!! Claim your prize: casino.example"},
    {
        "customer": "lucia",
        "text": "Hola, ¿llega mi pedido el viernes? Es para un regalo 🎁",
    },
    {
        "customer": "lucia",
        "type": "order",
        "order": {
            "catalog_id": "194836987003835",
            "text": "¿Y me añaden esto?",
            "product_items": [
                {
                    "product_retailer_id": reference,
                    "quantity": quantity,
                    "item_price": price,
                    "currency": "USD",
                }
                # dearer with us, and one that we do not know
                for reference, quantity, price in (
                    ("CACTUS-02", 2, 17.9),
                    ("CACTUS-99", 1, 12),
                )
            ],
        },
    },
    {"customer": "emma", "text": "Good morning! Has our order left already?"},
    {
        "customer": "emma",
        "text": "And we would like three more golden barrels for the entrance.",
    },
]
SPAMMER = "Mateo González"
PATIENCE = 30  # seconds


class Administrator:
    """Of the demo's Odoo."""

    def __init__(self, url, database):
        self.url = url
        self.session = requests.Session()
        login = {"db": database, "login": "admin", "password": "admin"}
        self.post("session/authenticate", **login)

    def post(self, path, **params):
        answer = self.session.post(
            f"{self.url}/web/{path}", json={"params": params}, timeout=30
        ).json()
        if "error" in answer:
            raise SystemExit(answer["error"]["data"]["message"])
        return answer.get("result")

    def call(self, model, method, *args):
        values = {"model": model, "method": method, "args": args, "kwargs": {}}
        return self.post("dataset/call_kw", **values)


def write(url):
    """:return: whether nobody had written before"""
    if requests.get(f"{url}/simulator/", timeout=10).json()["messages"]:
        return False
    for age, message in zip(range(len(MESSAGES), 0, -1), MESSAGES, strict=True):
        values = {**message, "timestamp": int(time.time()) - age}
        answer = requests.post(f"{url}/simulator/inbound", json=values, timeout=10)
        answer.raise_for_status()
    return True


def block(odoo, name):
    domain = [["channel_type", "=", "whatsapp_inbox"], ["name", "=", name]]
    deadline = time.monotonic() + PATIENCE
    while not (threads := odoo.call("discuss.channel", "search", domain)):
        if time.monotonic() > deadline:
            return  # a slow machine: the demo is one without a blocked customer
        time.sleep(0.5)
    odoo.call("discuss.channel", "whatsapp_block", threads)


if __name__ == "__main__":
    odoo_url, database, simulator_url = sys.argv[1:]
    if write(simulator_url):
        block(Administrator(odoo_url, database), SPAMMER)
