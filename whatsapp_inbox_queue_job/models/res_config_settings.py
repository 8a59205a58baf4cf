from odoo import fields, models

from .whatsapp_inbox_job import PARALLEL_PARAMETER, PARALLEL_RUNS, QUEUE_JOB


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    whatsapp_inbox_runner = fields.Selection(
        selection_add=[(QUEUE_JOB, "Job queue, by several workers")],
        ondelete={QUEUE_JOB: "set default"},
    )
    whatsapp_inbox_parallel_jobs = fields.Integer(
        string="WhatsApp Jobs Side by Side",
        config_parameter=PARALLEL_PARAMETER,
        default=PARALLEL_RUNS,
        help="How many jobs at most receive, and how many send, at the same time.",
    )
