import json

from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.mail.tools.discuss import Store

from ..tools import text_format

CHANNEL_TYPE = "whatsapp_inbox"
CAPTION_LIMIT = 1024  # Meta's page: messages/image-messages
CAPTIONED = ("image", "video", "document")
#: What users do not decide about their messages: who wrote them, where and when.
FORGED = frozenset(
    ("author_guest_id", "author_id", "date", "email_from", "record_name", "reply_to")
)


def is_whatsapp(channel):
    return channel.channel_type == CHANNEL_TYPE


class DiscussChannel(models.Model):
    """The thread: one per number and contact, for ever."""

    _inherit = "discuss.channel"

    channel_type = fields.Selection(
        selection_add=[(CHANNEL_TYPE, "WhatsApp")],
        ondelete={CHANNEL_TYPE: "cascade"},
    )
    whatsapp_account_id = fields.Many2one(
        "whatsapp.inbox.account",
        string="WhatsApp Number",
        index="btree_not_null",
        ondelete="restrict",
    )
    whatsapp_contact_id = fields.Many2one(
        "whatsapp.inbox.contact",
        string="WhatsApp Contact",
        index="btree_not_null",
        ondelete="restrict",
    )
    whatsapp_conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        string="Last Conversation",
        ondelete="set null",
        index="btree_not_null",
    )
    whatsapp_team_id = fields.Many2one(
        "whatsapp.inbox.team", index="btree_not_null", ondelete="restrict"
    )

    whatsapp_owner_id = fields.Many2one(
        "whatsapp.inbox.thread.owner",
        string="Who Answers",
        index="btree_not_null",
        ondelete="set null",
    )

    _whatsapp_thread_unique = models.UniqueIndex(
        "(whatsapp_account_id, whatsapp_contact_id)"
        " WHERE channel_type = 'whatsapp_inbox'"
    )

    @api.depends("channel_type", "whatsapp_contact_id.partner_id.avatar_128")
    def _compute_avatar_128(self):
        threads = self.filtered(is_whatsapp)
        result = super(DiscussChannel, self - threads)._compute_avatar_128()
        for thread in threads:
            # sudo: the picture of the customer of a thread that one may read
            partner = thread.whatsapp_contact_id.sudo().partner_id
            thread.avatar_128 = thread.image_128 or partner.avatar_128
        return result

    # -- CRUD ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("channel_type") == CHANNEL_TYPE for vals in vals_list):
            self._whatsapp_check_system()
        return super().create(vals_list)

    def write(self, vals):
        if any(name.startswith("whatsapp_") for name in vals):
            self._whatsapp_check_system()
        return super().write(vals)

    def _whatsapp_check_system(self):
        """Whose thread it is decides where answers go and who reads them, so members,
        who may write on a channel, may not change it."""
        if not self.env.su:
            raise AccessError(
                self.env._("WhatsApp threads are made by the messages of customers.")
            )

    def _find_or_create_persona_for_channel(self, *args, **kwargs):
        """Core lets in whoever has the link of a channel, and the link never changes:
        who left the team, or the company's guests, must not come back by it."""
        if any(channel.channel_type == CHANNEL_TYPE for channel in self):
            raise UserError(self.env._("WhatsApp threads have no invitation links."))
        return super()._find_or_create_persona_for_channel(*args, **kwargs)

    # -- threads ------------------------------------------------------------------

    @api.model
    def _whatsapp_threads(self, account, contacts):
        """The thread of each contact with ``account``, made where there is none.

        :rtype: dict of whatsapp.inbox.contact → discuss.channel
        """
        domain = [
            ("whatsapp_account_id", "=", account.id),
            ("whatsapp_contact_id", "in", contacts.ids),
            ("channel_type", "=", CHANNEL_TYPE),
        ]
        threads = {c.whatsapp_contact_id: c for c in self.search(domain)}
        missing = contacts.filtered(lambda contact: contact not in threads)
        if missing:
            # install_mode: core would add whoever runs the job as a member
            created = self.with_context(install_mode=True).create(
                [self._whatsapp_thread_vals(account, contact) for contact in missing]
            )
            created = created.with_context(install_mode=False)
            threads.update(zip(missing, created, strict=True))
        return threads

    @api.model
    def _whatsapp_thread_vals(self, account, contact):
        return {
            "name": contact.display_name,
            "channel_type": CHANNEL_TYPE,
            "whatsapp_account_id": account.id,
            "whatsapp_contact_id": contact.id,
            "whatsapp_team_id": account.team_id.id,
        }

    def _prepare_conversation_vals(self):
        """Values of a new conversation in this thread; routing comes in here."""
        self.ensure_one()
        return {
            "channel_id": self.id,
            "account_id": self.whatsapp_account_id.id,
            "contact_id": self.whatsapp_contact_id.id,
            "team_id": self.whatsapp_account_id.team_id.id,
        }

    def _whatsapp_open_action(self):
        """Client action that shows this thread in Discuss."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "mail.action_discuss",
            "params": {"active_id": f"discuss.channel_{self.id}"},
            "context": {"active_id": f"discuss.channel_{self.id}"},
        }

    def _whatsapp_partner_changed(self, old, new):
        """The customer of this thread is another partner: so are the messages."""
        self.ensure_one()
        self.name = self.whatsapp_contact_id.display_name
        inbound = self.env["whatsapp.inbox.message"].search(
            [("channel_id", "=", self.id), ("direction", "=", "inbound")]
        )
        inbound.mail_message_id.write({"author_id": new.id})
        reactions = self.env["mail.message.reaction"].search(
            [
                ("message_id.model", "=", "discuss.channel"),
                ("message_id.res_id", "=", self.id),
                ("partner_id", "=", old.id),
            ]
        )
        reactions.write({"partner_id": new.id})
        store = Store(bus_channel=self).add(self.whatsapp_contact_id)
        store.add(inbound.mail_message_id[:30], [Store.One("author_id", ["name"])])
        store.bus_send()

    def _whatsapp_dismiss_members(self, members):
        """Take a finished thread off the sidebars; the next message invites again.

        Being a member costs each browser a subscription, so it must not last for
        ever: agents go on reading the thread by the rules.
        """
        self.ensure_one()
        if not members:
            return
        for member in members:
            Store(bus_channel=member._bus_channel()).add(
                self, {"close_chat_window": True, "isLocallyPinned": False}
            ).bus_send()
        Store(bus_channel=self).add(
            self, [Store.Many("channel_member_ids", [], mode="DELETE", value=members)]
        ).bus_send()
        members.unlink()

    # -- posting ------------------------------------------------------------------

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
            kwargs["body"] = Markup(text_format.to_html(text))
        message = super().message_post(**kwargs)
        conversation._agent_answered()
        self._whatsapp_read_by_colleagues(message)
        return message

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
            conversation.write({"state": "open", "resolved_at": False})
        return conversation

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self.channel_type == CHANNEL_TYPE and self._whatsapp_leaves(msg_values):
            self._whatsapp_join_author()
            self._whatsapp_queue(message)
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
        self.ensure_one()
        self.check_access("read")
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

    # -- lines between the messages -----------------------------------------------

    def _whatsapp_post_line(self, body, at, push=False):
        """Show in the thread what happened at ``at`` (naive UTC); it goes nowhere.

        :param body: text, or Markup
        :param bool push: wake the agents as a customer's message does
        :return: the ``mail.message``
        """
        # sudo: what WhatsApp tells has no user
        mail = (
            self.env["mail.message"]
            .sudo()
            .create(
                {
                    "model": "discuss.channel",
                    "res_id": self.id,
                    "record_name": self.name,
                    "author_id": False,
                    "email_from": False,
                    "reply_to": False,
                    "body": Markup('<div class="o_mail_notification">%s</div>') % body,
                    "date": at,
                    "message_type": "notification",
                    "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id(
                        "mail.mt_comment"
                    ),
                }
            )
        )
        self.env["whatsapp.inbox.inbound"].sudo()._publish(self.sudo(), mail)
        if push:
            self.sudo()._whatsapp_push(mail)
        return mail

    def _whatsapp_send_owner(self):
        """Tell the open browsers who answers this customer."""
        Store(bus_channel=self).add(
            self, [Store.One("whatsapp_owner_id", sudo=True)]
        ).bus_send()

    # -- push ---------------------------------------------------------------------

    def _whatsapp_push(self, message):
        """Push one notification for the newest message, for whoever wants it."""
        msg_vals = {
            "author_id": message.author_id.id,
            "message_type": message.message_type,
            "partner_ids": [],
        }
        recipients = self._notify_get_recipients(message, msg_vals)
        self._notify_thread_by_web_push(message, recipients, msg_vals)

    def _web_push_send_notification(self, devices, *args, **kwargs):
        """Core calls the push services at once for a few devices; the drain and
        the outbox leave all of it to core's own cron."""
        if self.channel_type != CHANNEL_TYPE:
            return super()._web_push_send_notification(devices, *args, **kwargs)
        payload = json.dumps(kwargs.get("payload"))
        self.env["mail.push"].sudo().create(
            [
                {"mail_push_device_id": device.id, "payload": payload}
                for device in devices
            ]
        )
        self.env.ref("mail.ir_cron_web_push_notification").sudo()._trigger()
        return None

    # -- changing what was posted -------------------------------------------------

    def _check_can_update_message_content(self, message):
        if self.channel_type == CHANNEL_TYPE and message.whatsapp_direction:
            raise UserError(
                self.env._("WhatsApp messages cannot be edited: the customer has them.")
            )
        return super()._check_can_update_message_content(message)

    # -- store --------------------------------------------------------------------

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + [
            Store.One(
                "whatsapp_account_id",
                ["name", "display_phone_number", "state", "state_reason"],
                predicate=is_whatsapp,
                sudo=True,
            ),
            Store.One("whatsapp_contact_id", predicate=is_whatsapp, sudo=True),
            Store.One("whatsapp_conversation_id", predicate=is_whatsapp, sudo=True),
            Store.One("whatsapp_owner_id", predicate=is_whatsapp, sudo=True),
        ]

    def _sync_field_names(self):
        result = super()._sync_field_names()
        result[None].append(
            Store.One("whatsapp_conversation_id", predicate=is_whatsapp, sudo=True)
        )
        return result

    def _lazy_load_members_channel_types(self):
        """A team is a member of each of its threads: the browser asks for them when
        somebody wants to see them, as for groups."""
        return [*super()._lazy_load_members_channel_types(), CHANNEL_TYPE]

    def channel_fetched(self):
        """Core does it for its own types by name; here nobody is shown who fetched."""
        threads = self.filtered(is_whatsapp)
        return super(DiscussChannel, self - threads).channel_fetched()
