from odoo import fields, models

from .whatsapp_inbox_job import RUNNER_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    whatsapp_inbox_runner = fields.Selection(
        [
            ("cron", "Scheduled actions, woken at once"),
            ("inline", "Right after the request, in the web server"),
        ],
        string="WhatsApp Background Work",
        config_parameter=RUNNER_PARAMETER,
        default="cron",
        help="Choose the second where scheduled actions start late.",
    )
