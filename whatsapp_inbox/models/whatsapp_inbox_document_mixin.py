from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.mail import html_to_inner_content

from .discuss_channel import CHANNEL_TYPE

#: Characters of an answer that its note on the document has.
QUOTED = 200


class WhatsappInboxDocumentMixin(models.AbstractModel):
    """A document that is sent to a customer, and what they answer to it.

    A bridge inherits it on a model that has a chatter, and says in the methods below
    how its documents differ. See "A document that can be sent" in ``DEVELOP.md``.
    """

    _name = "whatsapp.inbox.document.mixin"
    _description = "Document That Is Sent by WhatsApp"

    whatsapp_channel_count = fields.Integer(
        "WhatsApp Chats",
        compute="_compute_whatsapp_channel_count",
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_status = fields.Char(
        "WhatsApp Status",
        compute="_compute_whatsapp_channel_count",
        groups="whatsapp_inbox.group_agent",
    )

    def _compute_whatsapp_channel_count(self):
        for record in self:
            threads = record._whatsapp_threads()
            record.whatsapp_channel_count = len(threads)
            record.whatsapp_status = record._whatsapp_status_of(threads[:1])

    def _whatsapp_status_of(self, thread):
        """:return: how the conversation stands, in a word"""
        if unread := thread.self_member_id.message_unread_counter:
            return self.env._("%s new", unread)
        # sudo: of the conversation of a thread that one may read
        conversation = thread.sudo().whatsapp_conversation_id
        if not conversation:
            return self.env._("Chat")
        states = conversation._fields["state"]._description_selection(self.env)
        return dict(states)[conversation.state]

    def unlink(self):
        links = self.env["whatsapp.inbox.document.link"]._of(self)
        result = super().unlink()
        links.unlink()
        return result

    # -- what bridges say of their documents --------------------------------------

    def _whatsapp_partner(self):
        """:return: ``res.partner`` who is written to"""
        return self.partner_id

    def _whatsapp_document_name(self):
        """:return: what the customer reads, in their language: "Quotation S00042" """
        return self.with_context(lang=self._whatsapp_lang()).display_name

    def _whatsapp_report(self):
        """:return: ``ir.actions.report`` that makes the file, or nothing"""
        return self.env["ir.actions.report"]

    def _whatsapp_file(self):
        """The file that is sent, made by ``_whatsapp_report`` for the customer.

        :return: name, content
        :raises UserError: there is nothing to send
        """
        report = self._whatsapp_report()
        if not report:
            raise UserError(
                self.env._("%s has no file that could be sent.", self.display_name)
            )
        own = self.with_context(lang=self._whatsapp_lang())
        # sudo: the report's own record, which not all users may read; what is in it is
        # read with the rights of the user
        Report = own.env["ir.actions.report"]
        content, _kind = Report._render_qweb_pdf(report.sudo().report_name, own.ids)
        return f"{self._whatsapp_document_name()}.pdf".replace("/", "_"), content

    def _whatsapp_final_file(self, name, content):
        """:return: what leaves in place of the file that was looked at, if that was no
        more than a draft"""
        return name, content

    def _whatsapp_kinds(self):
        """:return: what of it can be sent now: values of ``kind`` of the wizard"""
        return ["file"]

    def _whatsapp_portal_link(self):
        """:return: the customer's own page, which opens without a password"""
        return f"{self.get_base_url()}{self.get_portal_url()}"

    def _whatsapp_text(self, kind):
        """:return: the words that are proposed with it, in the customer's language"""
        if kind == "portal":
            return self.with_context(lang=self._whatsapp_lang()).env._(
                "%(document)s: %(link)s",
                document=self._whatsapp_document_name(),
                link=self._whatsapp_portal_link(),
            )
        return ""

    def _whatsapp_refusal(self, kind="file"):
        """:return: why it cannot be sent now and what to do, or "" """
        return ""

    def _whatsapp_mark_sent(self):
        """The document's file has been sent: what Odoo's own sending would change."""

    def _whatsapp_answered(self, message):
        """A customer replied to a message about this document. Once a message, in the
        transaction that receives it."""
        self.ensure_one()
        author = message.author_id.name or message.email_from
        text = html_to_inner_content(message.body) or self.env._("a file")
        if len(text) > QUOTED:
            text = f"{text[:QUOTED]}…"
        self._whatsapp_note(
            message,
            self.env._("%(name)s answered: “%(text)s”", name=author, text=text),
            author=message.author_id,
        )

    # -- when a person is erased --------------------------------------------------

    @api.model
    def _whatsapp_telling(self, threads):
        """For ``whatsapp_inbox_privacy``, with all rights: documents whose own fields
        or files have what was said in these threads. Their chatter is looked through by
        itself."""
        return self.browse()

    def _whatsapp_forget(self, threads):
        """Take out what was said in these threads; it is there still."""

    # -- threads ------------------------------------------------------------------

    def _whatsapp_lang(self):
        return self._whatsapp_partner().lang or self.env.lang

    def _whatsapp_threads(self):
        """The customer's threads that this user reads, and so may write in: their own
        first, then those of their people and their company; the latest first."""
        partner = self._whatsapp_partner()
        Channel = self.env["discuss.channel"]
        if not partner:
            return Channel
        whose = "whatsapp_contact_id.partner_id"
        domain = Domain(whose, "child_of", partner.ids)
        domain |= Domain(whose, "=", partner.commercial_partner_id.id)
        domain &= Domain("channel_type", "=", CHANNEL_TYPE)
        domain &= Domain("whatsapp_contact_id.is_group", "=", False)
        if "company_id" in self and self.company_id:
            company = Domain("whatsapp_account_id.company_id", "=", self.company_id.id)
            domain &= company
        found = Channel.search(domain, order="last_interest_dt desc, id desc")
        # sudo: whose threads they are that one reads
        return found.sorted(
            lambda t: t.sudo().whatsapp_contact_id.partner_id != partner
        )

    def _whatsapp_thread(self, account=None):
        """:param account: ``whatsapp.inbox.account``; any by default
        :return: ``discuss.channel`` in which this user writes to the customer, or none
        """
        threads = self._whatsapp_threads()
        if account:
            threads = threads.filtered(lambda t: t.whatsapp_account_id == account)
        return threads[:1]

    def _whatsapp_check_document(self):
        """:raises AccessError: who may not read it, or is no agent"""
        self.check_access("read")
        if not self.env.user.has_group("whatsapp_inbox.group_agent"):
            raise AccessError(
                self.env._("Only agents of the WhatsApp inbox may do this.")
            )
        if len(self) != 1:
            raise UserError(self.env._("One document at a time: choose one."))

    def _whatsapp_check_customer(self, thread):
        """:raises UserError: the thread is another customer's"""
        partner = self._whatsapp_partner()
        other = thread._whatsapp_partner()
        same = other.commercial_partner_id == partner.commercial_partner_id
        if partner and other and not same:
            raise UserError(
                self.env._(
                    "%(document)s is for %(customer)s, and this is the chat with "
                    "%(other)s.",
                    document=self.display_name,
                    customer=partner.display_name,
                    other=thread.name,
                )
            )

    def action_open_whatsapp(self):
        """:return: action: the customer's thread, or writing to them first"""
        self._whatsapp_check_document()
        if thread := self._whatsapp_thread():
            return thread._whatsapp_open_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_compose_action"
        )
        partner = self._whatsapp_partner()
        return {**action, "context": {"default_partner_id": partner.id}}

    def action_send_whatsapp(self, kind="file", channel_id=False):
        """:param str kind: of ``_whatsapp_kinds``
        :param int channel_id: the thread; the customer's last one by default
        :return: action: the wizard that sends this document
        """
        self._whatsapp_check_document()
        thread = self.env["discuss.channel"].browse(channel_id or ())
        send = self.env["whatsapp.inbox.document.send"]._of(self, kind, thread)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send by WhatsApp"),
            "res_model": send._name,
            "res_id": send.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    # -- posting ------------------------------------------------------------------

    def _whatsapp_post(self, thread, body="", attachments=None, note=None):
        """Send a message about this document to the customer, as this user.

        :param thread: ``discuss.channel``
        :param body: text with WhatsApp's marks, or Markup
        :param attachments: ``ir.attachment`` of this user's, or list of (name, content)
        :param note: what the document's chatter says of it; "Sent by WhatsApp" else
        :raises AccessError: a document or a thread of others, or who is no agent
        :raises UserError: why WhatsApp would not take it
        :return: the ``mail.message``
        """
        self._whatsapp_check_document()
        thread._whatsapp_check_desk()
        files = {"attachments": attachments or []}
        if isinstance(attachments, models.Model):
            files = {"attachment_ids": attachments.ids}
        message = thread.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **files,
        )
        self._whatsapp_posted(message, note)
        return message

    def _whatsapp_posted(self, message, note=None):
        """What was posted in a thread is about this document: link it, and say so."""
        self.env["whatsapp.inbox.document.link"]._link(message, self)
        self._whatsapp_note(message, note or self.env._("Sent by WhatsApp"))

    def _whatsapp_note(self, message, text, author=None):
        """Write on the document what happened in the thread, with a link to it."""
        link = Markup(
            '<a href="%s/mail/message/%s" class="o_message_redirect"'
            ' data-oe-model="mail.message" data-oe-id="%s">%s</a>'
        ) % (
            self.get_base_url(),
            message.id,
            message.id,
            self.env._("Show the message"),
        )
        # sudo: whoever may send a document says so on it
        self.sudo().message_post(
            author_id=(author or self.env.user.partner_id).id,
            body=Markup("<p>%s · %s</p>") % (text, link),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
