"""``--state``: what survives a restart; and the command line."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from simulator.seed import WABA_ID
from simulator.server import Simulator

from .conftest import VERIFY_TOKEN, Client

ROOT = Path(__file__).parents[2]


def test_everything_survives(tmp_path, receiver):
    path = tmp_path / "state.sqlite"
    with Simulator(port=0, state=path) as simulator:
        client = Client(simulator.url)
        client.control("app", callback_url=receiver.url, verify_token=VERIFY_TOKEN)
        client.graph("POST", f"{WABA_ID}/subscribed_apps")
        client.control("customers", name="Ana", phone="+34 600 555 444")
        client.control(
            "numbers", phone_number_id="777", access_token="t", portfolio_id=9
        )
        image = client.inbound("ana", type="image", caption="look")
        sent = client.sent("+34600555444")
        receiver.wait_statuses(sent, "delivered")
        client.inbound("ana", type="reaction", reply_to=sent, reaction={"emoji": "👍"})
        while client.control("deliveries", method="GET", limit=1)["pending"]:
            time.sleep(0.01)
        before = client.control("messages", method="GET")
        customers = client.control("customers", method="GET")
        numbers = client.control("numbers", method="GET")
    with Simulator(port=0, state=path) as simulator:
        client = Client(simulator.url)
        assert client.control("messages", method="GET") == before
        assert client.control("customers", method="GET") == customers
        assert client.control("numbers", method="GET") == numbers
        [media] = [m for m in before["data"] if m["id"] == image]
        media_id = media["payload"]["image"]["id"]
        url = client.graph("GET", media_id).json()["url"]
        assert client.session.get(url, timeout=5).content.startswith(b"\xff\xd8")
        again = client.sent("+34600555444")
        receiver.wait_statuses(again, "sent")
        client.control("reset")
    with Simulator(port=0, state=path) as simulator:
        client = Client(simulator.url)
        assert client.control("messages", method="GET")["count"] == 0
        assert client.control("", method="GET")["customers"] == 7


def test_waiting_webhooks_go_out_after_a_restart(tmp_path, receiver):
    path = tmp_path / "state.sqlite"
    receiver.answers = [500]
    with Simulator(port=0, state=path) as simulator:
        client = Client(simulator.url)
        client.control("app", callback_url=receiver.url, verify_token=VERIFY_TOKEN)
        client.graph("POST", f"{WABA_ID}/subscribed_apps")
        client.control("faults", retry_base_ms=3_600_000)
        wamid = client.inbound()
        receiver.wait(lambda: len(receiver.posts) == 1)
        while not client.control("deliveries", method="GET")["data"][0]["attempts"]:
            time.sleep(0.01)
    with Simulator(port=0, state=path):
        receiver.wait(lambda: len(receiver.posts) == 2)
    assert receiver.messages()[1]["id"] == wamid
    with Simulator(port=0, state=path) as simulator:
        time.sleep(0.1)
        assert not simulator.dispatcher.log
    assert len(receiver.posts) == 2


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_command_line(tmp_path):
    port = free_port()
    command = [sys.executable, "-m", "simulator", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--state", str(tmp_path / "state")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == (
            f"Simulator ready: phone and API at http://127.0.0.1:{port}\n"
        )
        page = requests.get(f"http://127.0.0.1:{port}/", timeout=5)
        assert page.status_code == 200 and "Customers" in page.text
        taken = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=9
        )
        assert taken.returncode == 1
        assert f"cannot listen on port {port}" in taken.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.stdout.close()
