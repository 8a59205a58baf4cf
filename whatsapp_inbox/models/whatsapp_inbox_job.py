import logging
import math
import random
import re
import threading
import time
import zlib
from contextlib import contextmanager
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.modules.registry import Registry
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: Two transactions met; a new snapshot settles it (see ``odoo.service.model``).
CONCURRENCY_ERRORS = (
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.UniqueViolation,
)
#: classes of PostgreSQL's error codes; without a code, the server said nothing more
CONNECTION_LOST = ("08", "57P")
RUNNER_PARAMETER = "whatsapp_inbox.runner"
MAX_CONFLICTS = 10
CONFLICT_SECONDS = 0.02
#: what a lock of a job is for
SLOT = "slot"


class _NoQueries(logging.Filter):
    """Core logs each query that fails with all its values. In these jobs they are what
    customers write, and a conflict with an agent is no error. Elsewhere the values of
    messages are left out: an agent's answer may fail as well."""

    MESSAGES = re.compile(r'"(mail_message|whatsapp_inbox_\w+)"')

    def __init__(self):
        super().__init__()
        self.threads = set()

    def filter(self, record):
        if not isinstance(record.msg, str) or not record.msg.startswith("bad query"):
            return True
        if threading.get_ident() in self.threads:
            return False
        if isinstance(record.args, tuple) and len(record.args) == 2:
            query, error = map(self._text, record.args)
            if table := self.MESSAGES.search(query):
                verb = query.split(maxsplit=1)[0]
                reason = error.splitlines()[0] if error else ""  # more may be a row
                record.args = (f"{verb} of {table[1]}, values not shown", reason)
        return True

    @staticmethod
    def _text(value):
        return (
            value.decode(errors="replace") if isinstance(value, bytes) else str(value)
        )


_no_queries = _NoQueries()
logging.getLogger("odoo.sql_db").addFilter(_no_queries)


@contextmanager
def _quiet_sql():
    """Keep the queries of this thread out of the log; errors are raised as ever.

    On a connection that broke core logs the last query again, with whatever it asks
    next: such a thread stays quiet until its next run ends well.
    """
    thread = threading.get_ident()
    _no_queries.threads.add(thread)
    broken = False
    try:
        yield
    except psycopg2.Error as error:
        broken = (error.pgcode or CONNECTION_LOST[0]).startswith(CONNECTION_LOST)
        raise
    finally:
        if not broken:
            _no_queries.threads.discard(thread)


