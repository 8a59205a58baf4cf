from datetime import timedelta

from odoo import fields, models

from .whatsapp_inbox_job import PATIENCE_SECONDS


class QueueJob(models.Model):
    _inherit = "queue.job"

    def _whatsapp_is_late(self):
        """Whether a job runner, were there one, would have taken this job."""
        self.ensure_one()
        since = max(filter(None, (self.date_created, self.eta)))
        return since < fields.Datetime.now() - timedelta(seconds=PATIENCE_SECONDS)
