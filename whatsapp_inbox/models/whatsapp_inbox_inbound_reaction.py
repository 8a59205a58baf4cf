from odoo import api, models
from odoo.tools import SQL


class WhatsappInboxInbound(models.AbstractModel):
    """Reactions: shown at the message that they are to, whichever comes first."""

    _inherit = "whatsapp.inbox.inbound"

    @api.model
    def _store_reactions(self, account, items):
        """A customer has one reaction on a message: the newest by Meta's clock."""
        Message = self.env["whatsapp.inbox.message"]
        for update, contact, channel in items:
            vals = self._transport_vals(update)
            target_wamid, emoji = update.reaction or ("", "")
            target = Message.search(
                [
                    ("account_id", "=", account.id),
                    ("wamid", "=", target_wamid),
                    ("channel_id", "=", channel.id),
                ],
                limit=1,
            )
            mail = target.mail_message_id
            newer = Message.search_count(
                [
                    ("mail_message_id", "=", mail.id),
                    ("message_type", "=", "reaction"),
                    ("direction", "=", vals["direction"]),
                    ("timestamp", ">", update.timestamp),
                ],
                limit=1,
            )
            Message.create(
                {
                    "account_id": account.id,
                    "contact_id": contact.id,
                    "channel_id": channel.id,
                    "conversation_id": channel.whatsapp_conversation_id.id,
                    "mail_message_id": mail.id,
                    **vals,
                    "payload": {
                        "reaction": {"message_id": target_wamid, "emoji": emoji}
                    },
                }
            )
            if mail and not newer:
                self._set_reaction(mail.sudo(), channel, emoji)
            self._note_reacted(channel, update)

    @api.model
    def _note_reacted(self, channel, update):
        """A reaction asks for no answer, but opens the window."""
        conversation = channel.whatsapp_conversation_id
        if conversation:
            conversation._extend_window(update.timestamp)

    @api.model
    def _apply_waiting_reactions(self, messages):
        """Reactions may come before the messages that they are to."""
        messages.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT reaction.id, message.id
                  FROM whatsapp_inbox_message message
                  JOIN whatsapp_inbox_message reaction
                    ON reaction.channel_id = message.channel_id
                   AND reaction.payload->'reaction'->>'message_id' = message.wamid
                 WHERE message.id IN %s
                   AND reaction.message_type = 'reaction'
                   AND reaction.mail_message_id IS NULL
                 ORDER BY reaction.timestamp, reaction.id
                """,
                tuple(messages.ids),
            )
        )
        for ids in rows:
            reaction, message = (messages.browse(id_) for id_ in ids)
            reaction.mail_message_id = message.mail_message_id
            emoji = reaction.payload["reaction"]["emoji"]
            side = "inbound" if reaction.direction == "inbound" else "echo"
            self.env[f"whatsapp.inbox.{side}"]._set_reaction(
                message.mail_message_id.sudo(), message.channel_id, emoji
            )

    @api.model
    def _reacting(self, mail, channel):
        """:return: the partner who reacts, and the reactions that this one replaces"""
        partner = channel.whatsapp_contact_id.partner_id
        return partner, mail.reaction_ids.filtered(lambda r: r.partner_id == partner)

    @api.model
    def _set_reaction(self, mail, channel, emoji):
        partner, old = self._reacting(mail, channel)
        if not partner:
            return  # a group's: Discuss has nobody who could have reacted
        Reaction = self.env["mail.message.reaction"].sudo()
        contents = set(old.mapped("content"))
        old.unlink()
        if emoji:
            contents.add(emoji)
            Reaction.create(
                {"message_id": mail.id, "partner_id": partner.id, "content": emoji}
            )
        mail.invalidate_recordset(["reaction_ids"])
        for content in contents:
            mail._bus_send_reaction_group(content)
