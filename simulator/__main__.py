"""``python -m simulator``: serve until interrupted."""

import argparse
import logging
import signal
import threading

from .server import CannotListenError, Simulator


def main():
    parser = argparse.ArgumentParser(
        prog="python -m simulator",
        description="A stand-in for the WhatsApp Cloud API, with a phone on a page.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8070)
    parser.add_argument("--state", metavar="FILE", help="keep everything in this file")
    parser.add_argument("--latency-ms", type=int, default=0)
    parser.add_argument("--verbose", action="store_true", help="log each request")
    options = parser.parse_args()
    logging.basicConfig(level=logging.DEBUG if options.verbose else logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_arguments: stopped.set())
    try:
        simulator = Simulator(
            options.host, options.port, options.state, options.latency_ms
        ).start()
    except CannotListenError as error:
        parser.exit(1, f"simulator: cannot listen on port {options.port}: {error}\n")
    print(f"Simulator ready: phone and API at {simulator.url}", flush=True)
    stopped.wait()
    simulator.stop()


if __name__ == "__main__":
    main()
