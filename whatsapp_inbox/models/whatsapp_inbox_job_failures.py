import logging

import psycopg2

from odoo import api, models

_logger = logging.getLogger(__name__)

#: After so many meetings on a unique index, the work is believed to meet itself.
SUSPICIOUS_CONFLICTS = 4


class WhatsappInboxJob(models.AbstractModel):
    """What is at fault, and keeps nobody else waiting."""

    _inherit = "whatsapp.inbox.job"

    def _raise_if_passing(self, error):
        """What is no fault of the work is settled by another transaction.

        Another one came between, or the database is away or full. But who meets
        somebody on a unique index again and again meets itself, and what is too
        large for PostgreSQL (class 54) stays too large.
        """
        if isinstance(error, psycopg2.errors.UniqueViolation):
            conflicts = self.env.context.get("job_conflicts", 0)
            passing = conflicts < SUSPICIOUS_CONFLICTS
        else:
            passing = isinstance(
                error, psycopg2.OperationalError | psycopg2.InterfaceError
            ) and not (error.pgcode or "").startswith("54")
        if passing:
            raise error

    @api.model
    def _do_or_set_aside(self, conversations, work):
        """Do it for each of them. Nothing is done of the one at fault: it is left
        alone for a while, and the diagnosis tells it.

        :param conversations: locked; of a job that leaves out who is set aside
        :param work: function that gets some of them
        """
        failed = self._do_apart(conversations, work)
        for conversation, error in failed.items():
            conversation._set_aside(error)
        done = conversations.filtered(lambda c: c.failed_at and c not in failed)
        done._take_up_again()

    @api.model
    def _do_apart(self, records, work):
        """Do it for all of them at once; if it fails, one by one.

        :param work: function that gets some of them
        :return: the error by record, of those with which nothing was done
        """
        if not records:
            return {}
        try:
            with self.env.cr.savepoint():
                work(records)
        except Exception as error:
            self._raise_if_passing(error)
            if len(records) == 1:
                _logger.exception("%s: %s failed", self._name, records)
                return {records: error}
            failed = {}
            for record in records:
                failed |= self._do_apart(record, work)
            return failed
        return {}
