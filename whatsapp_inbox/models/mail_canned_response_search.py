from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from odoo.addons.mail.tools.discuss import Store

from ..tools import placeholders
from ..tools.search_text import folded, words

LIMIT = 8
#: Uses that count for the order, and how much more one's own do than the team's.
MONTHS, OWN_WEIGHT = 3, 3


class MailCannedResponse(models.Model):
    """What is offered behind ``::`` in a WhatsApp thread."""

    _inherit = "mail.canned.response"

    @api.model
    def whatsapp_search(self, channel_id, term="", limit=LIMIT):
        """The canned replies that fit, filled with what is known of the customer.

        :param int channel_id: of a thread that the user may read
        :param str term: found in shortcut and text, whatever its accents
        :return: at most 8 of {id, source, folder, lang, body, gaps, attachments:
            [{id, name, mimetype}], buttons: [title]}: first those whose shortcut fits
            best, then those that this agent and the team use most
        """
        thread = self.env["discuss.channel"].browse(channel_id)
        thread.check_access("read")
        # sudo: the last conversation of a thread that one may read; each value is found
        # under the rights of the user
        conversation = thread.sudo().whatsapp_conversation_id.with_env(self.env)
        registry = self.env["whatsapp.inbox.placeholder"]
        found = self.browse(
            self._whatsapp_ranked(thread, term, min(max(int(limit), 1), LIMIT))
        )
        known, written = registry._placeholders(), placeholders.DOUBLE
        names = {
            n for c in found for n in placeholders.used(c.substitution, known, written)
        }
        values = registry._values(conversation, names)
        return [canned._whatsapp_suggestion(values) for canned in found]

    def _whatsapp_suggestion(self, values):
        body, gaps = placeholders.fill_or_gap(self.substitution, values)
        return {
            "id": self.id,
            "source": self.source,
            "folder": self.whatsapp_folder_id.name or "",
            "lang": self.whatsapp_lang or "",
            "body": body,
            "gaps": gaps,
            "attachments": [
                {"id": file.id, "name": file.name, "mimetype": file.mimetype}
                for file in self.whatsapp_attachment_ids
            ],
            "buttons": self._whatsapp_buttons(),
        }

    @api.model
    def _whatsapp_ranked(self, thread, term, limit):
        """:return: ids, in their order; of one shortcut only those in the language
        that fits best"""
        langs = self._whatsapp_langs(thread)
        domain = Domain("whatsapp_lang", "in", [*langs, False])
        for word in words(term):
            domain &= Domain("whatsapp_search_text", "like", escape_psql(word))
        query = self._search(domain)
        columns = ("id", "whatsapp_search_text", "whatsapp_lang")
        table = query.table
        found = query.select(*(SQL.identifier(table, name) for name in columns))
        self.flush_model(columns)
        self.env["whatsapp.inbox.canned.use"].flush_model()
        shortcut = escape_psql(folded(term))
        since = fields.Date.today().replace(day=1) - relativedelta(months=MONTHS - 1)
        # sudo: the team of a thread that one may read
        team = thread.sudo().whatsapp_team_id.id or 0
        rows = self.env.execute_query(
            SQL(
                """
                WITH found AS (%(found)s),
                spoken AS (
                    SELECT id, split_part(whatsapp_search_text, E'\\n', 1) AS source,
                           array_position(%(langs)s::text[],
                                          coalesce(whatsapp_lang, '')::text) AS lang
                      FROM found
                ),
                fitting AS (
                    SELECT id, source,
                           rank() OVER (PARTITION BY source ORDER BY lang) AS fit
                      FROM spoken
                ),
                used AS (
                    SELECT canned_id,
                           sum(uses * CASE WHEN user_id = %(user)s
                                           THEN %(own)s ELSE 1 END) AS uses
                      FROM whatsapp_inbox_canned_use
                     WHERE (user_id = %(user)s OR team_id = %(team)s)
                       AND month >= %(since)s
                     GROUP BY canned_id
                )
                SELECT fitting.id
                  FROM fitting
                  LEFT JOIN used ON used.canned_id = fitting.id
                 WHERE fit = 1
                 ORDER BY CASE WHEN source = %(term)s THEN 0
                               WHEN source LIKE %(shortcut)s || '%%' THEN 1
                               WHEN source LIKE '%%' || %(shortcut)s || '%%' THEN 2
                               ELSE 3 END,
                          uses DESC NULLS LAST, source, fitting.id
                 LIMIT %(limit)s
                """,
                found=found,
                langs=[*langs, ""],
                user=self.env.uid,
                own=OWN_WEIGHT,
                team=team,
                since=since,
                term=folded(term),
                shortcut=shortcut,
                limit=limit,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _whatsapp_langs(self, thread):
        """:return: codes, the best first: the customer's, others of that language, the
        user's"""
        # sudo: how one speaks to the customer of a thread that one may read
        contact = thread.sudo().whatsapp_contact_id
        own = self.env.user.lang or self.env.lang
        customer = contact._language() if contact else own
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        spoken = customer.partition("_")[0]
        kin = [code for code in installed if code.partition("_")[0] == spoken]
        return list(dict.fromkeys([customer, *kin, own]))

    def whatsapp_pick(self):
        """Copies of the files of a canned reply, to be sent by the user.

        :return: {ids, store_data}, as of files that the user has uploaded
        """
        self.ensure_one()
        self.check_access("read")
        pending = {"res_model": "mail.compose.message", "res_id": 0}
        copies = self.env["ir.attachment"].union(
            *(file.copy(pending) for file in self.whatsapp_attachment_ids)
        )
        return {"ids": copies.ids, "store_data": Store().add(copies).get_result()}
