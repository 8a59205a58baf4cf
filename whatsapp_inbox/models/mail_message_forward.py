from lxml import html
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from ..tools import text_format
from .discuss_channel import CHANNEL_TYPE

#: What the inbox writes around a customer's words, and buttons that would do nothing.
NOT_FORWARDED = (
    "o_whatsapp_inbox_origin",
    "o_whatsapp_inbox_choice",
    "o_whatsapp_inbox_media",
)
FOUND = 20
#: Messages at once: they are posted in one request.
MAX_FORWARDED = 100


class MailMessage(models.Model):
    """Messages of a thread, given on: to another customer, to the chatter of a record,
    or by mail. Always as a copy, under the rights of who forwards."""

    _inherit = "mail.message"

    # -- where to -----------------------------------------------------------------

    @api.model
    def _whatsapp_forward_models(self):
        """For bridges: models with a chatter that forwarding proposes first.

        :return: list of names of models
        """
        return ["res.partner"]

    def whatsapp_forward_models(self):
        """:return: list of ``{"model", "name"}`` with a chatter that this user may
        write on, those of bridges first"""
        self._whatsapp_check_agent()
        first = self._whatsapp_forward_models()
        # sudo: the names of models; rights are asked of each
        found = self.env["ir.model"].sudo()
        found = found.search([("is_mail_thread", "=", True), ("transient", "=", False)])
        found = found.filtered(lambda model: self._whatsapp_may_log(model.model))
        found = found.sorted(
            lambda model: (
                first.index(model.model) if model.model in first else len(first),
                model.name,
            )
        )
        return [{"model": model.model, "name": model.name} for model in found]

    @api.model
    def _whatsapp_may_log(self, name):
        """Whether one may write on records of a model; never on chats, of which some
        send what is posted to a customer."""
        model = self.env.get(name)
        return (
            model is not None
            and not model._abstract
            and not model._transient
            and name != "discuss.channel"
            and not name.startswith("whatsapp.inbox.")
            and hasattr(model, "message_post")
            and model.has_access("write")
        )

    def whatsapp_forward_records(self, model, term=""):
        """:return: list of ``{"id", "name"}`` of records that this user may write on"""
        self._whatsapp_check_agent()
        if not self._whatsapp_may_log(model):
            raise AccessError(self.env._("You may not write on such records."))
        found = self.env[model].name_search(term, limit=FOUND)
        records = self.env[model].browse(one for one, _name in found)
        allowed = records._filtered_access("write")
        return [{"id": one, "name": name} for one, name in found if one in allowed._ids]

    def whatsapp_forward_threads(self, term=""):
        """:return: list of ``{"id", "name", "number", "refusal"}``: other threads that
        this user may answer; ``refusal`` says why one takes nothing now"""
        self._whatsapp_check_agent()
        domain = [
            ("channel_type", "=", CHANNEL_TYPE),
            ("id", "not in", self.mapped("res_id")),
        ]
        if term.strip():
            domain.append(("id", "in", self._whatsapp_named(term)))
        threads = self.env["discuss.channel"].search(
            domain, limit=FOUND, order="last_interest_dt desc, id desc"
        )
        return [
            {
                "id": thread.id,
                "name": thread.name,
                # sudo: the number of a customer whose thread one reads
                "number": thread.whatsapp_contact_id.sudo().phone or "",
                "refusal": thread._whatsapp_forward_refusal(),
            }
            for thread in threads
        ]

    @api.model
    def _whatsapp_named(self, term):
        """:return: ids of threads of customers with this name or number"""
        domain = [("name", "ilike", term)]
        digits = "".join(character for character in term if character.isdecimal())
        if len(digits) > 3:
            domain = ["|", *domain, ("whatsapp_contact_id.phone", "like", digits)]
        # sudo: contacts are read by threads, whose own rights are asked next
        threads = self.env["discuss.channel"].sudo()
        found = threads.search(
            [("channel_type", "=", CHANNEL_TYPE), *domain],
            limit=500,
            order="last_interest_dt desc, id desc",
        )
        return found.ids

    # -- doing it -----------------------------------------------------------------

    def whatsapp_forward(self, channel_id):
        """Send to another customer: texts and files, and not from whom they are.

        :raises UserError: a note, nothing to send, or the window is closed
        """
        self._whatsapp_check_forward(with_notes=False)
        thread = self.env["discuss.channel"].browse(channel_id)
        thread.check_access("read")
        if thread.channel_type != CHANNEL_TYPE or thread.id in self.mapped("res_id"):
            raise UserError(self.env._("This is no other WhatsApp chat."))
        if refusal := thread._whatsapp_forward_refusal():
            raise UserError(refusal)
        for message in self.sorted("id"):
            thread.message_post(
                body=message._whatsapp_forward_text(),
                attachment_ids=message._whatsapp_forward_files().ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def whatsapp_forward_to_record(self, model, record_id):
        """Log as a note on a record, with the files and from whom they are."""
        self._whatsapp_check_forward()
        if not self._whatsapp_may_log(model):
            raise AccessError(self.env._("You may not write on such records."))
        record = self.env[model].browse(record_id)
        record.check_access("write")
        record.message_post(
            body=self._whatsapp_forward_quote(),
            attachment_ids=self._whatsapp_forward_files().ids,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def whatsapp_forward_by_mail(self):
        """:return: action of Odoo's mail composer, with the messages in it"""
        self._whatsapp_check_forward(with_notes=False)
        thread = self._whatsapp_forward_thread()
        return thread._whatsapp_mail_action(
            self.env._("WhatsApp chat with %s", thread.name),
            self._whatsapp_forward_quote(),
            self._whatsapp_forward_files(),
        )

    def _whatsapp_check_forward(self, with_notes=True):
        self._whatsapp_check_agent()
        if not self or len(set(self.mapped("res_id"))) != 1:
            raise UserError(self.env._("Choose messages of one chat."))
        if len(self) > MAX_FORWARDED:
            raise UserError(
                self.env._(
                    "These are %(count)s messages; %(limit)s can go at once.",
                    count=len(self),
                    limit=MAX_FORWARDED,
                )
            )
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        for message in self:
            if message.message_type == "notification":
                raise UserError(self.env._("Only messages are forwarded."))
            if not with_notes and message.sudo().subtype_id.id == note:
                raise UserError(
                    self.env._("An internal note is never sent to a customer.")
                )
            if message.whatsapp_revoked_at:
                raise UserError(self.env._("This message was deleted by its author."))
            if message.whatsapp_media_state in ("pending", "failed"):
                raise UserError(
                    self.env._("The file of this message is not here, so it cannot go.")
                )

    def _whatsapp_forward_thread(self):
        return self.env["discuss.channel"].browse(self[:1].res_id)

    def _whatsapp_forward_text(self):
        """:return: what was said, with WhatsApp's marks, without who said it"""
        self.ensure_one()
        root = html.fragment_fromstring(self.body or "", create_parent=True)
        for name in NOT_FORWARDED:
            for node in root.find_class(name):
                node.drop_tree()
        # sudo: whether the writer's name is in the text, as it is in groups
        thread = self._whatsapp_forward_thread().sudo()
        if thread.whatsapp_contact_id.is_group and self.whatsapp_direction == "inbound":
            writer = root.find(".//b")
            if writer is not None:
                writer.drop_tree()
        return text_format.to_whatsapp(html.tostring(root, encoding="unicode")).strip()

    def _whatsapp_forward_files(self):
        """:return: copies, as if this user had uploaded them"""
        # sudo: files of messages that one may read
        files = self.sudo().attachment_ids.sorted("id")
        copies = files.copy({"res_model": "mail.compose.message", "res_id": 0})
        for file, copy in zip(files, copies, strict=True):
            if file.voice_ids:
                copy._set_voice_metadata()
        return copies.sudo(False)

    def _whatsapp_forward_quote(self):
        """:return: the messages as quotes with who wrote them and when"""
        thread = self._whatsapp_forward_thread()
        # names the thread, so that a copy is found when a person is erased
        quote = Markup(
            '<p data-oe-model="discuss.channel" data-oe-id="%s"><small>%s</small></p>'
            "<blockquote>%s</blockquote>"
        )
        lines = []
        for message in self.sorted("id"):
            head = self.env._(
                "Forwarded from %(author)s, %(date)s (WhatsApp):",
                author=message.sudo().author_id.name or thread.name,
                date=format_datetime(self.env, message.date, dt_format="short"),
            )
            text = message._whatsapp_forward_text()
            lines.append(quote % (thread.id, head, text_format.to_html(text)))
        return Markup("").join(lines)
