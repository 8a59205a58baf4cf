"""python -m e2e.faults [--messages 10000] [--seed N]"""

import argparse
import random
import signal
import sys
import tempfile
from pathlib import Path

from .suite import run


def main():
    parser = argparse.ArgumentParser(prog="python -m e2e.faults", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="both ways")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--logs", type=Path, help="a folder to keep the logs in")
    options = parser.parse_args()
    logs = options.logs or Path(tempfile.mkdtemp(prefix="faults-"))
    logs.mkdir(parents=True, exist_ok=True)
    # so that nothing is left behind
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    faults = run(options.messages, options.seed, logs)
    for fault in faults:
        print("WRONG", fault)
    if faults:
        print(f"The logs are in {logs}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
