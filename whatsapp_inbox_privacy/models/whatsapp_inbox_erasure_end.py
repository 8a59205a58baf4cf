import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .whatsapp_inbox_erasure import PHASES
from .whatsapp_inbox_erasure_phases import BATCH

#: What is emptied of a contact of Odoo that other records need.
PERSONAL = (
    "barcode",
    "city",
    "comment",
    "company_name",
    "email",
    "function",
    "image_1920",
    "phone",
    "ref",
    "street",
    "street2",
    "vat",
    "website",
    "zip",
)
#: Of the numbers of ours to which they are the same person.
TRACES = (
    """DELETE FROM whatsapp_inbox_phonebook
        WHERE account_id = ANY(%(accounts)s) AND key = ANY(%(names)s)""",
    """DELETE FROM whatsapp_inbox_status
        WHERE account_id = ANY(%(accounts)s)
          AND payload::text LIKE ANY(%(patterns)s)""",
    """UPDATE whatsapp_inbox_unknown SET sample = NULL
        WHERE account_id = ANY(%(accounts)s) AND sample LIKE ANY(%(patterns)s)""",
    """UPDATE whatsapp_inbox_notice SET payload = NULL, words = NULL
        WHERE account_id = ANY(%(accounts)s)
          AND payload::text LIKE ANY(%(patterns)s)""",
    """UPDATE whatsapp_inbox_history SET content = NULL
        WHERE account_id = ANY(%(accounts)s) AND state != 'pending'
          AND content::text LIKE ANY(%(patterns)s)""",
    """DELETE FROM bus_bus
        WHERE id <= %(bus_last)s
          AND (message LIKE '%%discuss.channel%%' OR message LIKE '%%mail.message%%'
               OR message LIKE '%%whatsapp%%')""",
    # of what they wrote since: their threads alone, as browsers wait for the others
    """DELETE FROM bus_bus
        WHERE id > %(bus_last)s
          AND (channel || message) LIKE '%%"discuss.channel"%%'
          AND (channel || message) ~ %(bus_threads)s""",
)


