"""The demo's first screen: customers have written, one has a ticket, one is blocked.

    python dev/first_screen.py ODOO_URL DATABASE SIMULATOR_URL

Does nothing if somebody wrote before.
"""

import base64
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent
PHOTO = ROOT / "whatsapp_inbox_sale/demo/images/golden_barrel.png"
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
    {"customer": "emma", "text": "Good morning! A pot of our order arrived broken."},
    {
        "customer": "emma",
        "type": "image",
        "caption": "Of this one, the cactus itself is well",
        "mime_type": "image/png",
        "data": base64.b64encode(PHOTO.read_bytes()).decode(),
    },
]
LATER = [
    {"customer": "emma", "text": "Thank you! Has our other order left already?"},
    {
        "customer": "emma",
        "text": "And we would like three more golden barrels for the entrance.",
    },
]
TICKET = "A golden barrel arrived with a broken pot"
WHO_HAS_IT = "Emma Johnson"
SPAMMER = "Mateo González"
PATIENCE = 30  # seconds


class User:
    """Of the demo's Odoo."""

    def __init__(self, url, database, login):
        self.url = url
        self.session = requests.Session()
        values = {"db": database, "login": login, "password": login}
        self.post("session/authenticate", **values)

    def post(self, path, **params):
        answer = self.session.post(
            f"{self.url}/web/{path}", json={"params": params}, timeout=30
        ).json()
        if "error" in answer:
            raise SystemExit(answer["error"]["data"]["message"])
        return answer.get("result")

    def call(self, model, method, *args, **kwargs):
        values = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post("dataset/call_kw", **values)

    def wait_for(self, model, *domain):
        """:return: ids, or none: a slow machine has a demo with less in it"""
        deadline = time.monotonic() + PATIENCE
        while not (found := self.call(model, "search", domain)):
            if time.monotonic() > deadline:
                break
            time.sleep(0.5)
        return found


def is_new(url):
    """:return: whether nobody wrote before"""
    answer = requests.get(f"{url}/simulator/", timeout=10)
    return not answer.json()["messages"]


def write(url, messages):
    for age, message in zip(range(len(messages), 0, -1), messages, strict=True):
        values = {**message, "timestamp": int(time.time()) - age}
        answer = requests.post(f"{url}/simulator/inbound", json=values, timeout=10)
        answer.raise_for_status()


def thread_of(user, name):
    return user.wait_for(
        "discuss.channel", ("channel_type", "=", "whatsapp_inbox"), ("name", "=", name)
    )


def make_ticket(agent):
    """The agent makes it of the photo and what was said, and works on it."""
    photo = ("res_model", "=", "discuss.channel"), ("mimetype", "=", "image/png")
    threads = thread_of(agent, WHO_HAS_IT)
    if threads and agent.wait_for("ir.attachment", *photo, ("res_id", "in", threads)):
        ticket = agent.call(
            "discuss.channel", "whatsapp_create_ticket", threads, TICKET
        )
        [stage] = agent.call(
            "helpdesk.ticket.stage", "search", [("name", "=", "In Progress")]
        )
        agent.call("helpdesk.ticket", "write", [ticket["id"]], {"stage_id": stage})


if __name__ == "__main__":
    odoo_url, database, simulator_url = sys.argv[1:]
    if is_new(simulator_url):
        admin = User(odoo_url, database, "admin")
        bridge = "whatsapp_inbox_helpdesk_mgmt"
        installed = ("name", "=", bridge), ("state", "=", "installed")
        write(simulator_url, MESSAGES)
        if threads := thread_of(admin, SPAMMER):
            admin.call("discuss.channel", "whatsapp_block", threads)
        if admin.call("ir.module.module", "search", installed):
            make_ticket(User(odoo_url, database, "demo"))
        write(simulator_url, LATER)
