from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules.registry import Registry
from odoo.tools import SQL

from ..tools.bundle import Bundle


class IrCron(models.Model):
    _inherit = "ir.cron"

    def _trigger_together(self):
        """As ``_trigger()``, for what happens hundreds of times a second.

        Core's reads the cron and the clock, and then opens a connection to PostgreSQL
        for each NOTIFY, which costs more than all the rest of a webhook. Here the
        trigger is one statement, and one NOTIFY does for all of a burst.
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ir_cron_trigger (cron_id, call_at, create_date, write_date)
                SELECT id, %(now)s, %(now)s, %(now)s
                  FROM ir_cron
                 WHERE id IN %(ids)s AND active
                """,
                now=fields.Datetime.now(),
                ids=tuple(self.ids),
            )
        )
        self.env.cr.postcommit.add(partial(_notify_soon, self.env.cr.dbname))


def _notify(dbname):
    with Registry(dbname).cursor() as cr:
        api.Environment(cr, SUPERUSER_ID, {})["ir.cron"]._notifydb()


_notify_soon = Bundle(_notify).request
