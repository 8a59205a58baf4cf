from markupsafe import Markup

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from ..tools import text_format
from .discuss_channel import CHANNEL_TYPE

CAPTION_LIMIT = 1024  # Meta's page: messages/image-messages
CAPTIONED = ("image", "video", "document")
#: What users do not decide about their messages: who wrote them, where and when.
FORGED = frozenset(
    ("author_guest_id", "author_id", "date", "email_from", "record_name", "reply_to")
)


class DiscussChannel(models.Model):
    """What is posted in a thread: what of it leaves, whether it may, and as what."""

    _inherit = "discuss.channel"

    def message_post(self, **kwargs):
        if self.channel_type == CHANNEL_TYPE and not self.env.su:
            # core lets users write as somebody else, here: as the customer
            kwargs = {name: kwargs[name] for name in kwargs.keys() - FORGED}
        if self.channel_type != CHANNEL_TYPE or not self._whatsapp_leaves(kwargs):
            return super().message_post(**kwargs)
        self._whatsapp_check_post()
        conversation = self._whatsapp_conversation_for_post()
        if body := kwargs.get("body"):
            # shown here as the customer will see it: *bold* is bold in WhatsApp
            html = isinstance(body, Markup) or kwargs.get("body_is_html")
            text = text_format.to_whatsapp(body) if html else body
            self._whatsapp_check_gaps(text)
            kwargs["body"] = Markup(text_format.to_html(text))
        conversation._own_by_answer()
        message = super().message_post(**kwargs)
        self._whatsapp_answered(conversation, message)
        return message

    def _whatsapp_check_gaps(self, text):
        """:raises UserError: something that was to be filled in was not"""
        if gaps := self.env["whatsapp.inbox.placeholder"]._gaps(text):
            raise UserError(
                self.env._(
                    "Fill in %s first: the customer would read it as it stands there.",
                    " ".join(f"[{name}]" for name in gaps),
                )
            )

    def _whatsapp_answered(self, conversation, message):
        """Note the answer that was posted."""
        conversation._agent_answered()
        self._whatsapp_read_by_colleagues(message)

    def _whatsapp_read_by_colleagues(self, message):
        """What a colleague answered is nothing that the others still have to read."""
        # sudo: the counters of other members
        others = self.sudo().channel_member_ids.filtered(lambda m: not m.is_self)
        others.new_message_separator = message.id + 1

    @api.model
    def _whatsapp_leaves(self, post):
        """Whether a message posted with these values goes to the customer.

        Only a comment does, and a comment is one by its type *and* its subtype:
        a note, a notification and whatever is not said to be a comment stay here.

        :param dict post: keyword arguments of ``message_post``
        """
        if post.get("message_type") != "comment":
            return False
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        if xmlid := post.get("subtype_xmlid"):
            return self.env["ir.model.data"]._xmlid_to_res_id(xmlid) == comment
        return post.get("subtype_id") == comment

    def _whatsapp_check_post(self):
        """:raises AccessError: who posts is no agent
        :raises UserError: WhatsApp would refuse the message now"""
        self.ensure_one()
        # sudo() of the controller does not make an agent of a user
        if self.env.uid != SUPERUSER_ID and not self.env.user.has_group(
            "whatsapp_inbox.group_agent"
        ):
            raise AccessError(
                self.env._("Only agents of the WhatsApp inbox may answer customers.")
            )
        if self.whatsapp_account_id.state == "draft":
            raise UserError(
                self.env._(
                    "The WhatsApp number %s is not connected. Ask an administrator.",
                    self.whatsapp_account_id.name,
                )
            )
        if not self.whatsapp_contact_id.sudo()._recipient():
            raise UserError(self.env._("WhatsApp gave no address of this customer."))

    def _whatsapp_conversation_for_post(self):
        """The conversation that an answer belongs to, its window open.

        :raises UserError: the 24-hour window is closed
        """
        conversation = self.sudo().whatsapp_conversation_id
        if not conversation or not conversation._window_is_open():
            raise UserError(
                self.env._(
                    "The 24-hour window of this customer is closed: WhatsApp accepts "
                    "only template messages until the customer writes again."
                )
            )
        if conversation.state == "resolved":
            conversation.write({"state": "open"})
        return conversation

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self.channel_type == CHANNEL_TYPE and self._whatsapp_leaves(msg_values):
            self._whatsapp_join_author()
            self._whatsapp_queue(message)
            self.env["whatsapp.inbox.document.link"]._note_files(message)
        return result

    def _whatsapp_join_author(self):
        """Who answers takes part: gets the bus and the sidebar of the thread."""
        user = self.env.user
        if user._is_internal() and user.active and not self.self_member_id:
            # sudo: agents join the threads that they may read
            self.sudo()._add_members(users=user, post_joined_message=False)

    def _whatsapp_queue(self, message):
        """Queue the WhatsApp messages that a posted message is made of.

        In the caller's transaction; the network is the outbox's.

        :raises UserError: a file that WhatsApp does not take
        """
        parts = self._whatsapp_parts(message)
        if not parts:
            raise UserError(self.env._("There is nothing to send in this message."))
        Message = self.env["whatsapp.inbox.message"].sudo()
        conversation = self.sudo().whatsapp_conversation_id
        Message.create(
            [
                {
                    **part,
                    "account_id": self.whatsapp_account_id.id,
                    "contact_id": self.whatsapp_contact_id.id,
                    "channel_id": self.id,
                    "conversation_id": conversation.id,
                    "mail_message_id": message.id,
                    "direction": "outbound",
                    "state": "queued",
                    "callback_data": Message._new_callback_data(),
                }
                for part in parts
            ]
        )
        message.invalidate_recordset(message._whatsapp_fields())
        self.env["whatsapp.inbox.outbox"]._wake()

    def whatsapp_request_number(self):
        """Ask the customer for the phone number, see the model."""
        self._whatsapp_check_desk()
        self.env["whatsapp.inbox.number.request"]._post(self)

    def _whatsapp_parts(self, message):
        """Split into what WhatsApp sends as one: texts, then files in their order.

        A single picture, video or document takes the text as its caption.
        """
        if self.env.context.get("whatsapp_number_request"):
            return self.env["whatsapp.inbox.number.request"]._parts(message)
        text = text_format.to_whatsapp(message.body or "")
        files = self.env["whatsapp.inbox.file"]
        # sudo: the files of the message being posted; in the order of Discuss
        attachments = message.sudo().attachment_ids.sorted("id")
        plans = [(attachment, files._plan(attachment)) for attachment in attachments]
        caption = ""
        if (
            len(plans) == 1
            and plans[0][1].kind in CAPTIONED
            and len(text) <= CAPTION_LIMIT
        ):
            caption, text = text, ""
        parts = [
            {
                "message_type": "text",
                "payload": {"text": {"body": chunk, "preview_url": "http" in chunk}},
            }
            for chunk in text_format.split(text)
            if chunk.strip()
        ]
        return parts + [files._part(file, plan, caption) for file, plan in plans]

    def _check_can_update_message_content(self, message):
        if self.channel_type == CHANNEL_TYPE and message.whatsapp_direction:
            raise UserError(
                self.env._("WhatsApp messages cannot be edited: the customer has them.")
            )
        return super()._check_can_update_message_content(message)
