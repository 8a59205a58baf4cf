from contextlib import ExitStack, contextmanager

from odoo import SUPERUSER_ID, api

from odoo.addons.queue_job.job import Job
from odoo.addons.whatsapp_inbox.tests.common import WhatsappCase

from ..models import whatsapp_inbox_job

DRAIN = "whatsapp.inbox.webhook.event"
OUTBOX = "whatsapp.inbox.outbox"
MEDIA = "whatsapp.inbox.media"


class QueueCase(WhatsappCase):
    """The jobs are chosen; what is asked for after the commit is noted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_runner("queue_job")

    @classmethod
    def set_runner(cls, runner):
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param("whatsapp_inbox.runner", runner)

    def setUp(self):
        super().setUp()
        self.asked = []
        self.patch(whatsapp_inbox_job._enqueuer, "request", self.asked.append)

    def committed(self):
        """Models whose jobs were asked for once the transaction is committed."""
        self.env.cr.postcommit.run()
        asked = [model for _dbname, model in self.asked]
        self.asked.clear()
        return asked

    def jobs(self, model, **values):
        domain = [("model_name", "=", model)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["queue.job"].search(domain, order="id")

    def ask(self, model):
        """What the thread does after the commit."""
        with self.committing() as env:
            env[model]._enqueue_runs()
        return self.jobs(model)

    def perform(self, job):
        """What the job runner's request does."""
        with self.committing() as env:
            Job.load(env, job.uuid).perform()

    @contextmanager
    def committing(self):
        """The superuser's environment with a cursor that may commit, which the test
        takes back."""
        self.env.flush_all()
        with ExitStack() as stack:
            if not self._registry_patched:
                stack.enter_context(self.enter_registry_test_mode())
            cr = stack.enter_context(self.registry.cursor())
            yield api.Environment(cr, SUPERUSER_ID, {})
        self.env.invalidate_all()