class WhatsappInboxErasure(models.Model):
    """What is around the messages goes, then who they were."""

    _inherit = "whatsapp.inbox.erasure"

    def _phase_work(self):
        """Drafts, notes of hand-overs, mails to colleagues, activities, consent."""
        threads, contact = self._threads(), self.contact_id
        own = [("contact_id", "=", contact.id)]
        conversations = self.env["whatsapp.inbox.conversation"].search(own)
        for model, domain in (
            ("whatsapp.inbox.draft", [("channel_id", "in", threads.ids)]),
            ("whatsapp.inbox.receipt", [("channel_id", "in", threads.ids)]),
            ("whatsapp.inbox.transcript", [("channel_id", "in", threads.ids)]),
            ("whatsapp.inbox.message.revision", [("channel_id", "in", threads.ids)]),
            ("whatsapp.inbox.consent", own),
            ("whatsapp.inbox.compose", own),
            ("whatsapp.inbox.away", [("conversation_id", "in", conversations.ids)]),
        ):
            found = self.env[model].with_context(active_test=False).search(domain)
            # the number stays blocked, if it was: else they would get marketing again
            found.unlink()
        forwards = self.env["whatsapp.inbox.forward"].search(
            [("conversation_id", "in", conversations.ids)]
        )
        forwards.mail_id.mail_message_id.unlink()
        forwards.exists().unlink()
        for record in (*threads, contact, *conversations):
            self._erase_around(record)
        events = self.env["whatsapp.inbox.conversation.event"].search(
            [("conversation_id", "in", conversations.ids)]
        )
        events.write({"note": False, "reason": False, "before": False, "after": False})
        calls = self.env["whatsapp.inbox.call"].search(own)
        if self.mode == "delete":
            calls.unlink()
        for call in calls.exists():
            call.write({"wacid": f"erased-{call.id}", "mail_message_id": False})
        return True

    def _erase_around(self, record):
        here = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        for model in ("mail.activity", "ir.attachment"):
            self.env[model].with_context(active_test=False).search(here).unlink()
        said = [("model", "=", record._name), ("res_id", "=", record.id)]
        self.env["mail.scheduled.message"].search(said).unlink()
        if record._name != "discuss.channel":
            self.env["mail.message"].search(said).unlink()

    def _phase_traces(self):
        """Where they are named in what Meta told beside messages, and what waits on
        the bus for browsers that have been closed for a while."""
        names = self.env["whatsapp.inbox.personal.data"]._identifiers(self.contact_id)
        values = {
            "accounts": self._account_ids(),
            "names": [*names, *(f"+{name}" for name in names)],
            "patterns": self._patterns(),
            "bus_last": self.bus_last,
            "bus_threads": self._bus_pattern(),
        }
        for query in TRACES:
            self.env.cr.execute(SQL(query, **values))
        self.env.invalidate_all(flush=False)
        return True

    def _bus_pattern(self):
        """:return: regular expression of the ids of their threads in what is sent to
        browsers: the channel that it is sent to, or a value of the record's "id" """
        ids = "|".join(map(str, self._threads().ids)) or "0"
        return rf'("discuss\.channel", ?|"id": ?)({ids})\M'

    def _phase_person(self):
        """Alone with the contact. What came meanwhile is erased first: here, or who
        goes on writing would never be erased; if it is much, from the beginning."""
        contact, threads = self.contact_id, self._threads()
        # SQL: it waits for the drain, which the ORM's lock would not
        query = "SELECT FROM whatsapp_inbox_contact WHERE id = %s FOR UPDATE"
        self.env.cr.execute(SQL(query, contact.id), log_exceptions=False)
        came = self.env["mail.message"].search_count(self._said(), limit=BATCH + 1)
        if came > BATCH:
            self.write({"phase": PHASES[0], "position": 0})
            return False
        if came:
            self._erase_rest()
        partner = contact.partner_id
        threads.channel_member_ids.unlink()
        self._forget_wizard()
        if self.mode == "delete":
            self._delete_person(contact, threads)
        else:
            self._anonymise_person(contact, threads)
        self.env.flush_all()
        if self.with_partner and partner:
            self._erase_partner(partner)
        return True

    def _erase_rest(self):
        tries, self.position = self.position, 0
        for name in PHASES[: PHASES.index("person")]:
            while not getattr(self, f"_phase_{name}")():
                self.env.flush_all()
        self.position = tries

    def _delete_person(self, contact, threads):
        own = [("contact_id", "=", contact.id)]
        self.env["whatsapp.inbox.message"].search(own).unlink()
        self.env["whatsapp.inbox.conversation"].search(own).unlink()
        threads.unlink()
        contact.unlink()

    def _anonymise_person(self, contact, threads):
        """SQL: nothing that follows a change of a conversation, as closing texts for
        the customer, may follow this one."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE whatsapp_inbox_conversation
                   SET state = 'resolved', waiting_since = NULL, queue_since = NULL,
                       snoozed_until = NULL, window_expires_at = NULL, failure = NULL,
                       resolved_at = COALESCE(resolved_at, %s), referral_url = NULL,
                       referral_headline = NULL, referral_click_id = NULL
                 WHERE contact_id = %s
                """,
                fields.Datetime.now(),
                contact.id,
            )
        )
        self.env.invalidate_all(flush=False)
        contact.alias_ids.unlink()
        self.env["whatsapp.inbox.contact.match"]._of(contact).unlink()
        name = self.env._("Erased #%s", self.id)
        contact.write(
            {
                "name": name,
                "username": False,
                "phone": False,
                "bsuid": False,
                "partner_id": False,
                "partner_ambiguous": False,
                "match_reason": False,
            }
        )
        threads.write({"name": name, "description": False})

    def _forget_wizard(self):
        """The lookup that found them is kept for a day by Odoo."""
        line = self._line()
        (line | line.wizard_id.line_ids.filtered("is_unlinked")).res_name = False
        line.wizard_id.write({"name": "*", "email": False, "phone": False})

    def _erase_partner(self, partner):
        self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", partner.id)]
        ).unlink()
        self.env["mail.activity"].with_context(active_test=False).search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        ).unlink()
        if self.mode == "delete" and not partner.user_ids:
            try:
                with self.env.cr.savepoint():
                    partner.unlink()
                    self.env.flush_all()
                return
            except (psycopg2.IntegrityError, UserError):
                partner.invalidate_recordset()
        vals = {name: False for name in PERSONAL if name in partner._fields}
        name = self.env._("Erased #%s", self.id)
        silent = partner.with_context(tracking_disable=True, mail_notrack=True)
        silent.write({**vals, "name": name})
