import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ..tools import template as templates
from ..tools.errors import CloudApiError
from ..tools.json_values import mapping, text
from .whatsapp_inbox_job import CONCURRENCY_ERRORS
from .whatsapp_inbox_template import HEADERS, STATUSES

_logger = logging.getLogger(__name__)
#: The daily net; what is younger was asked for by somebody else.
FRESH = timedelta(hours=20)
#: What Meta reviews is asked for, too: where an account alone, and not the whole app,
#: calls us, no webhook tells of templates (Meta's page: webhooks/override).
REVIEWED = timedelta(minutes=1)
LOOK_AFTER = (timedelta(minutes=2), timedelta(minutes=15))
CATEGORIES = ("utility", "marketing", "authentication")
QUALITIES = ("green", "yellow", "red")


class WhatsappInboxTemplate(models.Model):
    """Templates as Meta has them: read from there, by a button, a webhook or daily."""

    _inherit = "whatsapp.inbox.template"

    # -- when -----------------------------------------------------------------------

    @api.model
    def _sync_soon(self, accounts):
        """What we have of these numbers' templates is out of date."""
        if not accounts:
            return
        accounts.templates_synced_at = False
        self.env.ref("whatsapp_inbox.ir_cron_template").sudo()._trigger()

    @api.model
    def _look_at_review(self):
        """Meta reviews within minutes, mostly."""
        now = fields.Datetime.now()
        cron = self.env.ref("whatsapp_inbox.ir_cron_template").sudo()
        cron._trigger(at=[now + delay for delay in LOOK_AFTER])

    @api.model
    def _due_accounts(self):
        """:return: the numbers of each WhatsApp account that is to be asked now"""
        now = fields.Datetime.now()
        accounts = self.env["whatsapp.inbox.account"].search(
            [("state", "=", "connected")]
        )
        reviewed = self.search([("status", "in", ("pending", "in_appeal"))])
        reviewed = set(reviewed.mapped(lambda t: (t.company_id, t.waba_id)))
        return [
            own
            for key, own in accounts._by_waba().items()
            for age in [REVIEWED if key in reviewed else FRESH]
            if any(
                not account.templates_synced_at
                or account.templates_synced_at <= now - age
                for account in own
            )
        ]

    @api.model
    def _sync_due(self):
        """The scheduled action: each WhatsApp account in a transaction of its own; the
        network works without a lock."""
        for own in self._due_accounts():
            self.env["ir.cron"]._commit_progress()
            try:
                self._sync(own)
                self.env["ir.cron"]._commit_progress(1)
                own._sync_blocked_daily()
                self.env["ir.cron"]._commit_progress()
            except CloudApiError as error:
                _logger.info("WhatsApp account %s: no templates: %s", own[0].id, error)
            except CONCURRENCY_ERRORS:
                # a webhook was at the same templates: the next run
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                self._sync_soon(own)

    def action_sync(self):
        """Read the templates of all numbers of the user's companies.

        :raises UserError: Meta's words, if it gives none of them
        """
        self.check_access("write")
        accounts = self.env["whatsapp.inbox.account"].search(
            [("state", "=", "connected")]
        )
        return accounts.action_sync_templates()

    # -- what -----------------------------------------------------------------------

    @api.model
    def _sync(self, accounts):
        """Take over all templates of one WhatsApp account.

        :param accounts: its numbers in one company; the first is asked
        :raises CloudApiError: nothing is changed then
        :return: the templates that Meta has
        """
        account, asked_at = accounts[0], fields.Datetime.now()
        told = {}
        for element in account._api().templates(account.waba_id):
            name, lang = text(element.get("name")), text(element.get("language"))
            if name and lang:
                told[name, lang] = element
        own = [
            ("company_id", "=", account.company_id.id),
            ("waba_id", "=", account.waba_id),
        ]
        self._insert_missing(account, told)
        known = self.sudo().with_context(active_test=False).search(own)
        found = self.sudo()
        for template in known:
            if element := told.get((template.name, template.lang_code)):
                template._take(element, asked_at)
                found |= template
        (known - found).filtered("meta_id")._gone()
        accounts.templates_synced_at = asked_at
        return found

    @api.model
    def _insert_missing(self, account, told):
        """A row for each new one. Two who read at once meet at the unique index: the
        second is told to begin again, or finds the row."""
        known = self.sudo().with_context(active_test=False)
        known = known.search_fetch(
            [
                ("company_id", "=", account.company_id.id),
                ("waba_id", "=", account.waba_id),
            ],
            ["name", "lang_code"],
        )
        new = told.keys() - {(t.name, t.lang_code) for t in known}
        for name, lang in sorted(new):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO whatsapp_inbox_template
                        (company_id, waba_id, name, lang_code, category, status,
                         parameter_format, header_type, active, create_uid, write_uid,
                         create_date, write_date)
                    VALUES (%(company)s, %(waba)s, %(name)s, %(lang)s, 'utility',
                            'other', 'positional', 'none', TRUE, %(uid)s, %(uid)s,
                            %(now)s, %(now)s)
                    ON CONFLICT DO NOTHING
                    """,
                    company=account.company_id.id,
                    waba=account.waba_id,
                    name=name,
                    lang=lang,
                    uid=self.env.uid,
                    now=fields.Datetime.now(),
                ),
                log_exceptions=False,
            )

    def _take(self, element, asked_at):
        """What Meta says of this template (Meta's page: templates, fields)."""
        self.ensure_one()
        here_only = not self.meta_id and self.status == "draft"
        components = element.get("components")
        named = text(element.get("parameter_format")).upper() == "NAMED"
        category = text(element.get("category")).lower()
        vals = {
            "active": True,
            "meta_id": text(element.get("id")) or self.meta_id,
            "synced_at": asked_at,
            "parameter_format": "named" if named else "positional",
            "components": components if isinstance(components, list) else [],
        }
        quality = mapping(element.get("quality_score")).get("score")
        vals["quality"] = self._quality(quality)
        if category in CATEGORIES:
            vals["category"] = category
        if not self.status_at or self.status_at <= asked_at:
            reason = text(element.get("rejected_reason"))
            vals |= {
                "status": self._status(element.get("status")),
                "reason": False if reason in ("", "NONE") else reason,
                "status_at": asked_at,
            }
        if here_only:
            vals["has_changes"] = True  # somebody is writing one of the same name
        same = all(self[name] == vals[name] for name in ("components", "category"))
        by_meta = self.with_context(whatsapp_template_by_meta=True)
        by_meta.write({k: v for k, v in vals.items() if self[k] != v})
        if not self.has_changes and not (same and self.body):
            by_meta._write_texts()

    def _write_texts(self):
        """The fields that people write, as Meta has them; bindings stay."""
        template = templates.parse(self.components, self.parameter_format)
        header = template.header or "none"
        Button = self.env["whatsapp.inbox.template.button"]
        self.write(
            {
                "header_type": header if header in HEADERS else "other",
                "header_text": template.header_text,
                "body": template.body,
                "footer": template.footer,
                "button_ids": [
                    Command.clear(),
                    *(
                        Command.create(Button._vals(button, sequence))
                        for sequence, button in enumerate(template.buttons)
                    ),
                ],
                "has_changes": False,
            }
        )
        examples = {v.place: v.example for v in template.variables}
        for row in self.variable_ids:
            row.example = examples.get(f"{row.component}.{row.key}") or row.example

    def _gone(self):
        """Meta has them no more. They stay, archived, with what was sent."""
        gone = self.with_context(whatsapp_template_by_meta=True)
        gone.write({"active": False, "status": "deleted"})

    @api.model
    def _status(self, word):
        word = text(word).lower()
        return word if word in dict(STATUSES) else "other"

    @api.model
    def _quality(self, word):
        word = text(word).lower()
        return word if word in QUALITIES else "unknown"

    def action_discard_changes(self):
        """Back to the text that Meta has."""
        self.check_access("write")
        for template in self.filtered("has_changes"):
            template.with_context(whatsapp_template_by_meta=True)._write_texts()
