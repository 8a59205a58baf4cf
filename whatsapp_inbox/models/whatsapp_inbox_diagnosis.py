from datetime import timedelta

from babel.dates import format_timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.release import version
from odoo.tools import format_datetime
from odoo.tools.misc import babel_locale_parse, get_lang

from .whatsapp_inbox_account import ADMIN

#: What waits longer than this is a fault: each job works off its queue at once.
LATE = timedelta(minutes=5)
#: Meta tells of a sent message within seconds; phones may be off, but not all of them.
SILENT = timedelta(hours=2)
TOKEN_ENDS = timedelta(days=7)
CRON_LATE = timedelta(minutes=15)
CRONS = (
    "ir_cron_drain",
    "ir_cron_outbox",
    "ir_cron_media",
    "ir_cron_history",
    "ir_cron_check",
    "ir_cron_menu",
    "ir_cron_assignment",
    "ir_cron_snooze",
    "ir_cron_silence",
    "ir_cron_window",
    "ir_cron_duty",
    "ir_cron_away",
    "ir_cron_forward",
)
#: Meta's words for a name or a number that customers are not shown or reached by.
BAD_NAMES = ("DECLINED", "REJECTED", "EXPIRED")
BAD_NUMBERS = ("BANNED", "RESTRICTED", "FLAGGED", "DISCONNECTED", "DELETED")


