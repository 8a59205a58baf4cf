from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_date

#: Meta repeats webhooks for 7 days; what is forgotten sooner is taken for new.
LEAST_DAYS = 8
KEEP_DAYS = {"events": 30, "statuses": 30, "media": 0}
PARAMETERS = {name: f"whatsapp_inbox.keep_{name}_days" for name in KEEP_DAYS}
BATCH = 5000
#: Each is a file on a disk, and a message that is written.
BATCH_FILES = 100


class WhatsappInboxVacuum(models.AbstractModel):
    """Forgets what is old, in batches: Odoo's autovacuum commits after each and comes
    back while some is left."""

    _name = "whatsapp.inbox.vacuum"
    _description = "WhatsApp Clean-up"

    @api.model
    def _days(self, name):
        """:return: days to keep, 0 for ever"""
        # sudo: a setting that is no secret
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETERS[name])
        days = int(value) if str(value or "").isdecimal() else KEEP_DAYS[name]
        return days if name == "media" else max(days, LEAST_DAYS)

    def _before(self, name, days=None):
        days = self._days(name) if days is None else days
        return fields.Datetime.now() - timedelta(days=days)

    # -- rows ---------------------------------------------------------------------

    @api.model
    def _old_events(self, days=None):
        return SQL(
            "FROM whatsapp_inbox_webhook_event"
            " WHERE state = 'done' AND create_date < %s",
            self._before("events", days),
        )

    @api.model
    def _old_statuses(self, days=None):
        return SQL(
            "FROM whatsapp_inbox_status WHERE create_date < %s",
            self._before("statuses", days),
        )

    @api.model
    def _delete(self, model, old):
        """:return: how many were deleted, and whether there may be more"""
        model = self.env[model]
        model.flush_model()
        # an array is made once; a join may select again for each row, and take more
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE id = ANY(ARRAY(SELECT id %s LIMIT %s"
                " FOR UPDATE SKIP LOCKED))",
                SQL.identifier(model._table),
                old,
                BATCH,
            )
        )
        done = self.env.cr.rowcount
        model.invalidate_model(flush=False)
        return done, int(done == BATCH)

    # -- files --------------------------------------------------------------------

    @api.model
    def _old_files(self, days=None):
        """Files that belong to their thread alone. A document of another record that
        was sent stays with that record; what still has to be sent is needed."""
        return SQL(
            """
              FROM whatsapp_inbox_message message
              JOIN ir_attachment file
                ON file.id = message.attachment_id
               AND file.res_model = 'discuss.channel'
               AND file.res_id = message.channel_id
             WHERE message.attachment_id IS NOT NULL
               AND message.create_date < %s
               AND message.state NOT IN ('queued', 'sending', 'unknown')
               AND NOT EXISTS (
                   SELECT 1 FROM message_attachment_rel other
                    WHERE other.attachment_id = file.id
                      AND other.message_id != message.mail_message_id)
            """,
            self._before("media", days),
        )

    @api.autovacuum
    def _gc_files(self):
        if not self._days("media"):
            return 0, 0
        self.env.flush_all()
        query = SQL(
            "SELECT message.id %s ORDER BY message.create_date LIMIT %s",
            self._old_files(),
            BATCH_FILES,
        )
        ids = [row[0] for row in self.env.execute_query(query)]
        self._remove_files(self.env["whatsapp.inbox.message"].browse(ids))
        return len(ids), int(len(ids) == BATCH_FILES)

    @api.model
    def _remove_files(self, messages):
        """The message stays, and says what was there until when."""
        for mail, parts in messages.grouped("mail_message_id").items():
            lang = parts[:1].account_id.company_id.partner_id.lang
            spoken = self.with_context(lang=lang)
            lines = [spoken._removed_line(file) for file in parts.attachment_id]
            body = Markup("<br/>").join(filter(None, [*lines, mail.body]))
            parts.attachment_id.unlink()
            parts.write({"media_state": "removed"})
            mail.body = body

    def _removed_line(self, file):
        text = self.env._(
            "%(name)s was removed on %(date)s",
            name=file.name,
            date=format_date(self.env, fields.Date.today()),
        )
        return Markup('<span class="o_whatsapp_inbox_media">🗑️ %s</span>') % text

    # -- figures ------------------------------------------------------------------

    @api.model
    def _to_go(self, events, statuses, media):
        """How many the next clean-up takes if so many days are kept; ``size`` of the
        files, in bytes."""
        files, size = (0, 0)
        if media > 0:
            query = SQL(
                "SELECT count(DISTINCT file.id), COALESCE(sum(file.file_size), 0) %s",
                self._old_files(media),
            )
            [[files, size]] = self.env.execute_query(query)
        return {
            "events": self._count(self._old_events(max(events, LEAST_DAYS))),
            "statuses": self._count(self._old_statuses(max(statuses, LEAST_DAYS))),
            "media": files,
            "size": int(size),
        }

    def _count(self, rows):
        [[count]] = self.env.execute_query(SQL("SELECT count(*) %s", rows))
        return count

    @api.model
    def _stored(self):
        """What there is: bytes on disk of each, and how many ``files``."""
        query = SQL(
            """
            SELECT pg_total_relation_size('whatsapp_inbox_webhook_event'),
                   pg_total_relation_size('whatsapp_inbox_status'),
                   count(file.id), COALESCE(sum(file.file_size), 0)
              FROM whatsapp_inbox_message message
              JOIN ir_attachment file ON file.id = message.attachment_id
             WHERE message.attachment_id IS NOT NULL
            """
        )
        [[events, statuses, files, media]] = self.env.execute_query(query)
        return {
            "events": events,
            "statuses": statuses,
            "files": files,
            "media": int(media),
        }
