from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.mail.tools.discuss import Store

from .discuss_channel import is_whatsapp

#: States of parts that a person must know about, or may do something about.
PARTS_SHOWN = ("failed", "unknown", "queued", "withdrawn")
#: What makes a message what it is.
CONTENT = frozenset(
    ("attachment_ids", "author_id", "body", "date", "message_type", "model")
    + ("parent_id", "res_id", "subtype_id")
)


class MailMessage(models.Model):
    _inherit = "mail.message"

    whatsapp_message_ids = fields.One2many(
        "whatsapp.inbox.message",
        "mail_message_id",
        groups="whatsapp_inbox.group_agent",
    )
    whatsapp_direction = fields.Char(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_state = fields.Char(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_error = fields.Char(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_media_state = fields.Char(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_forwarded = fields.Boolean(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_origin = fields.Char(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_automatic = fields.Boolean(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_template = fields.Boolean(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_parts = fields.Json(
        compute="_compute_whatsapp",
        compute_sudo=True,
        help="The WhatsApp messages of this one that did not leave, or may not have.",
    )
    whatsapp_edited_at = fields.Datetime(compute="_compute_whatsapp", compute_sudo=True)
    whatsapp_revoked_at = fields.Datetime(
        compute="_compute_whatsapp", compute_sudo=True
    )

    @api.model
    def _whatsapp_fields(self):
        return [
            "whatsapp_direction",
            "whatsapp_state",
            "whatsapp_error",
            "whatsapp_media_state",
            "whatsapp_forwarded",
            "whatsapp_origin",
            "whatsapp_automatic",
            "whatsapp_template",
            "whatsapp_parts",
            "whatsapp_edited_at",
            "whatsapp_revoked_at",
        ]

    def _compute_whatsapp(self):
        """Of the parts of a message, what the agent has to know.

        The state is the worst of all parts; reactions have none, but a refused one
        is among the parts that are shown.
        """
        Message = self.env["whatsapp.inbox.message"]
        by_message = self._whatsapp_current_parts().grouped("mail_message_id")
        for message in self:
            own = by_message.get(message, Message)
            shown = own.filtered(
                lambda m: m.direction == "outbound" and m.state in PARTS_SHOWN
            )
            message.whatsapp_parts = [p._as_part() for p in shown.sorted("id")] or False
            own = own.filtered(lambda m: m.message_type != "reaction")
            message.whatsapp_direction = own[:1].direction
            message.whatsapp_state = Message._worst_state(own.mapped("state"))
            failed = own.filtered(lambda m: m.state == "failed" and m.error_message)
            message.whatsapp_error = failed[:1].error_message
            message.whatsapp_media_state = (
                not own[:1].revoked_at and own[:1].media_state
            )
            message.whatsapp_forwarded = own[:1].forwarded
            message.whatsapp_origin = own[:1].origin
            message.whatsapp_automatic = bool(own[:1].auto_kind)
            message.whatsapp_template = own[:1].message_type == "template"
            edited = own.filtered("edited_at")
            message.whatsapp_edited_at = max(edited.mapped("edited_at"), default=False)
            message.whatsapp_revoked_at = own[:1].revoked_at

    def _whatsapp_current_parts(self):
        """:return: ``whatsapp.inbox.message``: the last attempt at each part, and
        reactions that were refused"""
        return self.env["whatsapp.inbox.message"].search_fetch(
            [
                ("mail_message_id", "in", self.ids),
                ("superseded", "=", False),
                ("message_type", "not in", ("edit", "revoke")),
                "|",
                ("message_type", "!=", "reaction"),
                ("state", "=", "failed"),
            ],
            [
                "mail_message_id",
                "message_type",
                "direction",
                "state",
                "error_message",
                "retry_at",
                "attachment_id",
                "media_state",
                "forwarded",
                "origin",
                "auto_kind",
                "edited_at",
                "revoked_at",
            ],
        )

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + [
            Store.Attr(name, predicate=_in_whatsapp_thread)
            for name in self._whatsapp_fields()
        ]

    # -- history ------------------------------------------------------------------

    def _create(self, data_list):
        """Old messages get the ids that put them in their place in the thread
        (``tools.history_order``), given by the context."""
        ids = self.env.context.get("whatsapp_message_ids")
        if ids:
            for data, message_id in zip(data_list, ids, strict=True):
                data["stored"]["id"] = message_id
        return super()._create(data_list)

    # -- what was said stays said ---------------------------------------------------

    def write(self, vals):
        if not CONTENT.isdisjoint(vals):
            self._whatsapp_check_kept()
        return super().write(vals)

    def unlink(self):
        self._whatsapp_check_kept()
        return super().unlink()

    def _whatsapp_check_kept(self):
        """Members may write on a channel and so, by RPC, on its messages; but what a
        customer wrote or has got is a record of the company.

        :raises UserError: somebody else than an administrator changes such messages
        """
        if self.env.su or self.env.user.has_group("whatsapp_inbox.group_admin"):
            return
        # sudo: only whether they came from or went to WhatsApp
        if any(m.whatsapp_direction for m in self.sudo() if _in_whatsapp_thread(m)):
            raise UserError(self.env._("WhatsApp messages cannot be changed."))

    # -- edited or deleted on the phone ---------------------------------------------

    def whatsapp_versions(self):
        """What the message said before, for supervisors.

        :return: see ``whatsapp.inbox.message.revision._versions_of``
        """
        self.ensure_one()
        return self.env["whatsapp.inbox.message.revision"]._versions_of(self)

    def _whatsapp_forget_derived(self):
        """What was made of a text that is shown no more."""
        Translation = self.env["mail.message.translation"].sudo()
        Translation.search([("message_id", "in", self.ids)]).unlink()
        self.sudo().message_link_preview_ids.unlink()

    # -- reactions ----------------------------------------------------------------

    def _message_reaction(self, content, action, partner, guest, store=None):
        """An agent's reaction goes to the customer; WhatsApp knows one per business,
        so a new one takes the place of any other of ours."""
        if not _in_whatsapp_thread(self) or not self.sudo().whatsapp_direction:
            return super()._message_reaction(content, action, partner, guest, store)
        thread = self.env["discuss.channel"].browse(self.res_id).sudo()
        thread._whatsapp_check_post()
        thread._whatsapp_conversation_for_post()
        if action == "add":
            self._whatsapp_remove_our_reactions(thread, store)
        result = super()._message_reaction(content, action, partner, guest, store)
        self._whatsapp_queue_reaction(thread, content if action == "add" else "")
        return result

    def _whatsapp_remove_our_reactions(self, thread, store):
        customer = thread.whatsapp_contact_id.partner_id
        ours = self.reaction_ids.filtered(lambda r: r.partner_id != customer)
        contents = ours.mapped("content")
        ours.unlink()
        for content in contents:
            if store:
                self._reaction_group_to_store(store, content)
            self._bus_send_reaction_group(content)

    def _whatsapp_show_our_reaction(self, last):
        """:param last: the transport record of the last that was not refused, if any"""
        thread = self.env["discuss.channel"].browse(self.res_id).sudo()
        self._whatsapp_remove_our_reactions(thread, None)
        emoji = ((last.payload or {}).get("reaction") or {}).get("emoji")
        if emoji:
            partner = last.create_uid.partner_id
            self.env["mail.message.reaction"].create(
                {"message_id": self.id, "content": emoji, "partner_id": partner.id}
            )
            self._bus_send_reaction_group(emoji)

    def _whatsapp_queue_reaction(self, thread, emoji):
        Message = self.env["whatsapp.inbox.message"].sudo()
        target = Message.search(
            [
                ("mail_message_id", "=", self.id),
                ("wamid", "!=", False),
                ("message_type", "!=", "reaction"),
            ],
            limit=1,
        )
        if not target:
            raise UserError(
                self.env._("WhatsApp does not know this message yet; react later.")
            )
        # a refused one of before is no news any more
        refused = Message.search(
            [
                ("mail_message_id", "=", self.id),
                ("message_type", "=", "reaction"),
                ("state", "=", "failed"),
                ("superseded", "=", False),
            ]
        )
        refused.write({"superseded": True})
        refused._bus_send_states()
        Message.create(
            {
                "account_id": thread.whatsapp_account_id.id,
                "contact_id": thread.whatsapp_contact_id.id,
                "channel_id": thread.id,
                "conversation_id": thread.whatsapp_conversation_id.id,
                "mail_message_id": self.id,
                "direction": "outbound",
                "message_type": "reaction",
                "state": "queued",
                "payload": {"reaction": {"message_id": target.wamid, "emoji": emoji}},
                "callback_data": Message._new_callback_data(),
            }
        )
        self.env["whatsapp.inbox.outbox"]._wake()

    # -- actions of the thread ----------------------------------------------------

    def whatsapp_resend(self, part_ids=None):
        """Send again what failed or may not have arrived.

        :param list part_ids: ids of transport records; all of the message by default
        :raises UserError: the 24-hour window is closed, or a file is gone
        """
        again = self._whatsapp_check_act(part_ids).filtered(
            lambda message: message.state in ("failed", "unknown")
        )
        if any(again.mapped(again.env["whatsapp.inbox.file"]._is_gone)):
            raise UserError(
                self.env._(
                    "The file was removed from this server since, so it cannot be sent "
                    "again. Attach it to a new message."
                )
            )
        for thread in again.channel_id:
            thread._whatsapp_conversation_for_post()
        again._resend()

    def whatsapp_mark_sent(self, part_ids=None):
        """A person says that a message of unknown fate did arrive."""
        messages = self._whatsapp_check_act(part_ids)
        messages = messages.filtered(lambda m: m.state == "unknown")
        messages.write({"state": "sent"})
        messages._bus_send_states()

    def whatsapp_withdraw(self, part_ids=None):
        """Do not send what waits; do not ask any more about what failed.

        :raises UserError: somebody else's message, or it is on its way already
        """
        parts = self._whatsapp_check_act(part_ids).filtered(
            lambda m: m.direction == "outbound"
        )
        # a reaction's author is who reacted, a new attempt's who sent it again
        own = (
            self.author_id == self.env.user.partner_id
            or parts.create_uid == self.env.user
        )
        if not own and not self.env.user.has_group("whatsapp_inbox.group_supervisor"):
            raise UserError(
                self.env._("Only its author or a supervisor may withdraw a message.")
            )
        if not parts._withdraw() and set(parts.mapped("state")) != {"withdrawn"}:
            raise UserError(
                self.env._("It is too late: the message has left, or may have.")
            )
        parts.conversation_id._answer_withdrawn()

    def whatsapp_retry_media(self):
        """Fetch again the files that could not be fetched."""
        self._whatsapp_check_act()._retry_media()

    def _whatsapp_check_agent(self):
        """:raises AccessError: who is no agent, or may not read these messages
        :raises UserError: they are of no WhatsApp thread"""
        self.check_access("read")
        if not self.env.user.has_group("whatsapp_inbox.group_agent"):
            raise AccessError(self.env._("Only agents of the inbox may do this."))
        if not all(map(_in_whatsapp_thread, self)):
            raise UserError(self.env._("This is not a message of a WhatsApp chat."))

    def _whatsapp_check_act(self, part_ids=None):
        """:return: transport records of these messages, for an agent who reads them"""
        self._whatsapp_check_agent()
        domain = [("mail_message_id", "in", self.ids), ("superseded", "=", False)]
        if part_ids is not None:
            domain.append(("id", "in", part_ids))
        # sudo: agents act on the messages of the threads that they may read
        return self.env["whatsapp.inbox.message"].sudo().search(domain)


def _in_whatsapp_thread(message):
    """Whether a message belongs to a WhatsApp thread."""
    if message.model != "discuss.channel" or not message.res_id:
        return False
    # sudo: the type of a thread whose message one reads
    channel = message.env["discuss.channel"].sudo().browse(message.res_id)
    return is_whatsapp(channel)
