from odoo import models

#: Of jobs that are not the main addon's.
CHANNEL = "root.whatsapp_inbox.bridges"


class QueueJobFunction(models.Model):
    """Jobs of bridges, which know nothing of this addon and have no function here."""

    _inherit = "queue.job.function"

    def job_config(self, name):
        config = super().job_config(name)
        if config.job_function_id or not self._is_whatsapp_run(name):
            return config
        return config._replace(
            channel=CHANNEL, allow_commit=True, related_action_enable=False
        )

    def _is_whatsapp_run(self, name):
        model, _dot, method = name.rpartition(".")
        model = self.env.registry.get(model.strip("<>"))
        job = self.env.registry["whatsapp.inbox.job"]
        return method == "_run_as_job" and bool(model) and issubclass(model, job)
