import logging
import random
import threading
import time
import zlib
from contextlib import contextmanager
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)

#: Two transactions met; a new snapshot settles it (see ``odoo.service.model``).
CONCURRENCY_ERRORS = (
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.UniqueViolation,
)
RUNNER_PARAMETER = "whatsapp_inbox.runner"
MAX_CONFLICTS = 10
CONFLICT_SECONDS = 0.02


class WhatsappInboxJob(models.AbstractModel):
    """Work that is done outside of anybody's transaction, in small committed steps.

    Three models inherit it: the drain of webhooks, the outbox and the media.
    A bridge to another queue overrides :meth:`_wake` and calls :meth:`_run`.
    """

    _name = "whatsapp.inbox.job"
    _description = "WhatsApp background job"

    #: xml id of the ``ir.cron`` that calls :meth:`_run`
    _job_cron = None

    def _wake(self, at=None):
        """Have :meth:`_run` called once this transaction is committed.

        :param datetime at: not before (naive UTC); at once by default
        """
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(self._job_cron)
        # sudo: whoever posts a message may start the job that sends it
        cron = self.env["ir.cron"].sudo().browse(cron_id)
        if at:
            cron._trigger(at)
            return
        cron._trigger_together()
        if self._job_runner() == "inline":
            self._run_after_commit()

    def _job_runner(self):
        """``cron`` (Odoo's workers) or ``inline`` (right after the commit)."""
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param(RUNNER_PARAMETER, "cron")

    def _run_after_commit(self):
        run = partial(_run_inline, self.env.cr.dbname, self._name)
        self.env.cr.postcommit.add(run)

    @api.model
    def _run(self):
        """Work until nothing is left or the cron's time is over, step by step.

        Each step is one transaction. A step that met a concurrent transaction is
        rolled back and tried again; nothing of it was visible to anybody. The busier
        the others, the smaller the steps should be (``job_caution``): agents who
        answer all the time would meet a large one each time.

        :return: whether nothing is left
        """
        conflicts = caution = 0
        while True:
            try:
                step = self.with_context(job_conflicts=conflicts, job_caution=caution)
                done, remaining = step._job_step()
                time_left = self.env["ir.cron"]._commit_progress(
                    done, remaining=remaining
                )
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
                return self._go_on_later()

    def _gives_way(self):
        """Whether other work goes first, asked after each step that leaves some."""
        return False

    def _go_on_later(self):
        """The cron's time is over: have it called again, after other crons.

        Core would do so too, but only once its worker has slept for a minute.
        """
        self._wake()
        self.env["ir.cron"]._commit_progress()
        return False

    def _job_step(self):
        """Do one step; the caller commits.

        :return: number of records done, number of records that can be done now
        :rtype: tuple[int, int]
        """
        raise NotImplementedError

    @contextmanager
    def _only_runner(self):
        """Yield whether this is the only process at this job in the database.

        A lock of the session and not of the transaction: it is held over all the
        commits, and PostgreSQL gives it back when the process is killed.
        """
        key = zlib.crc32(self._name.encode())
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s)", (key,))
        [locked] = self.env.cr.fetchone()
        try:
            yield locked
        finally:
            if locked:
                self.env.cr.rollback()
                self.env.cr.execute("SELECT pg_advisory_unlock(%s)", (key,))
                self.env["ir.cron"]._commit_progress()

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
            self.env["ir.cron"]._commit_progress(0)
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
