import json
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

from ..tools import notices
from ..tools.notices import Effect, Level
from ..tools.phone import digits
from .whatsapp_inbox_notice_texts import TEXTS

#: Meta repeats a webhook for 7 days; the same words later are news, also without a
#: time to tell them apart.
REPEATED = timedelta(days=8)


class WhatsappInboxNotice(models.Model):
    """What Meta told about a number or its WhatsApp account.

    Each is kept with its payload, noted in the chatter of the number, and told to the
    administrators if it is bad. A redelivered one changes nothing.
    """

    _name = "whatsapp.inbox.notice"
    _description = "WhatsApp Notice"
    _order = "told_at desc, id desc"
    _rec_name = "event"

    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        string="Number",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    key = fields.Char(required=True, readonly=True)
    field = fields.Char("Webhook Field", required=True, readonly=True)
    event = fields.Char(readonly=True)
    level = fields.Selection(
        [("info", "Information"), ("warning", "Warning"), ("danger", "Problem")],
        required=True,
        readonly=True,
    )
    effect = fields.Char(readonly=True)
    title = fields.Char("What Happened", compute="_compute_texts")
    advice = fields.Char("What To Do", compute="_compute_texts")
    words = fields.Char("Meta's Words", readonly=True)
    told_at = fields.Datetime("Told On", required=True, readonly=True)
    payload = fields.Json(readonly=True)

    _key_unique = models.UniqueIndex("(account_id, key)")
    _told_idx = models.Index("(account_id, told_at)")

    @api.depends("field", "event")
    @api.depends_context("lang")
    def _compute_texts(self):
        for notice in self:
            notice.title, notice.advice = self._texts(notice.field, notice.event)

    @api.model
    def _texts(self, field, event):
        title, advice = TEXTS.get((field, event), (None, None))
        if title is None:
            return f"{field}: {event}" if event else field, False
        return self.env._(title), advice and self.env._(advice)

    # -- receiving ----------------------------------------------------------------

    @api.model
    def _receive_fields(self, account, updates):
        """See ``whatsapp.inbox.inbound._field_models``."""
        Unknown = self.env["whatsapp.inbox.unknown"]
        for update in updates:
            notice = notices.read(update)
            if notice.field == "errors" and notice.level == Level.INFO:
                # of one message, not of the number
                Unknown._count(account, "event", notice.words, update.value)
                continue
            accounts = self._accounts_of(account, update, notice)
            if not accounts:
                name = " ".join(notice.waba_ids) or update.field
                Unknown._count(account, "account", name, update.value)
                continue
            told = [each for each in accounts if self._take(each, notice, update)]
            if told and notice.level != Level.INFO and notice.effect != Effect.STOP:
                self._notify(told[0], notice)  # once, however many numbers it has

    @api.model
    def _accounts_of(self, account, update, notice):
        """The numbers that an update signed for ``account`` is about."""
        if update.phone_number_id:
            return account
        of_app = account._accounts_of_app()
        accounts = of_app.filtered(lambda a: a.waba_id in notice.waba_ids)
        accounts = accounts or of_app.filtered(
            lambda a: a.portfolio_id and a.portfolio_id in notice.waba_ids
        )
        if notice.number:
            same = accounts.filtered(
                lambda a: digits(a.display_phone_number or "") == notice.number
            )
            # a number that never asked Meta does not know how it is written
            accounts = same or accounts.filtered(lambda a: not a.display_phone_number)
        return accounts

    @api.model
    def _take(self, account, notice, update):
        """Keep it and act on it, unless it is a redelivery.

        :return: whether it was new
        """
        told_at = notice.at or fields.Datetime.now()
        newer = self.search_fetch(
            [
                ("account_id", "=", account.id),
                ("field", "=", notice.field),
                ("told_at", ">", told_at),
            ],
            ["effect"],
        )
        if not self._keep(account, notice, update, told_at):
            return False
        if notice.facts and not newer:
            account.write(notice.facts)
        if not any(newer.mapped("effect")):
            self._act(account, notice)
        self._note(account, notice)
        return True

    @api.model
    def _keep(self, account, notice, update, told_at):
        """:return: whether it was not there yet"""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO whatsapp_inbox_notice AS known
                    (account_id, key, field, event, level, effect, words, told_at,
                     payload, create_date)
                VALUES (%(account)s, %(key)s, %(field)s, %(event)s, %(level)s,
                        %(effect)s, %(words)s, %(told_at)s, %(payload)s::jsonb, %(now)s)
                ON CONFLICT (account_id, key) DO UPDATE
                   SET told_at = EXCLUDED.told_at
                 WHERE known.told_at < %(now)s - %(repeated)s AND %(timeless)s
             RETURNING id
                """,
                account=account.id,
                key=notice.key,
                field=notice.field,
                event=notice.event,
                level=notice.level.value,
                effect=notice.effect.value,
                words=notice.words,
                told_at=told_at,
                payload=json.dumps(update.value),
                now=fields.Datetime.now(),
                repeated=REPEATED,
                timeless=notice.at is None,
            )
        )
        self.invalidate_model(flush=False)
        return bool(self.env.cr.fetchall())

    @api.model
    def _act(self, account, notice):
        if notice.effect == Effect.STOP:
            title, _advice = self._texts(notice.field, notice.event)
            words = f"{title} ({notice.words})" if notice.words else title
            if account.state == "connected":
                account._stop(words)
                account.stopped_until = notice.until
        elif notice.effect == Effect.RESUME and account.state == "stopped":
            account._resume()
        if notice.field == "phone_number_quality_update":
            account.meta_checked_at = False  # the next check asks for the rating

    # -- telling ------------------------------------------------------------------

    @api.model
    def _note(self, account, notice):
        """In the chatter of the number, in the language of its company."""
        lang = account.company_id.partner_id.lang
        body = self.with_context(lang=lang)._body(notice)
        account.message_post(body=body, subtype_xmlid="mail.mt_note")

    @api.model
    def _notify(self, account, notice):
        """To each administrator, in their language."""
        for lang, users in account._admins().grouped("lang").items():
            spoken = self.with_context(lang=lang)
            account.message_notify(
                partner_ids=users.partner_id.ids,
                subject=spoken.env._("WhatsApp number %s", account.name),
                body=spoken._body(notice),
            )

    @api.model
    def _body(self, notice):
        title, advice = self._texts(notice.field, notice.event)
        lines = [Markup("<b>%s</b>") % title]
        if notice.words:
            lines.append(self.env._("Meta's words: %s", notice.words))
        if notice.until:
            until = format_datetime(self.env, notice.until)
            lines.append(self.env._("Until: %s", until))
        if advice:
            lines.append(advice)
        return Markup("<br/>").join(lines)
