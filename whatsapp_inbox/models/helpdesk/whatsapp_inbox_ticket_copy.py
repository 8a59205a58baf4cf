from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import SQL, formataddr


class WhatsappInboxTicketCopy(models.AbstractModel):
    """A WhatsApp message that a ticket shows as a note, for those of the helpdesk who
    have no inbox. The row is written with the message, the note by a job.

    A bridge has ``ticket_id`` and, by an index, one row of a message and a ticket.
    """

    _name = "whatsapp.inbox.ticket.copy.mixin"
    _inherit = "whatsapp.inbox.row.job"
    _description = "WhatsApp Message on a Ticket"
    _order = "id"

    message_id = fields.Many2one(
        "mail.message", required=True, readonly=True, ondelete="cascade"
    )
    copy_id = fields.Many2one(
        "mail.message",
        "Note",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )

    # -- what is to be done ---------------------------------------------------------

    @api.model
    def _tickets(self):
        # sudo: which tickets show a thread, whoever writes in it
        return self.env[self._fields["ticket_id"].comodel_name].sudo()

    @api.model
    def _note(self, messages):
        """WhatsApp messages are there: they are for the open tickets of their threads.
        One query, where there are none.

        :param messages: ``whatsapp.inbox.message``
        """
        Ticket = self._tickets()
        mine = Domain(
            "whatsapp_conversation_ids.channel_id", "in", messages.channel_id.ids
        )
        tickets = Ticket.search(Ticket._open_domain() & mine)
        threads = {t: t.whatsapp_conversation_ids.channel_id.ids for t in tickets}
        self._add(
            (mail, ticket)
            for mail in messages.mail_message_id
            for ticket in tickets
            if mail.res_id in threads[ticket]
        )

    @api.model
    def _add(self, pairs):
        """Tickets show messages of threads; as they are now, if they did already.

        :param pairs: of (``mail.message``, ticket)
        """
        now = fields.Datetime.now()
        rows = [
            SQL(
                "(%s, %s, 'pending', %s, %s, %s, %s)",
                mail.id,
                ticket.id,
                self.env.uid,
                now,
                self.env.uid,
                now,
            )
            for mail, ticket in pairs
        ]
        if not rows:
            return
        # the index decides, of two that come at once as well
        self.env.execute_query(
            SQL(
                """
                INSERT INTO %(table)s (
                    message_id, ticket_id, state,
                    create_uid, create_date, write_uid, write_date
                ) VALUES %(rows)s
                ON CONFLICT (message_id, ticket_id) DO UPDATE SET state = 'pending'
                RETURNING id
                """,
                table=SQL.identifier(self._table),
                rows=SQL(", ").join(rows),
            )
        )
        self.invalidate_model()
        self._wake()

    @api.model
    def _renew(self, mails):
        """Messages that are shown were changed, deleted, or did not get there."""
        # what waits is written as well: the job that is at it has read what was before,
        # and one of the two begins again
        if mails and self.env.execute_query(
            SQL(
                "UPDATE %s SET state = 'pending' WHERE message_id IN %s RETURNING id",
                SQL.identifier(self._table),
                tuple(mails.ids),
            )
        ):
            self.invalidate_model()
            self._wake()

    # -- doing it -------------------------------------------------------------------

    def _do(self):
        self.ensure_one()
        # the inbox itself writes it, in the words of the ticket's company
        own = self.with_user(SUPERUSER_ID)
        company = own.ticket_id.company_id or own.env.company
        own = own.with_company(company).with_context(
            allowed_company_ids=company.ids, lang=company.partner_id.lang
        )
        if not own._is_meant():
            own.state = "skipped"
            return
        if own.copy_id:
            own._bring_up_to_date()
        else:
            own._post()
        own.state = "done"
        own._tell_browsers()

    def _is_meant(self):
        """What is about some of the tickets, or quotes what was, is for these alone."""
        Link = self.env["whatsapp.inbox.document.link"]
        links = Link.search(
            [
                ("message_id", "in", (self.message_id | self.message_id.parent_id).ids),
                ("model", "=", self.ticket_id._name),
            ]
        )
        tickets = self.search([("message_id", "=", self.message_id.id)]).ticket_id
        meant = tickets.filtered(lambda t: t.id in links.mapped("res_id"))
        return not meant or self.ticket_id in meant

    def _post(self):
        """A note: neither the portal nor a mail shows it to the customer."""
        mail, ticket = self.message_id, self.ticket_id
        told = self._told()
        self.copy_id = ticket.with_context(mail_create_nosubscribe=True).message_post(
            author_id=mail.author_id.id,
            email_from=self._sender(told),
            body=self._body(),
            date=mail.date,
            attachment_ids=self._files().ids,
            partner_ids=told.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def _bring_up_to_date(self):
        copy = self.copy_id
        files = self._files()
        gone = copy.attachment_ids - files
        copy.write({"body": self._body(), "attachment_ids": [Command.set(files.ids)]})
        gone.unlink()

    def _sender(self, told):
        """Of a customer without a contact the name, as in the thread; with an address
        if a mail says so."""
        mail = self.message_id
        if mail.author_id:
            return mail.author_id.email_formatted
        if any(user.notification_type == "email" for user in told.user_ids):
            return formataddr((mail.email_from, self.env.company.email_formatted))
        return mail.email_from

    def _told(self):
        """:return: ``res.partner``: the assignee, of what the customer wrote; who is a
        member of the thread is told there"""
        assignee = self.ticket_id.user_id.partner_id
        if self.message_id.whatsapp_direction != "inbound":
            return assignee.browse()
        return assignee - self._thread().channel_member_ids.partner_id

    def _thread(self):
        return self.env["discuss.channel"].browse(self.message_id.res_id)

    def _body(self):
        """As the thread shows it, and whence it is; it names both thread and message,
        so that it is found when a person is erased."""
        mail = self.message_id
        words = [self.env._("WhatsApp"), *self._remarks()]
        return mail.body + Markup(
            '<p class="o_whatsapp_inbox_copy text-muted small mb-0"'
            ' data-oe-model="discuss.channel" data-oe-id="%s">'
            '<i class="fa fa-whatsapp me-1"></i>%s · <a href="%s/mail/message/%s"'
            ' class="o_message_redirect" data-oe-model="mail.message" data-oe-id="%s">'
            "%s</a></p>"
        ) % (
            mail.res_id,
            " · ".join(words),
            self.ticket_id.get_base_url(),
            mail.id,
            mail.id,
            self.env._("Show the message"),
        )

    def _remarks(self):
        mail = self.message_id
        if mail.whatsapp_edited_at and not mail.whatsapp_revoked_at:
            yield self.env._("edited")
        if mail.whatsapp_state == "failed":
            yield self.env._("did not get there")
        elif mail.whatsapp_state == "unknown":
            yield self.env._("maybe did not get there")
        elif mail.whatsapp_state == "withdrawn":
            yield self.env._("was not sent")

    def _files(self):
        """:return: the ticket's own files, copied unless it has them"""
        here = {
            (file.checksum, file.name): file for file in self.copy_id.attachment_ids
        }
        files = self.env["ir.attachment"]
        for file in self.message_id.attachment_ids.sorted("id"):
            own = here.get((file.checksum, file.name))
            if not own:
                ticket = self.ticket_id
                own = file.copy({"res_model": ticket._name, "res_id": ticket.id})
                if file.voice_ids:
                    own._set_voice_metadata()
            files |= own
        return files

    # -- telling --------------------------------------------------------------------

    def _tell_browsers(self):
        """Those that have the ticket open look again, with their own rights."""
        thread, assignee = self._thread(), self.ticket_id.user_id
        where = {"ticket_id": self.ticket_id.id, "message_id": self.copy_id.id}
        thread._bus_send("whatsapp_inbox.ticket_copy", where)
        if assignee.partner_id not in thread.channel_member_ids.partner_id:
            assignee._bus_send("whatsapp_inbox.ticket_copy", where)

    def _tell_failure(self):
        self.ticket_id._message_log(
            body=self.env._(
                "A message of the WhatsApp chat could not be shown here: %s", self.error
            )
        )
