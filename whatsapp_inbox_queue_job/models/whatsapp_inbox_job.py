import time
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules.registry import Registry
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import ENQUEUED, PENDING
from odoo.addons.whatsapp_inbox.models.whatsapp_inbox_job import CONCURRENCY_ERRORS
from odoo.addons.whatsapp_inbox.tools.bundle import Bundle

QUEUE_JOB = "queue_job"
PARALLEL_PARAMETER = "whatsapp_inbox_queue_job.parallel_jobs"
PARALLEL_RUNS = 4
#: A run leaves its place to other jobs after so long, as Odoo's crons do.
RUN_SECONDS = 10
#: Before a run that met others too often is tried again.
RETRY_SECONDS = 5
#: A job that was called for and has not begun by then never will.
LOST_SECONDS = 3
#: A job that waits for longer tells that no runner takes it.
PATIENCE_SECONDS = 60
#: the lock of who asks for jobs
ENQUEUE = "enqueue"


class WhatsappInboxJob(models.AbstractModel):
    """Runs are jobs: as many as are useful, each until its time is over.

    The crons stay as a net: what no job runner takes is done by them each minute. They
    are the clock of deadlines as well (``_job_by_clock``): one trigger does for all.
    """

    _inherit = "whatsapp.inbox.job"

    def _wake(self, at=None):
        if self._job_runner() != QUEUE_JOB or (at and self._job_by_clock):
            return super()._wake(at)
        if at:
            return self._enqueue_later(at)
        # not here: a webhook costs less than a job, and a thousand need one job
        key = self.env.cr.dbname, self._name
        return self.env.cr.postcommit.add(partial(_enqueuer.request, key))

    @api.model
    def _parallel_runs(self):
        if self._job_runner() != QUEUE_JOB or not self._job_shareable:
            return super()._parallel_runs()
        parameters = self.env["ir.config_parameter"].sudo()
        return max(1, int(parameters.get_param(PARALLEL_PARAMETER, PARALLEL_RUNS)))

    @api.model
    def _runner_problem(self):
        if self._job_runner() != QUEUE_JOB:
            return super()._runner_problem()
        jobs = self._waiting_jobs()
        late = jobs.filtered(lambda job: job._whatsapp_is_late())
        if not late:
            return ""
        return self.env._(
            "WhatsApp jobs wait since %(since)s and no job runner takes them; "
            "scheduled actions do their work meanwhile. Start Odoo with "
            "--load=base,web,queue_job and room in the channel root.whatsapp_inbox, "
            "or choose another way in Settings, WhatsApp, Background Work.",
            since=fields.Datetime.to_string(min(late.mapped("date_created"))),
        )

    # -- asking for jobs ----------------------------------------------------------

    @api.model
    def _enqueue_runs(self):
        """Have as many jobs waiting as would find work that nobody is at.

        Who has a slot now looks once more after giving it back, and a job that waits
        has not looked yet: both are counted. One process at a time asks.
        """
        with self._locked(ENQUEUE, wait=True):
            waiting = self._waiting_jobs()
            wanted = min(self._useful_runs(), self._parallel_runs())
            missing = wanted - self._taken_slots() - len(waiting)
            taken = set(waiting.mapped("identity_key"))
            keys = [f"{self._name}/{slot}" for slot in range(self._parallel_runs())]
            for key in [key for key in keys if key not in taken][: max(0, missing)]:
                self._delay_run(identity_key=key)
            if any(job._whatsapp_is_late() for job in waiting):
                self._cron()._trigger_together()
            self._commit()

    def _enqueue_later(self, at):
        """At most one job a second: many messages may be due at the same time."""
        at = at.replace(microsecond=0) + timedelta(seconds=bool(at.microsecond))
        self._delay_run(eta=at, identity_key=f"{self._name}@{at}")

    def _delay_run(self, **properties):
        # As the crons: by the superuser, whoever wrote the message. No arguments: what
        # there is to do is in our own tables.
        job = self.browse().with_user(SUPERUSER_ID).with_context(company_id=False)
        job.with_delay(max_retries=0, **properties)._run_as_job()

    def _waiting_jobs(self):
        """Jobs of this model that are to start now."""
        # sudo: whoever posts a message may look whether a job will send it
        return (
            self.env["queue.job"]
            .sudo()
            .search(
                [
                    ("model_name", "=", self._name),
                    ("method_name", "=", "_run_as_job"),
                    ("state", "in", (PENDING, ENQUEUED)),
                    "|",
                    ("eta", "=", False),
                    ("eta", "<=", fields.Datetime.now()),
                ]
            )
        )

    @api.model
    def _ask_again(self):
        """Put back what the job runner called for in vain: it gives up after a second
        if all workers are busy, and looks for such jobs when something wakes it, which
        may be a minute later.

        :return: whether a job waits that a runner may still take
        """
        lost = SQL(
            """
            UPDATE queue_job
               SET state = %(pending)s
             WHERE id IN (SELECT id
                            FROM queue_job
                           WHERE model_name = %(model)s
                             AND method_name = '_run_as_job'
                             AND state = %(enqueued)s
                             AND date_enqueued < %(since)s
                             FOR NO KEY UPDATE SKIP LOCKED)
            """,
            pending=PENDING,
            enqueued=ENQUEUED,
            model=self._name,
            since=fields.Datetime.now() - timedelta(seconds=LOST_SECONDS),
        )
        try:
            self.env.cr.execute(lost, log_exceptions=False)
        except CONCURRENCY_ERRORS:  # it begins now
            self.env.cr.rollback()
            return True
        in_time = any(not job._whatsapp_is_late() for job in self._waiting_jobs())
        self._commit()
        return in_time

    # -- in the job ---------------------------------------------------------------

    @api.model
    def _run_as_job(self):
        """One run: what it leaves when its time is over is for another job."""
        deadline = time.monotonic() + RUN_SECONDS
        try:
            self.with_context(job_deadline=deadline)._run()
        except CONCURRENCY_ERRORS as error:
            raise RetryableJobError(
                type(error).__name__, seconds=RETRY_SECONDS
            ) from error


def _enqueue(key):
    dbname, model_name = key
    with Registry(dbname).cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})[model_name]._enqueue_runs()
    _watcher.request(key)


def _watch(key):
    dbname, model_name = key
    with Registry(dbname).cursor() as cr:
        if api.Environment(cr, SUPERUSER_ID, {})[model_name]._ask_again():
            _watcher.request(key)


_enqueuer = Bundle(_enqueue)
_watcher = Bundle(_watch, seconds=LOST_SECONDS, daemon=True)
