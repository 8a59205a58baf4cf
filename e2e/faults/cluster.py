"""A PostgreSQL cluster of the suite's own, which may be crashed."""

import os
import subprocess
from contextlib import contextmanager

from ..processes import ROOT, run_dev

#: One at a time for a checkout: who finds one removes it.
NAME = "faults"


@contextmanager
def own_cluster(database):
    """A new cluster with a copy of the template of our addons as ``database``.

    Inside of the block all of ``dev/`` and psycopg2 work with it.
    """
    template = _output(ROOT / "dev/database", "template", "addon").decode().strip()
    dump = _output("pg_dump", "-Fc", "-Z0", template)
    before = {name: os.environ.get(name) for name in ("DEV_CLUSTER", "PGHOST")}
    os.environ["DEV_CLUSTER"] = NAME
    try:
        run_dev("postgresql", "remove")
        run_dev("postgresql", "start")
        host = _output("bash", "-c", f". {ROOT}/dev/env.sh && echo $PGHOST")
        os.environ["PGHOST"] = host.decode().strip()
        _output("createdb", database)
        _output("pg_restore", "-d", database, given=dump)
        yield
    finally:
        run_dev("postgresql", "remove")
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def crash():
    """As a power cut: nobody is told, nothing is written down."""
    run_dev("postgresql", "crash")


def start():
    """Recovery from the write-ahead log comes first."""
    run_dev("postgresql", "start")


def _output(*command, given=None):
    """What a command prints, as bytes."""
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, input=given
    ).stdout