class WhatsappInboxDiagnosis(models.AbstractModel):
    """How each number is, line by line: what is green, what is not, and what to do.

    A line that is ``failed`` is also what raises an activity
    (``whatsapp.inbox.problem``), so page and alarm never say different things.
    """

    _name = "whatsapp.inbox.diagnosis"
    _description = "WhatsApp Diagnosis"

    @api.model
    def overview(self):
        """All that the page shows, for an administrator of these companies.

        :rtype: dict
        """
        self._check_admin()
        accounts = self.env["whatsapp.inbox.account"].search([("active", "=", True)])
        figures = self.env["whatsapp.inbox.figures"]._of(accounts)
        return {
            "numbers": [
                {
                    "id": account.id,
                    "name": account.name,
                    "phone": account.display_phone_number or account.phone_number_id,
                    "company": account.company_id.name,
                    "lines": self._account_lines(account, figures[account.id]),
                }
                for account in accounts
            ],
            "system": self._system_lines(),
            "several_companies": len(accounts.company_id) > 1,
        }

    def _check_admin(self):
        """An abstract model has no access rights of its own."""
        if not self.env.user.has_group(ADMIN):
            raise AccessError(
                self.env._("Only administrators of the WhatsApp inbox may see this.")
            )

    # -- lines --------------------------------------------------------------------

    def _line(self, key, name, detail, state="ok", advice="", actions=()):
        """:param str state: ``ok``, ``warning`` or ``failed``
        :param actions: names of ``_act_…`` methods of this model
        """
        buttons = [{"name": act, "label": self._label(act)} for act in actions]
        return {
            "key": key,
            "name": name,
            "state": state,
            "detail": detail,
            "advice": "" if state == "ok" else advice,
            "actions": buttons,
        }

    @api.model
    def _account_lines(self, account, figures):
        """Bridges may add lines; each gets the account and its figures."""
        return [line for check in self._checks() if (line := check(account, figures))]

    @api.model
    def _checks(self):
        return [
            self._check_state,
            self._check_token,
            self._check_quality,
            self._check_limits,
            self._check_webhook,
            self._check_sent,
            self._check_signature,
            self._check_pending,
            self._check_failed,
            self._check_queued,
            self._check_throttle,
            self._check_unknown_fate,
            self._check_media,
            self._check_lost_files,
            self._check_routing,
            self._check_aside,
            self._check_assignment,
            self._check_forward,
            self._check_unused,
        ]

    def _check_state(self, account, _figures):
        name = self.env._("State")
        if account.state == "stopped":
            return self._line(
                "state",
                name,
                self.env._("Stopped: %s", account.state_reason),
                "failed",
                self.env._("What is to be sent waits. Correct it, then test."),
                ["test_connection", "open_account"],
            )
        if account.state == "draft":
            return self._line(
                "state",
                name,
                self.env._("Not connected"),
                "warning",
                self.env._("The token or the app secret is missing."),
                ["open_account"],
            )
        bad = account.number_status in BAD_NUMBERS
        return self._line(
            "state",
            name,
            account.number_status if bad else self.env._("Connected"),
            "warning" if bad else "ok",
            self.env._("Open the WhatsApp Manager of Meta: it shows the reason."),
            ["test_connection", "test_message"],
        )

    def _check_token(self, account, _figures):
        if account.state == "draft":
            return None
        ends = account.token_expires_at
        now = fields.Datetime.now()
        if account.token_error:
            state, detail = "failed", account.token_error
        elif not account.meta_checked_at:
            state, detail = "ok", self.env._("Not asked yet")
        elif not ends:
            state, detail = "ok", self.env._("Alive; it does not expire")
        elif ends <= now:
            state, detail = "failed", self.env._("Expired on %s", self._time(ends))
        else:
            state = "failed" if ends < now + TOKEN_ENDS else "ok"
            detail = self.env._("Expires on %s", self._time(ends))
        return self._line(
            "token",
            self.env._("Access token"),
            detail,
            state,
            self.env._(
                "Make a new token in Meta's Business Settings, System Users, and paste "
                "it into the number."
            ),
            ["open_account"] if state == "failed" else (),
        )

    def _check_quality(self, account, _figures):
        selection = account._fields["quality_rating"]._description_selection(self.env)
        rating = account.quality_rating
        states = {"RED": "failed", "YELLOW": "warning"}
        return self._line(
            "quality",
            self.env._("Quality"),
            dict(selection).get(rating) or self.env._("Meta told none yet"),
            states.get(rating, "ok"),
            self.env._(
                "Customers block or report messages of this number. Write only to who "
                "asked for it, and less often."
            ),
            ["open_notices"],
        )

    def _check_limits(self, account, _figures):
        words = [
            account.messaging_limit,
            account.throughput,
            account.name_status,
        ]
        bad = account.name_status in BAD_NAMES
        return self._line(
            "limits",
            self.env._("Limits, speed, name"),
            " · ".join(filter(None, words)) or self.env._("Meta told none yet"),
            "warning" if bad else "ok",
            self.env._("Choose another name in the WhatsApp Manager of Meta."),
        )

    def _check_webhook(self, account, _figures):
        name, seen = self.env._("Last webhook"), account.webhook_seen_at
        detail = self._ago(seen) if seen else self.env._("Nothing has arrived yet")
        actions = ["test_connection"]
        if account.state != "draft":
            unheard = self.env["whatsapp.inbox.figures"]._unheard_since(account)
            if unheard and unheard < fields.Datetime.now() - SILENT:
                advice = self.env._(
                    "Messages were sent since, and Meta told nothing of them: it does "
                    "not reach this server. Test the connection, then subscribe."
                )
                return self._line("silent", name, detail, "failed", advice, actions)
        if seen:
            return self._line("webhook", name, detail)
        advice = self.env._("Write to the number from a phone.")
        return self._line("webhook", name, detail, "warning", advice, actions)

    def _check_sent(self, account, _figures):
        sent = self.env["whatsapp.inbox.figures"]._last_sent(account)
        detail = self._ago(sent) if sent else self.env._("Nothing was sent yet")
        return self._line("sent", self.env._("Last message sent"), detail)

    def _check_signature(self, account, _figures):
        refused, seen = account.signature_refused_at, account.webhook_seen_at
        if not refused:
            return None
        since = not seen or refused > seen
        if not since and refused < fields.Datetime.now() - timedelta(days=1):
            return None
        return self._line(
            "signature",
            self.env._("Refused signatures"),
            self._ago(refused),
            "failed" if since else "warning",
            self.env._(
                "A webhook was not signed with this app secret. Paste the secret of "
                "the app that is subscribed."
            ),
            ["open_account"],
        )

    def _check_pending(self, _account, figures):
        return self._backlog(
            "pending",
            self.env._("Webhooks waiting"),
            figures["pending"],
            self.env._("They are not processed: see the scheduled actions below."),
        )

    def _check_queued(self, account, figures):
        line = self._backlog(
            "queued",
            self.env._("Messages waiting"),
            figures["queued"],
            self.env._("They are not sent: see the scheduled actions below."),
        )
        paused = account.paused_until and account.paused_until > fields.Datetime.now()
        if line["state"] == "failed" and (account.state != "connected" or paused):
            line.update(state="warning", advice=self.env._("They wait for the number."))
        return line

    def _backlog(self, key, name, waiting, advice):
        if not waiting.count:
            return self._line(key, name, self.env._("None"))
        late = waiting.oldest < fields.Datetime.now() - LATE
        detail = self.env._(
            "%(count)s, the oldest since %(age)s",
            count=waiting.count,
            age=self._age(waiting.oldest),
        )
        return self._line(key, name, detail, "failed" if late else "ok", advice)

    def _check_failed(self, _account, figures):
        failed, name = figures["failed"], self.env._("Failed webhooks")
        if not failed.count:
            return self._line("failed", name, self.env._("None"))
        return self._line(
            "failed",
            name,
            self.env._(
                "%(count)s, the oldest of %(time)s",
                count=failed.count,
                time=self._time(failed.oldest),
            ),
            "failed",
            self.env._("They are kept as they came. See why, correct it, try again."),
            ["open_failed", "retry_failed"],
        )

    def _check_throttle(self, account, _figures):
        until = account.paused_until
        if not until or until <= fields.Datetime.now():
            return None
        return self._line(
            "throttle",
            self.env._("Too fast for Meta"),
            self.env._("It waits until %s", self._time(until)),
            "warning",
            self.env._("Nothing to do: it goes on by itself."),
        )

    def _check_unknown_fate(self, _account, figures):
        unknown = figures["unknown"]
        if not unknown.count:
            return None
        return self._line(
            "unknown",
            self.env._("Not known whether it arrived"),
            str(unknown.count),
            "warning",
            self.env._("Say in each thread that it arrived, or send it again."),
            ["open_unknown"],
        )

    def _check_unused(self, account, _figures):
        Unknown = self.env["whatsapp.inbox.unknown"]
        rows = Unknown.search([("account_id", "=", account.id)], limit=6)
        if not rows:
            return None
        words = [f"{row.name} ({row.count})" for row in rows[:5]]
        words += ["…"] if len(rows) > 5 else []
        return self._line(
            "unused",
            self.env._("Kept, not used"),
            ", ".join(words),
            actions=["open_unused"],
        )

    # -- system -------------------------------------------------------------------

    @api.model
    def _system_lines(self):
        settings = self.env["res.config.settings"]._fields["whatsapp_inbox_runner"]
        runner = self.env["whatsapp.inbox.job"]._job_runner()
        runner = dict(settings._description_selection(self.env)).get(runner, runner)
        # sudo: which version is installed is no secret
        module = self.env.ref("base.module_whatsapp_inbox").sudo()
        return [
            *self._cron_lines(),
            self._line("runner", self.env._("Who does the work"), runner),
            self._line(
                "versions",
                self.env._("Versions"),
                f"WhatsApp Inbox {module.installed_version} · Odoo {version}",
            ),
        ]

    def _crons(self):
        """:return: the scheduled actions of this addon that were not deleted"""
        crons = self.env["ir.cron"]
        for xmlid in CRONS:
            crons += self.env.ref(f"whatsapp_inbox.{xmlid}", False) or crons.browse()
        # sudo: administrators of the inbox see that its own actions run
        return crons.sudo()

    def _cron_lines(self):
        return [self._cron_line(cron) for cron in self._crons()]

    def _cron_line(self, cron):
        state, advice, actions = "ok", "", ()
        if not cron.active:
            state, actions = "failed", ["activate_crons"]
            detail = self.env._("Switched off")
            advice = self.env._("Nothing is done by it until it is switched on.")
        elif cron.nextcall < fields.Datetime.now() - CRON_LATE:
            state, actions = "failed", ["open_settings"]
            detail = self.env._("Late by %s", self._age(cron.nextcall))
            advice = self.env._(
                "Odoo does not run its scheduled actions: see max_cron_threads of the "
                "server. Meanwhile, Settings lets the web server do the work."
            )
        elif cron.failure_count:
            state = "failed"
            detail = self.env._("Failed %s times in a row", cron.failure_count)
            advice = self.env._("The log of the server says why. It is tried again.")
        elif cron.lastcall:
            detail = self._ago(cron.lastcall)
        else:
            detail = self.env._("Has not run yet")
        return self._line(f"cron:{cron.id}", cron.name, detail, state, advice, actions)

    # -- words --------------------------------------------------------------------

    def _time(self, moment):
        """In the user's time zone and language."""
        return format_datetime(self.env, moment, dt_format="short")

    def _age(self, moment):
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_timedelta(fields.Datetime.now() - moment, locale=locale)

    def _ago(self, moment):
        return self.env._(
            "%(age)s ago (%(time)s)", age=self._age(moment), time=self._time(moment)
        )
