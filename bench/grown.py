"""The grown database: made once, kept, and brought up to date with the addon."""

import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path

from e2e.processes import connection, run_dev

from . import fill, models, plan
from .world import World, environment, install

MARK = "whatsapp_inbox_bench.grown"  # ir.config_parameter: what it was made of
FILESTORE = Path(os.environ["DEV_DIR"], "data/filestore")


def ensure(name, fresh, simulator, messages, threads, say=lambda text: None):
    """Make the database ``name`` unless it is there as this code would make it.

    :param fresh: a database with the addon as it is now, to compare the columns with
    """
    wanted = _digest(fresh, messages, threads)
    if _mark(name) != wanted:
        say(f"{name}: {messages:,} messages in {threads:,} threads, once")
        _make(name, simulator, messages, threads, say)
        with connection(name) as cursor:
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                (MARK, wanted),
            )
    say(f"{name}: the addon as it is now")
    install(name, update=True)


@contextmanager
def copy(name):
    """A copy to work on, so that each run finds the same."""
    own = f"{name}_run"
    _drop(own)
    with connection("postgres") as cursor:
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{name}" STRATEGY file_copy')
    if (FILESTORE / name).exists():
        shutil.copytree(FILESTORE / name, FILESTORE / own, copy_function=os.link)
    try:
        yield own
    finally:
        _drop(own)


def _drop(name):
    with connection("postgres") as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def _make(name, simulator, messages, threads, say):
    run_dev("database", "copy", name)
    install(name)
    fill_database(name, simulator.url, messages, threads, say)


def fill_database(name, api_url, messages, threads, say=lambda text: None):
    """Fill a database that has the addon."""
    with environment(name) as env:
        world = World(env, api_url, 3)
        rows = models.make(world)
        fill.Filler(env.cr, rows, messages, threads, say).run()


def _mark(name):
    with suppress(Exception), connection(name) as cursor:
        cursor.execute("SELECT value FROM ir_config_parameter WHERE key = %s", (MARK,))
        return cursor.fetchone()[0]
    return None


def _digest(fresh, messages, threads):
    """Of all columns there are, and of the code that fills them."""
    with connection(fresh) as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY 1, 2"
        )
        columns = cursor.fetchall()
    code = [Path(module.__file__).read_bytes() for module in (fill, models, plan)]
    said = repr((messages, threads, columns, code))
    return hashlib.sha256(said.encode()).hexdigest()


def size(name):
    with connection(name) as cursor:
        cursor.execute(
            "SELECT pg_database_size(%s) / 1e9,"
            " (SELECT count(*) FROM whatsapp_inbox_message),"
            " (SELECT count(*) FROM discuss_channel"
            " WHERE channel_type = 'whatsapp_inbox')",
            (name,),
        )
        return cursor.fetchone()
