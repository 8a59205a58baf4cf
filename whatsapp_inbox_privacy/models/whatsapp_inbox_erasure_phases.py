from markupsafe import Markup

from odoo import models
from odoo.tools import SQL

#: Messages, and webhooks, that are looked at in one transaction.
BATCH = 500
BATCH_EVENTS = 5000
THREAD = "discuss.channel"
#: Other files of a message are a record's.
OURS = (THREAD, "mail.message", "mail.compose.message", False)


class WhatsappInboxErasure(models.Model):
    """What was said goes: first copies that are elsewhere, then the messages."""

    _inherit = "whatsapp.inbox.erasure"

    def _threads(self):
        return self.contact_id.with_context(active_test=False).channel_ids

    def _said(self):
        return [("model", "=", THREAD), ("res_id", "in", self._threads().ids)]

    def _phase_copies(self):
        """Documents that tell of the threads; messages that were forwarded or noted on
        other records, and the mails about them: they name the thread or the message
        that they are of."""
        Data = self.env["whatsapp.inbox.personal.data"]
        for documents in Data._documents(self.contact_id):
            documents._whatsapp_forget(self._threads())
        copies = self.env["mail.message"].browse(Data._copies(self.contact_id))
        # the files of a note about a document are the document's
        forwarded = copies.filtered(
            lambda copy: f'data-oe-model="{THREAD}"' in copy.body
        )
        forwarded.attachment_ids.unlink()
        erased = self.env._("A message of WhatsApp that was erased")
        copies.write({"body": Markup("<p>%s</p>") % erased, "subject": False})
        newest = self.env["mail.message"].search(self._said(), order="id desc", limit=1)
        self.last_message = newest.id
        return True

    def _phase_messages(self):
        """A batch, both sides and the notes of colleagues: all of it is about them."""
        known = [*self._said(), ("id", "<=", self.last_message)]
        mails = self.env["mail.message"].search(known, order="id", limit=BATCH)
        records = self.env["whatsapp.inbox.message"].search(
            [("mail_message_id", "in", mails.ids)]
        )
        if not mails:
            records = records.search(
                [
                    ("channel_id", "in", self._threads().ids),
                    ("mail_message_id", "=", False),
                    "|",
                    ("wamid", "!=", False),
                    ("payload", "!=", False),
                ],
                limit=BATCH,
            )
        if not mails and not records:
            return True
        self._erase_statuses(records)
        files = mails.attachment_ids | records.attachment_id
        files |= records.revision_ids.attachment_ids
        files = files.filtered(lambda file: file.res_model in OURS)
        if self.mode == "delete":
            records.unlink()
        else:
            self._blank(records)
            calls = self.env["whatsapp.inbox.call"]
            calls.search([("mail_message_id", "in", mails.ids)]).mail_message_id = False
            self.env.flush_all()
        files.unlink()
        mails.unlink()
        self.done_count += len(mails)
        return False

    def _erase_statuses(self, records):
        wamids = [wamid for wamid in records.mapped("wamid") if wamid]
        Status = self.env["whatsapp.inbox.status"]
        Status.search([("wamid", "in", wamids)]).unlink()
        # somebody else's message never quotes them; their own is of this batch or next
        records.revision_ids.unlink()

    def _blank(self, records):
        """Kinds, states and times stay. A wamid has the number in it, encoded."""
        self.env.flush_all()
        if records:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE whatsapp_inbox_message
                       SET wamid = NULL, quoted_wamid = NULL, payload = NULL,
                           media = NULL, media_state = NULL, error_message = NULL,
                           attachment_id = NULL, mail_message_id = NULL,
                           callback_data = NULL, retry_at = NULL,
                           state = CASE WHEN state IN ('queued', 'sending', 'unknown')
                                        THEN 'withdrawn' ELSE state END
                     WHERE id = ANY(%s)
                    """,
                    records.ids,
                )
            )
            self.env.invalidate_all(flush=False)

    def _phase_webhooks(self):
        """Bodies as Meta sent them. What has not been read yet is left: it is new."""
        patterns = self._patterns()
        ids = [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT id FROM whatsapp_inbox_webhook_event"
                    " WHERE id > %s ORDER BY id LIMIT %s",
                    self.position,
                    BATCH_EVENTS,
                )
            )
        ]
        if not ids:
            return True
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM whatsapp_inbox_webhook_event
                 WHERE id BETWEEN %s AND %s AND state != 'pending'
                   AND account_id = ANY(%s) AND body LIKE ANY(%s)
                """,
                ids[0],
                ids[-1],
                self._account_ids(),
                patterns,
            )
        )
        self.env["whatsapp.inbox.webhook.event"].invalidate_model(flush=False)
        self.position = ids[-1]
        return False

    def _patterns(self):
        """For LIKE: digits and ids have no signs of it."""
        Data = self.env["whatsapp.inbox.personal.data"]
        return [f"%{name}%" for name in Data._identifiers(self.contact_id)]

    def _account_ids(self):
        return self.env["whatsapp.inbox.personal.data"]._accounts(self.contact_id).ids
