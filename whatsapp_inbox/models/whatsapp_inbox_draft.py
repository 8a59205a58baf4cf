from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

KEEP_DAYS = 30
#: What was sent, discarded or continued; somebody may still want it back.
KEEP_ENDED_DAYS = 1
LENGTH_LIMIT = 65_536


class WhatsappInboxDraft(models.Model):
    """What an agent has typed and not sent, one for each thread and kind of text.

    It is theirs: written by their composer alone. Who may read the thread reads it,
    and may go on with it or discard it; it is inactive from then on, and its author
    is told who did. See docs/decisions/0032.
    """

    _name = "whatsapp.inbox.draft"
    _description = "WhatsApp Draft"
    _order = "write_date desc, id desc"

    channel_id = fields.Many2one(
        "discuss.channel", required=True, readonly=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    is_note = fields.Boolean(required=True, readonly=True)
    body = fields.Text(readonly=True, help="As typed, without formatting.")
    active = fields.Boolean(default=True, readonly=True)
    ended_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        ondelete="set null",
        help="Who discarded it or went on with it; empty for its author.",
    )

    _author_unique = models.UniqueIndex("(channel_id, user_id, is_note)")

    @api.model
    def _save(self, channel, is_note, body):
        """Keep what this user has typed now; without a text nothing is kept.

        :return: the draft; two tabs of one user write the same row
        """
        body = body[:LENGTH_LIMIT]
        self.flush_model()
        # SQL: the unique index decides, not a search before a create
        [[draft_id]] = self.env.execute_query(
            SQL(
                """
                INSERT INTO whatsapp_inbox_draft
                            (channel_id, user_id, is_note, body, active,
                             create_uid, create_date, write_uid, write_date)
                     VALUES (%(channel)s, %(user)s, %(is_note)s, %(body)s, %(active)s,
                             %(user)s, %(now)s, %(user)s, %(now)s)
                ON CONFLICT (channel_id, user_id, is_note)
                  DO UPDATE SET body = EXCLUDED.body, active = EXCLUDED.active,
                                ended_by_id = NULL, write_uid = EXCLUDED.write_uid,
                                write_date = EXCLUDED.write_date
                  RETURNING id
                """,
                channel=channel.id,
                user=self.env.uid,
                is_note=is_note,
                body=body,
                active=bool(body.strip()),
                now=fields.Datetime.now(),
            )
        )
        draft = self.browse(draft_id)
        draft.invalidate_recordset()
        return draft

    def _end(self):
        """Its author sent or emptied it."""
        self.write({"body": "", "active": False, "ended_by_id": False})
        self._bus_send()

    def _bus_send(self):
        """To whoever may read the thread, and nobody else."""
        for draft in self:
            Store(bus_channel=draft.channel_id).add(draft).bus_send()

    def _to_store_defaults(self, target):
        person = [Store.One("partner_id", ["name", "avatar_128"], sudo=True)]
        return [
            "active",
            "body",
            "is_note",
            "write_date",
            Store.One("channel_id", [], as_thread=True),
            Store.One("ended_by_id", person, sudo=True),
            Store.One("user_id", person, sudo=True),
        ]

    @api.autovacuum
    def _gc_drafts(self):
        now = fields.Datetime.now()
        old = SQL(
            "FROM whatsapp_inbox_draft"
            " WHERE write_date < %s OR (NOT active AND write_date < %s)",
            now - timedelta(days=KEEP_DAYS),
            now - timedelta(days=KEEP_ENDED_DAYS),
        )
        return self.env["whatsapp.inbox.vacuum"]._delete(self._name, old)
