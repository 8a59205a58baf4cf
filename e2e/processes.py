"""Real processes for the tests of this folder and for the benchmarks.

Each is a process group of its own on a free port, and is ended by its id.
The environment is that of ``dev/env.sh``.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2
import requests

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 90


def free_port():
    """A port of the system's choice that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds=30, every=0.05):
    """Poll ``condition()`` until it is true.

    :return: its value
    :raises TimeoutError: it was not within ``seconds``
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s: {what}")
        time.sleep(every)
    return value


def run_dev(*command):
    """:raises CalledProcessError: with what the script said"""
    subprocess.run(
        [ROOT / "dev" / command[0], *command[1:]],
        check=True,
        capture_output=True,
        text=True,
    )


@contextmanager
def database(name):
    """A copy of the template with our addons, dropped at the end."""
    run_dev("database", "copy", name)
    try:
        yield name
    finally:
        run_dev("database", "drop", name)


class Process:
    """A command in a process group of its own, its output in a file."""

    def __init__(self, command, log, **environment):
        self.command = [str(part) for part in command]
        self.environment = environment
        self.log = Path(log)
        self.process = None

    def start(self):
        with open(self.log, "a") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def wait_for(self, url):
        """:raises RuntimeError: it ended instead of answering"""

        def answers():
            if self.process.poll() is not None:
                end = self.log.read_text(errors="replace")[-3000:]
                raise RuntimeError(f"{self.command[0]} ended:\n{end}")
            with suppress(OSError), urllib.request.urlopen(url, timeout=20) as answer:
                return answer.status == 200

        wait_until(answers, f"answer of {url}", START_SECONDS)
        return self

    def signal(self, number):
        """To the whole group: the server and its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self):
        """SIGKILL: as a power cut, for all of its processes at once."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def children(self):
        """Ids of the processes that it started and that live."""
        pid = self.process.pid
        try:
            found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except OSError:  # it has ended
            return []
        return [int(child) for child in found.split()]

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        # to the server alone: it ends its workers
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self.signal(signal.SIGKILL)


class Odoo(Process):
    """An Odoo server on one database.

    :param int workers: 0 for threads, else as many processes
    :param options: more of Odoo's own
    :param str channels: of queue_job's runner, which is started with the server
    """

    def __init__(self, database, log, *options, workers=0, cron_threads=2, channels=""):
        if channels:
            options += ("--load=base,web,queue_job",)
        if not workers:
            # with threads, a browser's idle connection is a request: after two minutes
            # of it Odoo would start itself again, in the middle of a test
            options += ("--limit-time-real=0",)
        self.database = database
        self.port, self.gevent_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(
            [
                ROOT / "dev/odoo",
                *("-d", database),
                "--no-database-list",
                "--http-interface=127.0.0.1",
                f"--http-port={self.port}",
                f"--gevent-port={self.gevent_port}",
                f"--workers={workers}",
                f"--max-cron-threads={cron_threads}",
                "--log-handler=werkzeug:WARNING",
                *options,
            ],
            log,
            ODOO_QUEUE_JOB_CHANNELS=channels,
        )
        self._sessions = {}  # by login

    def workers(self, kind):
        """Ids of the living workers of a kind, of a server with processes.

        :param str kind: "HTTP" or "Cron"
        """
        log = self.log.read_text(errors="replace")
        said = re.findall(rf"Worker Worker{kind} \((\d+)\) alive", log)
        return sorted(set(map(int, said)) & set(self.children()))

    def start(self):
        # the address in the webhook and in the links of this database
        with connection(self.database) as cursor:
            cursor.execute(
                "UPDATE ir_config_parameter SET value = %s WHERE key = 'web.base.url'",
                (self.url,),
            )
        super().start()
        return self.wait_for(f"{self.url}/web/health")

    def rpc(self, model, method, *args, login="admin", **kwargs):
        """Call a public method as a browser does.

        :param str login: of a user whose password is the same
        :raises RuntimeError: with the server's traceback
        """
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.call("/web/dataset/call_kw", params, login)

    def call(self, path, params, login="admin"):
        """Call a JSON route as a browser does; see :meth:`rpc`."""
        if login not in self._sessions:
            session = requests.Session()
            session.trust_env = False
            self._call(
                session,
                "/web/session/authenticate",
                {"db": self.database, "login": login, "password": login},
            )
            self._sessions[login] = session
        return self._call(self._sessions[login], path, params)

    def _call(self, session, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = session.post(f"{self.url}{path}", json=body, timeout=60).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["debug"])
        return answer.get("result")


class SimulatorProcess(Process):
    """The simulator, and its control API."""

    def __init__(self, log, *options):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(
            [sys.executable, "-m", "simulator", "--port", self.port, *options], log
        )

    def start(self):
        super().start()
        return self.wait_for(f"{self.url}/simulator/")

    def get(self, name, /, **params):
        return self._json(requests.get(self._at(name), params=params, timeout=30))

    def post(self, name, /, **values):
        return self._json(requests.post(self._at(name), json=values, timeout=120))

    def delete(self, name):
        return self._json(requests.delete(self._at(name), timeout=30))

    def _at(self, name):
        return f"{self.url}/simulator/{name}"

    @staticmethod
    def _json(response):
        """:raises RuntimeError: the simulator refused"""
        if not response.ok:
            raise RuntimeError(response.text)
        return json.loads(response.text)


@contextmanager
def connection(database):
    """A cursor that sees each commit of others at once."""
    link = psycopg2.connect(dbname=database)
    link.autocommit = True
    try:
        with link.cursor() as cursor:
            yield cursor
    finally:
        link.close()
