import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from .whatsapp_inbox_job import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

ASK_META_EVERY = timedelta(minutes=55)


class WhatsappInboxProblem(models.Model):
    """A red line of the diagnosis that lasts.

    It begins with an activity for each administrator of the number's company, and ends
    by itself. While it lasts nobody is told again, also not who marked it as done.
    """

    _name = "whatsapp.inbox.problem"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Problem"
    _job_cron = "whatsapp_inbox.ir_cron_check"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="cascade"
    )
    key = fields.Char(required=True, readonly=True)
    activity_ids = fields.Many2many("mail.activity", readonly=True)

    _key_unique = models.UniqueIndex("(account_id, key)")

    @api.model
    def _run(self):
        """The scheduled check: look at each number, in a transaction of its own."""
        accounts = self.env["whatsapp.inbox.account"].search([("active", "=", True)])
        self._forget(accounts)
        firsts = {own[0] for own in accounts.grouped("company_id").values()}
        for account in accounts:
            try:
                self._ask_meta(account)
                self._end_restriction(account)
                self._look(account, account in firsts)
                self.env["ir.cron"]._commit_progress(1)
            except CONCURRENCY_ERRORS:
                # Somebody else wrote there: the next check is in a few minutes.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)

    @api.model
    def _forget(self, accounts):
        gone = self.search([("account_id", "not in", accounts.ids)])
        gone.activity_ids.unlink()
        gone.unlink()

    @api.model
    def _ask_meta(self, account):
        """Token, quality and limits, once an hour; the network works without a lock."""
        now = fields.Datetime.now()
        asked = account.meta_checked_at
        if account.state == "draft" or (asked and asked > now - ASK_META_EVERY):
            return
        self.env["ir.cron"]._commit_progress()
        facts = self.env["whatsapp.inbox.connection.test"]._ask_meta(account)
        if facts:
            account.write(facts)

    @api.model
    def _end_restriction(self, account):
        until = account.stopped_until
        if account.state == "stopped" and until and until <= fields.Datetime.now():
            account._resume()

    @api.model
    def _look(self, account, with_system):
        """:param bool with_system: whether the lines of the whole system are told here,
        once in each company"""
        lines = self._red_lines(account, with_system)
        known = self.search([("account_id", "=", account.id)])
        news = lines.keys() - set(known.mapped("key"))
        known.filtered(lambda problem: problem.key not in lines)._end()
        for key in sorted(news):
            self.create({"account_id": account.id, "key": key})._begin(with_system)

    @api.model
    def _red_lines(self, account, with_system):
        """:return: lines of the diagnosis by key; the actions of Odoo's scheduler stop
        together, so they are one problem"""
        Diagnosis = self.env["whatsapp.inbox.diagnosis"]
        figures = self.env["whatsapp.inbox.figures"]._of(account)
        lines = Diagnosis._account_lines(account, figures[account.id])
        if with_system:
            lines += Diagnosis._system_lines()
        red = [line for line in lines if line["state"] == "failed"]
        return {line["key"].partition(":")[0]: line for line in reversed(red)}

    def _begin(self, with_system):
        for lang, users in self.account_id._admins().grouped("lang").items():
            spoken = self.with_context(lang=lang)
            line = spoken._red_lines(self.account_id, with_system).get(self.key)
            for user in users:
                self.activity_ids += self.account_id.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=f"WhatsApp: {line['name']}",
                    note=Markup("%s<br/>%s") % (line["detail"], line["advice"]),
                    user_id=user.id,
                )
        _logger.info("WhatsApp account %s: problem %s", self.account_id.id, self.key)

    def _end(self):
        for problem in self:
            account = problem.account_id
            _logger.info("WhatsApp account %s: %s is over", account.id, problem.key)
        self.activity_ids.unlink()
        self.unlink()
