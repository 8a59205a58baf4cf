from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from .discuss_channel import CHANNEL_TYPE

#: What comes so soon after a push is part of the same album; the browser has the same.
TOGETHER = timedelta(seconds=10)


class DiscussChannel(models.Model):
    """Odoo's web push, for who wants it of whom: see ``res.users.settings``."""

    _inherit = "discuss.channel"

    whatsapp_pushed_at = fields.Datetime(readonly=True)

    def _whatsapp_push_together(self):
        """Ten photos are ten webhooks, and one notification.

        :return: the threads that nobody was notified of just now; noted as notified
        """
        if not self:
            return self
        now = fields.Datetime.now()
        # SQL: of two drains side by side, one notifies
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE discuss_channel SET whatsapp_pushed_at = %(now)s
                 WHERE id IN %(ids)s
                   AND (whatsapp_pushed_at IS NULL OR whatsapp_pushed_at <= %(before)s
                        OR whatsapp_pushed_at > %(now)s)
             RETURNING id
                """,
                now=now,
                before=now - TOGETHER,
                ids=tuple(self.ids),
            )
        )
        self.invalidate_recordset(["whatsapp_pushed_at"], flush=False)
        return self.browse(row[0] for row in rows)

    def _whatsapp_push(self, message, users=None):
        """Push one notification for the newest message, for whoever wants it.

        :param users: only these; by default whoever follows the thread
        """
        msg_vals = {
            "author_id": message.author_id.id,
            # core pushes comments only; what is told of (a call) rings as well
            "message_type": "comment",
            "partner_ids": [],
        }
        if users is None:
            recipients = self._notify_get_recipients(message, msg_vals)
        else:  # who may be no member yet
            users = users.filtered(lambda user: user.manual_im_status != "busy")
            recipients = [
                {"id": partner.id, "notif": "web_push", "active": True}
                for partner in users.partner_id
            ]
        self.with_context(whatsapp_rings=True)._notify_thread_by_web_push(
            message, recipients, msg_vals
        )

    def _notify_thread_by_web_push(
        self, message, recipients_data, msg_vals=False, **kwargs
    ):
        """Customers ring; of what colleagues write, only a mention does."""
        if self.channel_type == CHANNEL_TYPE:
            rings = self.env.context.get("whatsapp_rings")
            called = None if rings else set(message.partner_ids.ids)
            recipients_data = self._whatsapp_who_wants_push(recipients_data, called)
        return super()._notify_thread_by_web_push(
            message, recipients_data, msg_vals, **kwargs
        )

    def _whatsapp_who_wants_push(self, recipients_data, called):
        """:param set called: ids of partners, of whom alone it is; None for all"""
        pushed = [
            r
            for r in recipients_data
            if r["notif"] == "web_push" and (called is None or r["id"] in called)
        ]
        if not pushed:
            return []
        # sudo: what colleagues chose
        users = self.env["res.partner"].sudo().browse(r["id"] for r in pushed).user_ids
        users = users.filtered("whatsapp_push")._whatsapp_want(
            self.sudo().whatsapp_conversation_id, mentioned=called is not None
        )
        users -= users._whatsapp_off_hours()
        wanted = set(users.partner_id.ids)
        return [r for r in pushed if r["id"] in wanted]

    def _notify_by_web_push_prepare_payload(self, message, *args, **kwargs):
        """The customer's name, and one notification a thread, not one a message."""
        payload = super()._notify_by_web_push_prepare_payload(message, *args, **kwargs)
        if self.channel_type == CHANNEL_TYPE:
            payload["title"] = self.name
            payload["options"].update(tag=f"whatsapp_inbox_{self.id}", renotify=True)
        return payload
