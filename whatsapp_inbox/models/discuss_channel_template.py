from dataclasses import dataclass

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from ..tools import template as templates
from .discuss_channel_auto import CHIP

ICONS = {
    "url": "🔗",
    "phone_number": "📞",
    "voice_call": "📞",
    "copy_code": "📋",
    "request_contact_info": "📱",
}


@dataclass(frozen=True, slots=True)
class TemplatePost:
    """The template that is being posted. An object: no context that comes over RPC can
    have one, and so no user can post as a template what is none."""

    template: object  # whatsapp.inbox.template
    values: dict
    payloads: dict


class DiscussChannel(models.Model):
    """Templates: what WhatsApp accepts outside of the 24-hour window, too."""

    _inherit = "discuss.channel"

    def _whatsapp_send_template(
        self, template, typed=None, attachments=None, payloads=None
    ):
        """Send a template as the agent of the environment.

        :param template: ``whatsapp.inbox.template`` of the account of this thread
        :param dict typed: what the agent wrote, by place ("body.1")
        :param attachments: ``ir.attachment``: the file of a media header, else the
            template's own
        :param dict payloads: what quick replies give back when they are tapped, by
            place ("button.0"), see ``whatsapp.inbox.tap``
        :raises AccessError: no agent, or a thread or template of others
        :raises UserError: why it cannot be sent
        :return: the ``mail.message``
        """
        self.ensure_one()
        self.check_access("read")
        template.check_access("read")
        if refusal := self._whatsapp_template_refusal(template):
            raise UserError(refusal)
        conversation = self.whatsapp_conversation_id
        # sudo: the customer of a thread that one may read
        partner = self.whatsapp_contact_id.sudo().partner_id
        values, gaps = template._fill(conversation, partner.sudo(False), typed)
        if gaps:
            rows = template._variables_for_picker(values, gaps)
            names = [row["label"] for row in rows if row["missing"]]
            raise UserError(
                self.env._(
                    "Fill in %(variables)s of the template “%(name)s” first.",
                    variables=", ".join(names),
                    name=template.name,
                )
            )
        file = self._whatsapp_template_file(template, attachments)
        post = TemplatePost(template, values, payloads or {})
        return self.with_context(whatsapp_template=post).message_post(
            body=template._as_text(values),
            attachment_ids=file.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _whatsapp_template_refusal(self, template):
        """:return: why this template cannot go to this customer, or "" """
        self.ensure_one()
        account = self.whatsapp_account_id
        # sudo: whom a customer of this thread told to stop
        contact = self.whatsapp_contact_id.sudo()
        own = template.company_id, template.waba_id
        if own != (account.company_id, account.waba_id):
            return self.env._(
                "The template “%(name)s” belongs to another WhatsApp account than the "
                "number %(number)s.",
                name=template.name,
                number=account.name,
            )
        if template.unsupported:
            return self.env._(
                "The template “%(name)s” has parts that can only be sent by other "
                "programs: %(parts)s.",
                name=template.name,
                parts=template.unsupported,
            )
        if not template.is_sendable:
            states = dict(template._fields["status"]._description_selection(self.env))
            return self.env._(
                "WhatsApp does not send the template “%(name)s” now: %(state)s.",
                name=template.name,
                state=states.get(template.status),
            )
        if contact.is_group:
            return self.env._("Templates are for single customers, not for groups.")
        return self.env["whatsapp.inbox.consent"]._refusal(template, contact)

    def _whatsapp_template_file(self, template, attachments=None):
        """:return: the attachment of a media header, a copy of the template's own if no
        other was chosen; none for other headers
        :raises UserError: not one file of its kind"""
        header = template._typed().header
        Attachment = self.env["ir.attachment"]
        if header not in templates.MEDIA:
            return Attachment
        file = attachments or Attachment
        file.check_access("read")
        if not file and (own := template._header_attachment()):
            # as if the agent had uploaded it: each message has a file of its own
            file = Attachment.create(
                {
                    "name": template.header_filename or own.name,
                    "raw": own.raw,
                    "mimetype": own.mimetype,
                    "res_model": "mail.compose.message",
                    "res_id": 0,
                }
            )
        kinds = dict(template._fields["header_type"]._description_selection(self.env))
        plans = [self.env["whatsapp.inbox.file"]._plan(one) for one in file]
        if [plan.kind for plan in plans] != [header]:
            raise UserError(
                self.env._(
                    "The template “%(name)s” needs one file: %(kind)s.",
                    name=template.name,
                    kind=kinds[header],
                )
            )
        return file

    # -- posting --------------------------------------------------------------------

    def _whatsapp_template_post(self):
        """:return: ``TemplatePost`` of the message that is being posted, or None"""
        post = self.env.context.get("whatsapp_template")
        return post if isinstance(post, TemplatePost) else None

    def _whatsapp_conversation_for_post(self):
        """A template opens a conversation where there is none: no window is asked."""
        if not self._whatsapp_template_post() or self._whatsapp_auto_kind():
            return super()._whatsapp_conversation_for_post()
        # sudo: agents begin the work of threads that they may read
        thread = self.sudo()
        Conversation = thread.env["whatsapp.inbox.conversation"]
        return Conversation._ensure_open(thread, routed=True)[thread]

    def _whatsapp_parts(self, message):
        post = self._whatsapp_template_post()
        if not post:
            return super()._whatsapp_parts(message)
        template = post.template
        # sudo: what was posted by who may post: the bubble, as the customer sees it
        message.sudo().body = self._whatsapp_template_bubble(template, post.values)
        part = {
            "message_type": "template",
            "template_id": template.id,
            "auto_kind": self._whatsapp_auto_kind() or False,
        }
        media = {}
        if file := message.sudo().attachment_ids[:1]:
            files = self.env["whatsapp.inbox.file"]
            plan = files._plan(file)
            part |= files._part(file, plan)
            media = part["payload"][plan.kind]
            part["message_type"] = "template"
        content = {
            "name": template.name,
            "language": {"code": template.lang_code},
            "components": templates.send_components(
                template._typed(), {**post.values, **post.payloads}, media
            ),
        }
        part["payload"] = {"template": content}
        return [part]

    def _whatsapp_template_bubble(self, template, values):
        """Safe HTML; all that is not made here is escaped."""
        shown = template._preview(values)
        lines, header = [], shown["header"]
        if header["type"] == "text" and header["text"]:
            lines.append(Markup("<b>%s</b>") % header["text"])
        elif header["type"] == "location":
            lines.append(Markup("📍 %s") % header["text"])
        # made by tools.text_format, which escapes
        lines.append(Markup(shown["body"]))
        if shown["footer"]:
            small = '<small class="o_whatsapp_inbox_footer">%s</small>'
            lines.append(Markup(small) % shown["footer"])
        body = Markup("<br/>").join(lines)
        chips = []
        for button in shown["buttons"]:
            icon = ICONS.get(button["kind"])
            words = button["text"] or button["detail"]
            chips.append(CHIP % (f"{icon} {words}" if icon else words))
        if chips:
            body += Markup("<div>%s</div>") % Markup("").join(chips)
        return body
