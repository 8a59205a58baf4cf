from datetime import timedelta

from odoo import api, fields, models

#: A burst is over when nothing came for so long, or has lasted so long.
QUIET = timedelta(seconds=30)
LONGEST = timedelta(minutes=3)
#: Files come later than their messages; so long they are waited for.
FILES = timedelta(minutes=15)
BATCH = 20
MESSAGES = 50
FILE_BYTES = 10 * 1024 * 1024
AGAIN = timedelta(minutes=15)
GIVE_UP = timedelta(days=3)


class WhatsappInboxForward(models.Model):
    """A message of a customer that goes to the address of a team by mail. The row is
    there until the mail has left: what a mail server refuses is tried again."""

    _name = "whatsapp.inbox.forward"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Message to Forward"
    _order = "id"
    _job_cron = "whatsapp_inbox.ir_cron_forward"

    team_id = fields.Many2one(
        "whatsapp.inbox.team", required=True, readonly=True, ondelete="cascade"
    )
    message_id = fields.Many2one(
        "whatsapp.inbox.message", required=True, readonly=True, ondelete="cascade"
    )
    conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    noted_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    # deleted by Odoo once it has left, and the row with it
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    _once = models.UniqueIndex("(message_id, team_id)")
    _to_do_idx = models.Index("(id) WHERE mail_id IS NULL")

    # -- noting -------------------------------------------------------------------

    @api.model
    def _note(self, messages):
        """Customers wrote: what teams of now have forwarded is put down. Costs no query
        where no team does."""
        teams = self.env["whatsapp.inbox.team"]._ids_forwarding()
        if not teams:
            return
        vals_list = [
            {
                "team_id": message.conversation_id._own_team().id,
                "message_id": message.id,
                "conversation_id": message.conversation_id.id,
            }
            for message in messages
            if message.direction == "inbound"
            and message.message_type != "system"
            and message.conversation_id._own_team().id in teams
        ]
        if vals_list:
            self.create(vals_list)
            self._wake(fields.Datetime.now() + QUIET)

    # -- mailing ------------------------------------------------------------------

    def _job_step(self):
        self._try_again()
        bursts = self._bursts()
        for burst in bursts[:BATCH]:
            burst._mail()
        return len(bursts[:BATCH]), len(bursts[BATCH:])

    @api.model
    def _bursts(self):
        """:return: list of what belongs into one mail each, as far as it is over"""
        todo = self.search([("mail_id", "=", False)], limit=BATCH * MESSAGES)
        now = fields.Datetime.now()
        bursts, later = [], []
        for own in todo.grouped(lambda f: (f.team_id, f.conversation_id)).values():
            own = own.sorted("id")
            due = own._due_at()
            if due > now:
                later.append(due)
                continue
            bursts += [
                own[start : start + MESSAGES] for start in range(0, len(own), MESSAGES)
            ]
        if later:
            self._wake(min(later))
        return bursts

    def _due_at(self):
        """When it is mailed, if nothing else comes."""
        now = fields.Datetime.now()
        due = min(self[-1].noted_at + QUIET, self[0].noted_at + LONGEST)
        if due <= now and "pending" in self.message_id.mapped("media_state"):
            due = min(now + QUIET, self[0].noted_at + FILES)
        return due

    def _mail(self):
        """One mail of what a customer wrote in a burst."""
        team, conversation = self.team_id, self.conversation_id
        if not team.forward_email:
            self.unlink()  # it was switched off meanwhile
            return
        company = team.company_id
        letter = self.env["whatsapp.inbox.letter"].with_context(
            lang=company.partner_id.lang
        )
        env = letter.env
        files = self.message_id.attachment_id
        taken = self._files_that_fit(files)
        paragraphs = [f.message_id.mail_message_id.body for f in self]
        if left := files - taken:
            names = ", ".join(left.mapped("name"))
            paragraphs.append(env._("Too large for a mail: %s", names))
        paragraphs.append(
            env._(
                "Answer in Odoo: what you answer to this mail does not reach the "
                "customer."
            )
        )
        self.mail_id = letter._write(
            company,
            team.forward_email,
            env._(
                "WhatsApp: %(customer)s · conversation %(number)s",
                customer=conversation.contact_id.display_name,
                number=conversation.id,
            ),
            paragraphs,
            conversation.channel_id,
            taken,
        )

    @api.model
    def _files_that_fit(self, files):
        """The first files that are small enough together."""
        taken, size = files.browse(), 0
        for file in files:
            if size + file.file_size <= FILE_BYTES:
                taken, size = taken + file, size + file.file_size
        return taken

    # -- what a mail server refused -----------------------------------------------

    @api.model
    def _failed(self):
        return self.search([("mail_id.state", "in", ("exception", "cancel"))])

    @api.model
    def _try_again(self):
        """After a while, for some days; then a person does it, see the diagnosis."""
        now = fields.Datetime.now()
        waiting = self._failed().filtered(
            lambda f: f.mail_id.write_date <= now - AGAIN and f.noted_at > now - GIVE_UP
        )
        waiting._send_again()

    def _send_again(self):
        # sudo: mails of the inbox itself
        mails = self.sudo().mail_id
        if mails:
            mails.write({"state": "outgoing", "failure_reason": False})
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