class WhatsappInboxJob(models.AbstractModel):
    """Work that is done outside of anybody's transaction, in small committed steps.

    Three models inherit it: the drain of webhooks, the outbox and the media.
    Whoever runs it (a cron, a thread after the commit, a bridge to another queue)
    calls :meth:`_run`; :meth:`_wake` sees to it that somebody does.
    """

    _name = "whatsapp.inbox.job"
    _description = "WhatsApp background job"

    #: xml id of the ``ir.cron`` that calls :meth:`_run`
    _job_cron = None
    #: whether several runs at the same time share the work
    _job_shareable = False
    #: whether the triggers of its cron wake it later, whoever runs it at once
    _job_by_clock = False

    def _wake(self, at=None):
        """Have :meth:`_run` called once this transaction is committed.

        :param datetime at: not before (naive UTC); at once by default
        """
        cron = self._cron()
        if at:
            cron._trigger(at)
            return
        cron._trigger_together()
        if self._job_runner() == "inline":
            self._run_after_commit()

    def _cron(self):
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(self._job_cron)
        # sudo: whoever posts a message may start the job that sends it
        return self.env["ir.cron"].sudo().browse(cron_id)

    def _job_runner(self):
        """``cron`` (Odoo's workers) or ``inline`` (right after the commit)."""
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(RUNNER_PARAMETER, "cron")

    @api.model
    def _runner_problem(self):
        """Why who is chosen to run the jobs does not, and what to do; for a page that
        administrators read.

        :rtype: str, "" if nothing is known to be wrong
        """
        return ""

    def _run_after_commit(self):
        run = partial(_run_inline, self.env.cr.dbname, self._name)
        self.env.cr.postcommit.add(run)

    @api.model
    def _parallel_runs(self):
        """How many may be at this job at the same time, in all processes.

        A bridge to a queue of several workers has more of those that can share
        their work (``_job_shareable``).
        """
        return 1

    @api.model
    def _useful_runs(self):
        """How many would find something to do, were they to start now; at least 1."""
        return 1

    @api.model
    def _run(self):
        """Work until nothing is left or the time is over.

        After the slot is given back it looks once more: something may have come
        from who found all slots taken.

        :return: whether nothing is left for one more
        """
        while True:
            with self._slot() as slot:
                if slot is None:
                    return True
                in_time = self.with_context(job_slot=slot)._work()
            if not in_time:
                return self._go_on_later()
            if not self._has_work():
                return True

    def _work(self):
        """Step by step, each a transaction. A step that met a concurrent transaction
        is rolled back and tried again; nothing of it was visible to anybody. The
        busier the others, the smaller the steps should be (``job_caution``): agents
        who answer all the time would meet a large one each time.

        :return: whether nothing was left before the time was over
        """
        with _quiet_sql():
            return self._work_quietly()

    def _work_quietly(self):
        conflicts = caution = 0
        while True:
            try:
                step = self.with_context(job_conflicts=conflicts, job_caution=caution)
                done, remaining = step._job_step()
                time_left = self._commit(done, remaining)
            except CONCURRENCY_ERRORS:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                conflicts += 1
                caution += 1
                _logger.info("%s: concurrent update, again (%s)", self._name, conflicts)
                if conflicts >= MAX_CONFLICTS:
                    raise
                time.sleep(random.uniform(0, CONFLICT_SECONDS * conflicts))
                continue
            conflicts = 0
            caution = max(0, caution - 1)
            if not remaining:
                return True
            if not time_left or self._gives_way():
                return False

    def _gives_way(self):
        """Whether other work goes first, asked after each step that leaves some."""
        return False

    def _go_on_later(self):
        """The time is over: have it called again, after others had their turn.

        Core would do so too for a cron, but only once its worker has slept for a
        minute.
        """
        self._wake()
        self._commit()
        return False

    def _job_step(self):
        """Do one step; the caller commits.

        :return: number of records done, number of records that can be done now
        :rtype: tuple[int, int]
        """
        raise NotImplementedError

    def _has_work(self):
        """Whether something is left that nobody is at; the caller ends the
        transaction."""
        return False

    def _commit(self, done=0, remaining=None):
        """Commit, and tell the cron how far it is, if this is one.

        :return: seconds left for this run
        """
        left = self.env["ir.cron"]._commit_progress(done, remaining=remaining)
        deadline = self.env.context.get("job_deadline", math.inf)
        return max(0, min(left, deadline - time.monotonic()))

    # -- several at the same job --------------------------------------------------

    @contextmanager
    def _slot(self):
        """Yield the number of this run, or None if enough are at it already."""
        for slot in range(self._parallel_runs()):
            with self._locked(SLOT, slot) as locked:
                if locked:
                    yield slot
                    return
        yield None

    @api.model
    def _taken_slots(self):
        """How many are at this job now, in all processes."""
        query = SQL("SELECT count(*) FROM %s slots", self._slots_query())
        [[taken]] = self.env.execute_query(query)
        return taken

    def _slots_query(self):
        """Their numbers, as a query in brackets."""
        return SQL(
            """
            (SELECT objid::int FROM pg_locks
              WHERE locktype = 'advisory' AND granted AND objsubid = 2
                AND database = (SELECT oid FROM pg_database
                                 WHERE datname = current_database())
                AND classid = %s)
            """,
            self._lock_class(SLOT) & 0xFFFFFFFF,
        )

    @contextmanager
    def _locked(self, purpose, number=0, wait=False):
        """Hold a lock of this job in the database; yield whether it was free.

        A lock of the session and not of the transaction: it is held over all the
        commits, and PostgreSQL gives it back when the process is killed. Once it is
        taken a new transaction sees what the last holder committed.
        """
        lock = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
        key = SQL("%s, %s", self._lock_class(purpose), number)
        [[locked]] = self.env.execute_query(SQL("SELECT %s(%s)", SQL(lock), key))
        locked = wait or locked
        self._commit()
        try:
            yield locked
        finally:
            if locked:
                self.env.cr.rollback()
                self.env.cr.execute(SQL("SELECT pg_advisory_unlock(%s)", key))
                self._commit()

    def _lock_class(self, purpose):
        """PostgreSQL's advisory locks have two signed numbers of 32 bits for a name."""
        return zlib.crc32(f"{self._name}:{purpose}".encode()) - 2**31

    def _persist(self, write):
        """Call ``write()`` and commit, again if another transaction came between.

        For results of calls to Meta, which must be kept and never be repeated.
        """
        for attempt in range(1, MAX_CONFLICTS + 1):
            try:
                result = write()
                self.env.flush_all()
            except CONCURRENCY_ERRORS:
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                if attempt == MAX_CONFLICTS:
                    raise
                continue
            self._commit()
            return result
        return None


#: (database, job) → whether to run again, of the inline jobs of this process
_inline = {}
_inline_lock = threading.Lock()


def _run_inline(dbname, model_name):
    """Run a job in a thread, so that the caller's answer does not wait for it.

    One thread a job: a burst of webhooks must not take all the connections.
    """
    key = dbname, model_name
    with _inline_lock:
        running = key in _inline
        _inline[key] = running
    if not running:
        threading.Thread(target=_run_in_thread, args=key, daemon=True).start()


def _run_in_thread(dbname, model_name):
    key = dbname, model_name
    threading.current_thread().dbname = dbname
    while True:
        try:
            with Registry(dbname).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env[model_name]._run()
        except Exception:
            _logger.exception("%s: inline run failed, the cron takes over", model_name)
        with _inline_lock:
            if not _inline[key]:
                del _inline[key]
                return
            _inline[key] = False
