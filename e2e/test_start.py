"""``python -m simulator`` alone, as a newcomer starts it."""

import subprocess
import sys

import requests

from .processes import ROOT, SimulatorProcess


def test_simulator_alone(logs):
    simulator = SimulatorProcess(logs / "start-simulator.log")
    simulator.start()
    try:
        assert "Customer's phone" in requests.get(simulator.url, timeout=10).text
        assert simulator.get("")["numbers"][0]["webhook_problem"] == "not_subscribed"
    finally:
        simulator.stop()
    assert simulator.process.returncode == 0


def test_the_port_is_taken(logs):
    simulator = SimulatorProcess(logs / "start-simulator.log")
    simulator.start()
    try:
        second = subprocess.run(
            [sys.executable, "-m", "simulator", "--port", str(simulator.port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    finally:
        simulator.stop()
    assert second.returncode == 1
    assert str(simulator.port) in second.stderr
    assert "Traceback" not in second.stderr
