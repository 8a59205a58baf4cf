"""What a service manager does for Odoo: starts it again when it has ended.

Odoo's master process ends itself if PostgreSQL is away when it starts a worker.
"""

import threading
import time
from contextlib import suppress

import psycopg2

from ..processes import wait_until

EVERY_SECONDS = 0.3


class Supervisor:
    """:ivar int starts: how often it had to start the server again"""

    def __init__(self, odoo):
        self.odoo, self.starts = odoo, 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stopped.wait(EVERY_SECONDS):
            if self.odoo.process.poll() is not None:
                self._start()

    def _start(self):
        """All of its processes end first, as they hold its ports."""
        self.odoo.kill()
        with suppress(psycopg2.Error, RuntimeError, TimeoutError):
            self.starts += 1
            self.odoo.start()

    def kill(self):
        """SIGKILL of all its processes, and back when it is up again."""
        before = self.starts
        self.odoo.kill()
        wait_until(lambda: self.starts > before, "another start", 60)
        wait_until(lambda: self.odoo.process.poll() is None, "a server", 60)
        time.sleep(EVERY_SECONDS)

    def stop(self):
        self._stopped.set()
        self._thread.join()
        self.odoo.stop()
