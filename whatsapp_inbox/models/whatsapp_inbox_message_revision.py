from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .whatsapp_inbox_message import ABOUT_OTHERS


class WhatsappInboxMessageRevision(models.Model):
    """One version of a message whose author changed or deleted it on the phone.

    All versions are kept, the first and the last too; the thread shows the newest by
    Meta's clock, or that the message was deleted. What is shown no more is for
    supervisors only. A version may come before its message: it waits without one.
    """

    _name = "whatsapp.inbox.message.revision"
    _description = "WhatsApp Message Version"
    _order = "timestamp, id"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        "discuss.channel", required=True, readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "whatsapp.inbox.message",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty while the message itself has not come.",
    )
    update_id = fields.Many2one(
        "whatsapp.inbox.message",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="What told of this version; none for the first.",
    )
    wamid = fields.Char("Message ID", required=True, readonly=True)
    kind = fields.Selection(
        [("original", "First version"), ("edit", "Edited"), ("revoke", "Deleted")],
        required=True,
        readonly=True,
    )
    direction = fields.Selection(
        [("inbound", "Customer"), ("outbound", "We")],
        string="By",
        required=True,
        readonly=True,
    )
    timestamp = fields.Datetime(required=True, readonly=True, help="Meta's.")
    body = fields.Html("Text", readonly=True)
    message_type = fields.Char(readonly=True)
    payload = fields.Json(readonly=True, groups="whatsapp_inbox.group_admin")
    media = fields.Json(readonly=True, groups="whatsapp_inbox.group_admin")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", readonly=True, bypass_search_access=True
    )

    _waiting_idx = models.Index("(channel_id, wamid) WHERE message_id IS NULL")

    @api.depends("kind", "timestamp")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for revision in self:
            revision.display_name = f"{kinds[revision.kind]} · {revision.timestamp}"

    # -- receiving ----------------------------------------------------------------

    @api.model
    def _receive(self, inbound, account, items):
        """Take edits and deletions and show what is newest.

        Only an own message in the own thread is touched: the thread is that of the
        update's sender, so the id of another's message is never found and waits for
        ever, visible to administrators.

        :param inbound: the model that received them: ``whatsapp.inbox.inbound`` for
            the customer's messages, ``.echo`` for ours of the phone app
        :param list items: (message with a ``revision``, contact, thread)
        """
        if not items:
            return
        told = self._store_updates(inbound, account, items)
        created = self.create(
            [
                {
                    "account_id": account.id,
                    "channel_id": channel.id,
                    "wamid": update.revision.wamid,
                    "kind": "edit" if update.revision.message else "revoke",
                    "direction": record.direction,
                    "timestamp": update.timestamp,
                    "update_id": record.id,
                    **self._content_vals(inbound, update.revision.message),
                }
                for (update, _contact, channel), record in zip(items, told, strict=True)
            ]
        )
        created._match()

    @api.model
    def _store_updates(self, inbound, account, items):
        """Transport records: Meta's id of the update itself, and none of its text."""
        return self.env["whatsapp.inbox.message"].create(
            [
                {
                    "account_id": account.id,
                    "contact_id": contact.id,
                    "channel_id": channel.id,
                    "conversation_id": channel.whatsapp_conversation_id.id,
                    **inbound._transport_vals(update),
                    "payload": {
                        update.type: {"original_message_id": update.revision.wamid}
                    },
                }
                for update, contact, channel in items
            ]
        )

    @api.model
    def _content_vals(self, inbound, message):
        """:param message: of the new content, None if deleted"""
        if not message:
            return {}
        vals = inbound._transport_vals(message)
        return {
            "body": self.env["whatsapp.inbox.bubble"]._render(message),
            "message_type": vals["message_type"],
            "payload": vals["payload"],
            "media": vals["media"],
        }

    @api.model
    def _apply_waiting(self, messages):
        """Versions may come before the messages that they are of."""
        waiting = self.search(
            [
                ("message_id", "=", False),
                ("channel_id", "in", messages.channel_id.ids),
                ("wamid", "in", messages.mapped("wamid")),
            ]
        )
        waiting._match()

    def _match(self):
        """Find the messages of these versions and show what is newest of each."""
        if not self:
            return
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT revision.id, message.id
                  FROM whatsapp_inbox_message_revision revision
                  JOIN whatsapp_inbox_message message
                    ON message.account_id = revision.account_id
                   AND message.wamid = revision.wamid
                   AND message.channel_id = revision.channel_id
                   AND message.direction = revision.direction
                   AND message.mail_message_id IS NOT NULL
                   AND message.message_type NOT IN %s
                 WHERE revision.id IN %s
                """,
                ABOUT_OTHERS,
                tuple(self.ids),
            )
        )
        messages = self.env["whatsapp.inbox.message"].browse(row[1] for row in rows)
        messages._lock_for_status()
        for revision_id, message_id in rows:
            self.browse(revision_id).message_id = message_id
        for message in messages.browse(dict.fromkeys(messages.ids)):
            self._keep_first(message)
            message._show_newest_version()

    @api.model
    def _keep_first(self, message):
        """The first version, as the thread has shown it until now."""
        if message.revision_ids.filtered(lambda r: r.kind == "original"):
            return
        mail = message.mail_message_id.sudo()
        self.create(
            {
                "account_id": message.account_id.id,
                "channel_id": message.channel_id.id,
                "message_id": message.id,
                "wamid": message.wamid,
                "kind": "original",
                "direction": message.direction,
                "timestamp": message.timestamp or message.sent_at or mail.date,
                "body": mail.body,
                "message_type": message.message_type,
                "payload": message.payload,
                "media": message.media,
            }
        )

    def _take_files(self, mail):
        """Take the files that the thread shows no more from ``mail.message``."""
        self._keep_files(mail.attachment_ids)
        mail.write({"attachment_ids": [fields.Command.clear()]})

    def _keep_files(self, attachments):
        """Files of this version: from now on for supervisors alone."""
        self.ensure_one()
        attachments.write(
            {"res_model": self._name, "res_id": self.id, "access_token": False}
        )
        self.attachment_ids |= attachments

    # -- showing ------------------------------------------------------------------

    @api.model
    def _versions_of(self, mail):
        """What the dialog of the thread shows, oldest first.

        :param mail: ``mail.message`` that the caller may read
        :raises AccessError: no supervisor
        :rtype: list of dict
        """
        if not self.env.user.has_group("whatsapp_inbox.group_supervisor"):
            raise AccessError(
                self.env._("Only supervisors may read what a message said before.")
            )
        mail.check_access("read")
        revisions = self.search([("message_id.mail_message_id", "=", mail.id)])
        return [
            {
                "id": revision.id,
                "kind": revision.kind,
                "timestamp": fields.Datetime.to_string(revision.timestamp),
                "body": revision.body or Markup(),
                "files": [
                    {"id": file.id, "name": file.name, "mimetype": file.mimetype}
                    for file in revision.attachment_ids
                ],
            }
            for revision in revisions
        ]
