from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import babel_locale_parse

#: So many first answers within so many hours tell how long one waits.
FEWEST_ANSWERS, LAST_HOURS = 3, 24


class WhatsappInboxTeam(models.Model):
    """What a team says by itself."""

    _name = "whatsapp.inbox.team"
    _inherit = ["whatsapp.inbox.team", "whatsapp.inbox.auto.text"]

    greeting_text = fields.Text(
        translate=True,
        help="Sent when a customer comes to this team. Empty: nothing is sent.",
    )
    closed_text = fields.Text(
        translate=True,
        help="Sent once in each closed period to a customer who writes in it. Empty: "
        "nothing is sent.",
    )
    waiting_text = fields.Text(
        translate=True,
        help="Sent when nobody is free and the customer waits in the queue. Empty: "
        "nothing is sent.",
    )

    @api.model
    def _auto_text_fields(self):
        return [
            *super()._auto_text_fields(),
            "greeting_text",
            "closed_text",
            "waiting_text",
        ]

    def _waiting_words(self):
        """How long a customer waits for the first answer: the median of the last day.

        :return: "10 minutes" in the language of the environment, "" if there were too
            few answers to know
        """
        self.ensure_one()
        self.env["whatsapp.inbox.conversation"].flush_model()
        since = fields.Datetime.now() - timedelta(hours=LAST_HOURS)
        [[answers, median]] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), percentile_cont(0.5) WITHIN GROUP (
                           ORDER BY EXTRACT(epoch FROM first_response_at - create_date))
                  FROM whatsapp_inbox_conversation
                 WHERE team_id = %s
                   AND first_response_at >= %s
                   AND create_date >= %s
                """,
                self.id,
                since,
                since,
            )
        )
        if answers < FEWEST_ANSWERS:
            return ""
        # nobody believes in 7 minutes
        steps = max(1, -(-int(median) // 300))
        return format_timedelta(
            timedelta(minutes=5 * steps),
            threshold=1,
            locale=babel_locale_parse(self.env.lang),
        )
