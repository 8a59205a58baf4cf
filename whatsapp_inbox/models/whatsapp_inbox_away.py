from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

BATCH = 50
KEEP = timedelta(days=30)


class WhatsappInboxAway(models.Model):
    """A mail that was sent to an agent who was away while a customer waited: one for
    each time that a customer waits, however much they write."""

    _name = "whatsapp.inbox.away"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Mail to Who Is Away"
    _job_cron = "whatsapp_inbox.ir_cron_away"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation", required=True, readonly=True, ondelete="cascade"
    )
    waiting_since = fields.Datetime(required=True, readonly=True)

    _once = models.UniqueIndex("(conversation_id, user_id, waiting_since)")

    def _job_step(self):
        due = self._due()
        for conversation_id, user_id in due:
            conversation = self.env["whatsapp.inbox.conversation"].browse(
                conversation_id
            )
            user = self.env["res.users"].browse(user_id)
            if self._claim(conversation, user) and self._may_read(conversation, user):
                self._mail(conversation, user)
        return len(due), BATCH if len(due) == BATCH else 0

    @api.model
    def _due(self):
        """Who follows a conversation whose customer waits and has said something that
        they have not seen, and was away all that time. Nothing that is muted, nothing
        for who is not to be disturbed, nothing outside of their hours if they wish.

        :return: (conversation id, user id), the longest waiting first
        """
        users = self.env["res.users"].search(
            [("res_users_settings_ids.whatsapp_away_minutes", ">", 0)]
        )
        users -= users._whatsapp_off_hours()
        if not users:
            return []
        self.env.flush_all()
        # SQL: the last words that each has not seen, in one query
        return self.env.execute_query(
            SQL(
                """
                SELECT conversation.id, users.id
                  FROM whatsapp_inbox_conversation conversation
                  JOIN discuss_channel_member member
                    ON member.channel_id = conversation.channel_id
                  JOIN res_users users ON users.partner_id = member.partner_id
                  JOIN res_users_settings settings ON settings.user_id = users.id
             LEFT JOIN mail_presence presence ON presence.user_id = users.id
                 WHERE users.id IN %(users)s
                   AND conversation.state = 'open'
                   AND conversation.waiting_since <= %(now)s
                       - make_interval(mins => settings.whatsapp_away_minutes)
                   AND (presence.last_presence IS NULL
                        OR presence.last_presence <= %(now)s
                           - make_interval(mins => settings.whatsapp_away_minutes))
                   AND users.manual_im_status IS DISTINCT FROM 'busy'
                   AND member.mute_until_dt IS NULL
                   AND CASE WHEN conversation.user_id IS NULL
                            THEN settings.whatsapp_ring_queue
                            WHEN conversation.user_id = users.id
                            THEN settings.whatsapp_ring_mine
                            ELSE settings.whatsapp_ring_followed END
                   AND EXISTS (
                       SELECT FROM whatsapp_inbox_message message
                        WHERE message.channel_id = conversation.channel_id
                          AND message.direction = 'inbound'
                          AND message.timestamp >= conversation.waiting_since
                          AND message.mail_message_id
                              > COALESCE(member.seen_message_id, 0))
                   AND NOT EXISTS (
                       SELECT FROM whatsapp_inbox_away away
                        WHERE away.conversation_id = conversation.id
                          AND away.user_id = users.id
                          AND away.waiting_since = conversation.waiting_since)
                 ORDER BY conversation.waiting_since, conversation.id, users.id
                 LIMIT %(limit)s
                """,
                users=tuple(users.ids),
                now=fields.Datetime.now(),
                limit=BATCH,
            )
        )

    def _claim(self, conversation, user):
        """:return: whether nobody wrote this mail before"""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO whatsapp_inbox_away
                    (conversation_id, user_id, waiting_since, create_date)
                SELECT id, %s, waiting_since, %s
                  FROM whatsapp_inbox_conversation
                 WHERE id = %s AND state = 'open' AND waiting_since IS NOT NULL
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                user.id,
                fields.Datetime.now(),
                conversation.id,
            )
        )
        return bool(rows)

    def _may_read(self, conversation, user):
        """Rights change, so they are asked when it is sent."""
        own = conversation.with_user(user)
        return bool(
            user.email_normalized and user._is_whatsapp_agent()
        ) and own.has_access("read")

    def _mail(self, conversation, user):
        """No word of the customer's, and no name where others read it: in the subject
        line."""
        letter = self.env["whatsapp.inbox.letter"].with_context(
            lang=user.lang, tz=user.tz
        )
        env = letter.env
        since = format_datetime(env, conversation.waiting_since, dt_format="short")
        letter._write(
            conversation.company_id,
            user.email_normalized,
            env._("A customer waits on WhatsApp (conversation %s)", conversation.id),
            [
                env._(
                    "%(customer)s waits for an answer since %(time)s.",
                    customer=conversation.contact_id.display_name,
                    time=since,
                ),
                env._(
                    "You get one mail each time that a customer waits while you are "
                    "away; see WhatsApp in your preferences."
                ),
            ],
            conversation.channel_id,
        )

    @api.autovacuum
    def _gc_answered(self):
        """What a customer waits for no more is not mailed again."""
        old = self.search([("create_date", "<", fields.Datetime.now() - KEEP)])
        old.filtered(
            lambda away: away.conversation_id.waiting_since != away.waiting_since
        ).unlink()
