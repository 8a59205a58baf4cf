from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import human_size

from .whatsapp_inbox_job import RUNNER_PARAMETER
from .whatsapp_inbox_vacuum import KEEP_DAYS, LEAST_DAYS, PARAMETERS


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
    whatsapp_inbox_keep_events = fields.Integer(
        "Keep Webhooks (Days)",
        config_parameter=PARAMETERS["events"],
        default=KEEP_DAYS["events"],
        help="Meta repeats a webhook for 7 days. Those that failed are kept.",
    )
    whatsapp_inbox_keep_statuses = fields.Integer(
        "Keep Early Statuses (Days)",
        config_parameter=PARAMETERS["statuses"],
        default=KEEP_DAYS["statuses"],
        help="Of messages that the inbox does not know, such as those of another app.",
    )
    whatsapp_inbox_keep_media = fields.Integer(
        "Keep Files (Days)",
        config_parameter=PARAMETERS["media"],
        default=KEEP_DAYS["media"],
        help="Of messages, received or sent. 0: for ever.",
    )
    whatsapp_inbox_stored = fields.Char(
        "Stored", compute="_compute_whatsapp_inbox_stored"
    )
    whatsapp_inbox_to_go = fields.Char(compute="_compute_whatsapp_inbox_to_go")

    def _compute_whatsapp_inbox_stored(self):
        sizes = self.env["whatsapp.inbox.vacuum"]._stored()
        self.whatsapp_inbox_stored = self.env._(
            "Stored: webhooks %(events)s, early statuses %(statuses)s, "
            "%(files)s files of %(media)s.",
            events=_size(sizes["events"]),
            statuses=_size(sizes["statuses"]),
            files=sizes["files"],
            media=_size(sizes["media"]),
        )

    @api.depends(
        "whatsapp_inbox_keep_events",
        "whatsapp_inbox_keep_statuses",
        "whatsapp_inbox_keep_media",
    )
    def _compute_whatsapp_inbox_to_go(self):
        for settings in self:
            counts = self.env["whatsapp.inbox.vacuum"]._to_go(
                events=settings.whatsapp_inbox_keep_events,
                statuses=settings.whatsapp_inbox_keep_statuses,
                media=settings.whatsapp_inbox_keep_media,
            )
            settings.whatsapp_inbox_to_go = self.env._(
                "With these days, the next clean-up removes %(events)s webhooks, "
                "%(statuses)s early statuses and %(media)s files (%(size)s).",
                **{**counts, "size": _size(counts["size"])},
            )

    @api.constrains("whatsapp_inbox_keep_events", "whatsapp_inbox_keep_statuses")
    def _check_whatsapp_inbox_days(self):
        for settings in self:
            days = (
                settings.whatsapp_inbox_keep_events,
                settings.whatsapp_inbox_keep_statuses,
            )
            if min(days) < LEAST_DAYS:
                raise ValidationError(
                    self.env._(
                        "Keep webhooks and statuses for %s days at least: Meta repeats "
                        "them for 7.",
                        LEAST_DAYS,
                    )
                )


def _size(count):
    """Odoo's own words for a number of bytes know no nothing."""
    return human_size(count) or "0"
