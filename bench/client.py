"""A client that costs little beside the server that it measures."""

import socket
import threading
import time
from dataclasses import dataclass


@dataclass
class Load:
    per_second: float
    latencies: list  # seconds


def percentile(loads, share):
    """Of all requests of all turns, in seconds."""
    latencies = sorted(latency for load in loads for latency in load.latencies)
    return latencies[min(len(latencies) - 1, int(len(latencies) * share))]


def request_bytes(port, path, body, headers):
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def post_all(port, requests, clients):
    """Post each of ``requests`` (bytes) once, ``clients`` at a time.

    Odoo's workers close the connection after each answer, so each has its own.

    :rtype: Load
    :raises RuntimeError: an answer that is not 200
    """
    waiting = iter(requests)
    lock = threading.Lock()
    latencies, refused = [], []

    def work():
        while True:
            with lock:
                data = next(waiting, None)
            if data is None:
                return
            began = time.perf_counter()
            with socket.create_connection(("127.0.0.1", port), 30) as link:
                link.sendall(data)
                answer = link.recv(65536)
                while link.recv(65536):
                    continue
            latencies.append(time.perf_counter() - began)
            if b" 200 " not in answer[:16]:
                refused.append(answer[:200])

    threads = [threading.Thread(target=work) for _index in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if refused:
        raise RuntimeError(f"{len(refused)} refused, the first: {refused[0]!r}")
    return Load(len(latencies) / seconds, latencies)
