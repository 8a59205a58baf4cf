from odoo import api, fields, models
from odoo.tools import SQL

#: Meta's 80 per second and number, in and out, less what comes in (Meta's page:
#: throughput).
MESSAGES_PER_SECOND = 75
#: Calls that may start together after a pause: within any second there are fewer than
#: Meta's 80 all the same.
BURST = 4


class WhatsappInboxRate(models.Model):
    """When a number may send next, for all processes that send from it.

    A row of its own: that of the account is locked by others for longer.
    """

    _name = "whatsapp.inbox.rate"
    _description = "WhatsApp Sending Rate"
    _log_access = False

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, ondelete="cascade"
    )
    next_at = fields.Float(required=True, help="Unix seconds, PostgreSQL's clock.")

    _account_unique = models.UniqueIndex("(account_id)")

    @api.model
    def _reserve(self, account_id, count):
        """Take the next ``count`` moments; the caller commits at once.

        :return: how many seconds from now each of the calls has to wait
        :rtype: list[float]
        """
        interval = 1 / MESSAGES_PER_SECOND
        [[first]] = self.env.execute_query(
            SQL(
                """
                INSERT INTO whatsapp_inbox_rate AS rate (account_id, next_at)
                VALUES (%(account)s,
                        extract(epoch FROM clock_timestamp()) + %(taken)s - %(burst)s)
                ON CONFLICT (account_id) DO UPDATE
                   SET next_at = %(taken)s + GREATEST(
                       rate.next_at,
                       extract(epoch FROM clock_timestamp()) - %(burst)s)
             RETURNING next_at - %(taken)s - extract(epoch FROM clock_timestamp())
                """,
                account=account_id,
                taken=count * interval,
                burst=BURST * interval,
            )
        )
        return [max(0, float(first) + index * interval) for index in range(count)]
