from odoo import models
from odoo.exceptions import UserError

from odoo.addons.mail.tools.discuss import Store

from ..tools import sendables, text_format
from .discuss_channel import CHANNEL_TYPE
from .whatsapp_inbox_sendable import ALONE, SendablePost

#: Questions that are written in the composer: what is typed there goes with them.
COMPOSED = ("buttons", "list")


class DiscussChannel(models.Model):
    """Lists, places, contact cards and requests for a place, sent by agents."""

    _inherit = "discuss.channel"

    def _get_allowed_message_params(self):
        return super()._get_allowed_message_params() | {"whatsapp_content"}

    def message_post(self, *, whatsapp_content=None, **kwargs):
        """:param dict whatsapp_content: see ``tools.sendables``; of contact cards the
            ``partner_ids``. A note has none: it stays here as text.
        :raises UserError: WhatsApp would refuse it
        """
        if (
            whatsapp_content is None
            or self.channel_type != CHANNEL_TYPE
            or not self._whatsapp_leaves(kwargs)
        ):
            return super().message_post(**kwargs)
        Sendable = self.env["whatsapp.inbox.sendable"]
        content = Sendable._content(self, whatsapp_content)
        body = kwargs.get("body") or ""
        html = hasattr(body, "__html__") or kwargs.get("body_is_html")
        text = text_format.to_whatsapp(body) if html else body
        if problems := Sendable._problems(content, text):
            raise UserError("\n".join(sentence for _field, sentence in problems))
        if content["type"] in ALONE:
            kwargs.update(body=Sendable._as_text(content, text), body_is_html=False)
        thread = self.with_context(whatsapp_sendable=SendablePost(content))
        message = super(DiscussChannel, thread).message_post(**kwargs)
        return message.with_env(self.env)

    def _whatsapp_parts(self, message):
        post = self.env.context.get("whatsapp_sendable")
        if not isinstance(post, SendablePost) or self._whatsapp_auto_kind():
            return super()._whatsapp_parts(message)
        # sudo: what is being posted by who may post, with its files
        own = message.sudo()
        text = text_format.to_whatsapp(own.body or "")
        kind, value = sendables.payload(post.content, text)
        own.body = self.env["whatsapp.inbox.sendable"]._bubble(post.content, text)
        files = self.env["whatsapp.inbox.file"]
        # what is tapped comes last, where the customer looks
        return [
            *(
                files._part(file, files._plan(file), "")
                for file in own.attachment_ids.sorted("id")
            ),
            {"message_type": kind, "payload": {kind: value}},
        ]

    # -- for the browser ----------------------------------------------------------

    def whatsapp_preview(self, content, text=""):
        """What a content will look like, while it is written.

        :return: ``problems``: sentence by field; ``preview``: see ``PhonePreview``
        """
        self._whatsapp_check_desk()
        Sendable = self.env["whatsapp.inbox.sendable"]
        content = Sendable._content(self, content)
        problems = {}
        for field, sentence in Sendable._problems(content, text):
            problems.setdefault(field, sentence)
        preview = Sendable._preview(content, text)
        return {"problems": problems, "preview": preview}

    def whatsapp_send(
        self, content, text="", attachment_ids=None, parent_id=False, seen_id=None
    ):
        """Send a content as this user.

        :param str text: of the customer's question, with WhatsApp's marks
        :param int seen_id: see ``whatsapp_seen_message_id`` of ``message_post``
        :raises UserError: why it cannot be sent
        :return: store data of the message
        """
        self._whatsapp_check_desk()
        if seen_id is not None and content.get("type") not in COMPOSED:
            # what is typed meanwhile stays a draft
            self._whatsapp_check_answered(seen_id)
            seen_id = None
        message = self.message_post(
            body=text,
            attachment_ids=attachment_ids or [],
            parent_id=parent_id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            whatsapp_content=content,
            whatsapp_seen_message_id=seen_id,
        )
        return Store().add(message).get_result()

    def whatsapp_location_question(self):
        """:return: a text that asks for a place, in the customer's language"""
        self._whatsapp_check_desk()
        # sudo: the language of a customer whose thread one reads
        lang = self.whatsapp_contact_id.sudo()._language()
        return self.with_context(lang=lang).env._(
            "Where are you? Tap the button to send us your location."
        )

    def whatsapp_places(self, term=""):
        """:return: see ``whatsapp.inbox.sendable``"""
        self._whatsapp_check_desk()
        return self.env["whatsapp.inbox.sendable"]._places(self, term)

    def whatsapp_read_place(self, text):
        """:return: coordinates and name of what was pasted
        :raises UserError: it tells no place"""
        self._whatsapp_check_desk()
        return self.env["whatsapp.inbox.sendable"]._pasted_place(text)

    def whatsapp_partners(self, term=""):
        self._whatsapp_check_desk()
        return self.env["whatsapp.inbox.sendable"]._partners(self, term)

    def whatsapp_documents(self, term=""):
        self._whatsapp_check_desk()
        return self.env["whatsapp.inbox.sendable"]._sendables(self, term)

    def whatsapp_take_document(self, key):
        """Copy a document into the composer of this user.

        :return: {id, store_data}, as of a file that the user has uploaded
        """
        self._whatsapp_check_desk()
        Sendable = self.env["whatsapp.inbox.sendable"]
        name, content, mimetype = Sendable._take(self, key)
        # as if the agent had uploaded it
        file = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": mimetype,
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        if Sendable._document_of(key):
            # sudo: users do not say of what a file was made
            file.sudo().whatsapp_document = key
        return {"id": file.id, "store_data": Store().add(file).get_result()}
