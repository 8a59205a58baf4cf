from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class MailMessage(models.Model):
    """A note of a thread becomes a note of a record: the customer's, and whatever
    bridges add. It stays in the thread, and is sent nowhere."""

    _inherit = "mail.message"

    def _whatsapp_note_targets(self):
        """For bridges: records that this user may read and that a note of this thread
        may be about (a ticket, a lead).

        :return: list of records of models with a chatter, the first is proposed
        """
        self.ensure_one()
        # sudo: whose thread it is; whether one reads the partner is asked below
        thread = self.env["discuss.channel"].sudo().browse(self.res_id)
        partner = thread.whatsapp_contact_id.partner_id.sudo(False)
        return [partner] if partner.has_access("read") and partner else []

    def whatsapp_note_targets(self):
        """:return: list of ``{"model", "id", "name", "kind"}``"""
        self._whatsapp_check_note()
        return [
            {
                "model": record._name,
                "id": record.id,
                "name": record.display_name,
                "kind": self.env["ir.model"]._get(record._name).name,
            }
            for record in self._whatsapp_note_targets()
        ]

    def whatsapp_copy_note(self, model, record_id):
        """Log the note in the chatter of one of its targets, with its files.

        :return: id of the new message
        :raises UserError: this is no note, or none of its targets
        """
        self._whatsapp_check_note()
        target = next(
            (
                record
                for record in self._whatsapp_note_targets()
                if (record._name, record.id) == (model, record_id)
            ),
            None,
        )
        if target is None:
            raise UserError(self.env._("The note cannot be put there."))
        # sudo: the note's files, copied for who reads the note; and agents may log on
        # the customers they talk with what they may not change otherwise
        files = self.sudo().attachment_ids.sorted("id")
        target = target.sudo()
        copies = files.copy({"res_model": target._name, "res_id": target.id})
        message = target.message_post(
            author_id=self.env.user.partner_id.id,
            body=self._whatsapp_note_header() + self.body,
            attachment_ids=copies.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        return message.id

    def _whatsapp_note_header(self):
        thread = self.env["discuss.channel"].browse(self.res_id)
        text = self.env._(
            "Note of %(author)s in the WhatsApp chat with %(customer)s, %(date)s:",
            author=self.sudo().author_id.name,
            customer=thread.sudo().name,
            date=format_datetime(self.env, self.date, dt_format="short"),
        )
        # names the thread, so that a copy is found when a person is erased
        head = '<p class="text-muted" data-oe-model="discuss.channel" data-oe-id="%s">'
        return Markup(head + "%s</p>") % (thread.id, text)

    def _whatsapp_check_note(self):
        self.ensure_one()
        self._whatsapp_check_agent()
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        if self.sudo().subtype_id.id != note:
            raise UserError(self.env._("This is not a note of a WhatsApp chat."))
