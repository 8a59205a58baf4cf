import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

#: Times in a row that a row of an index is met before it is a fault of the piece.
MOST_CONFLICTS = 3


class WhatsappInboxRowJob(models.AbstractModel):
    """Work of which each piece is a row, done one by one after whoever wanted it has
    committed: a piece that fails costs neither the message nor the document."""

    _name = "whatsapp.inbox.row.job"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Work by Rows"

    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    error = fields.Char(readonly=True, help="Why nothing, or not all, was done.")

    def _do(self):
        """Do one piece; a ``UserError`` says why it cannot be done."""
        raise NotImplementedError

    def _tell_failure(self):
        """Say to those whom it concerns that it was not done."""

    @api.model
    def _due(self):
        """:return: ``Domain`` of the rows that can be done now; others may wait"""
        return Domain("state", "=", "pending")

    @api.model
    def _next(self):
        """:return: the first row that nobody is at, locked: one of several workers has
        it; who changes one has the job called again"""
        self.flush_model()
        first = self._search(self._due(), order="id", limit=1).select()
        rows = self.env.execute_query(SQL("%s FOR NO KEY UPDATE SKIP LOCKED", first))
        return self.browse(row_id for [row_id] in rows)

    @api.model
    def _has_work(self):
        return bool(self._next())

    def _job_step(self):
        row = self._next()
        if not row:
            return 0, 0
        row._do_or_fail()
        return 1, self.search_count(self._due(), limit=1000)

    def _do_or_fail(self):
        """Nothing of what fails is done. Not Odoo's own savepoint, which would run the
        hooks of a commit."""
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                self._do()
                self.env.flush_all()
            return
        except psycopg2.OperationalError:
            raise  # another transaction came between: it is tried again
        except UserError as error:
            reason = str(error)
        except Exception as error:
            is_unique = isinstance(error, psycopg2.errors.UniqueViolation)
            if is_unique and self.env.context.get("job_conflicts", 0) < MOST_CONFLICTS:
                raise  # somebody made it at the same time: it is found next time
            _logger.exception("%s %s failed", self._name, self.id)
            reason = type(error).__name__
        self.env.transaction.clear()
        self.write({"state": "failed", "error": reason[:500]})
        self._tell_failure()
