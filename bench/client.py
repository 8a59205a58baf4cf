"""A client that costs little beside the server that it measures."""

import re
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


def _read(link):
    """One answer: its head, and as many bytes as that says."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        if not (chunk := link.recv(65536)):
            return answer
        answer += chunk
    head, _blank, body = answer.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    while len(body) < length:
        body += link.recv(65536)
    return answer


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

    Odoo's workers close the connection after each answer, so each has its own. The
    client closes it first: the worker looks for more for 10 ms if it does not.

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
                answer = _read(link)
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
