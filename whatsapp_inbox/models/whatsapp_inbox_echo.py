from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .whatsapp_inbox_message import ABOUT_OTHERS


class WhatsappInboxEcho(models.AbstractModel):
    """What a person of the business wrote in the WhatsApp Business phone app, for a
    number that is used there and here (Meta's page: webhooks/smb_message_echoes).

    The way of a received message with the other side as its author: an answer of ours,
    which the customer has, so it is nothing to send and opens no window.
    """

    _name = "whatsapp.inbox.echo"
    _inherit = "whatsapp.inbox.inbound"
    _description = "WhatsApp Messages of the Phone App"
    _direction = "outbound"
    _silent = True

    @api.model
    def _receive_messages(self, account, updates):
        if not account.on_phone_app:
            account.on_phone_app = True
        result = super()._receive_messages(account, updates)
        # their statuses may have been faster
        self.env["whatsapp.inbox.message"]._settle_early_statuses(
            account, [update.wamid for update in updates]
        )
        return result

    @api.model
    def _conversations(self, channels):
        """No answer opens work that nobody asked for: without a conversation the
        message is in the thread alone."""
        Conversation = self.env["whatsapp.inbox.conversation"]
        return defaultdict(Conversation.browse, Conversation._current(channels))

    @api.model
    def _author_vals(self, update, channel, contact):
        """Nobody of Odoo: the phone does not tell who held it."""
        account = channel.whatsapp_account_id
        return {"author_id": False, "email_from": account.verified_name or account.name}

    @api.model
    def _transport_vals(self, update):
        return {
            **super()._transport_vals(update),
            "origin": "phone",
            "state": "sent",
            "sent_at": update.timestamp,
        }

    # -- the conversation ---------------------------------------------------------

    @api.model
    def _note_said(self, items, conversations):
        times = defaultdict(list)
        for update, _contact, channel in items:
            times[channel].append(update.timestamp)
        for channel, stamps in times.items():
            conversation = conversations[channel]
            if conversation:
                conversation._answered_from_phone(max(stamps))
        self._settle_waiting(
            self.env["whatsapp.inbox.conversation"].union(*conversations.values())
        )

    @api.model
    def _note_reacted(self, channel, update):
        """Our reaction is neither an answer nor a reason for a window."""

    @api.model
    def _settle_waiting(self, conversations):
        """Who was answered from the phone waits no more.

        By Meta's clock, as the webhooks of a question and of its answer come in any
        order: a customer waits since the first message after our last answer.
        """
        conversations = conversations.filtered(
            lambda c: c.waiting_since and c.account_id.on_phone_app
        )
        if not conversations:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT conversation.id, answer.first, waiting.since
                  FROM whatsapp_inbox_conversation conversation
                  JOIN LATERAL (
                       SELECT min(timestamp) AS first, max(timestamp) AS last
                         FROM whatsapp_inbox_message
                        WHERE channel_id = conversation.channel_id
                          AND origin = 'phone'
                          AND message_type NOT IN %s
                          AND timestamp >= conversation.waiting_since
                       ) answer ON answer.last IS NOT NULL
                  LEFT JOIN LATERAL (
                       SELECT min(timestamp) AS since
                         FROM whatsapp_inbox_message
                        WHERE conversation_id = conversation.id
                          AND direction = 'inbound'
                          AND message_type NOT IN %s
                          AND timestamp > answer.last
                       ) waiting ON TRUE
                 WHERE conversation.id IN %s
                """,
                ABOUT_OTHERS,
                (*ABOUT_OTHERS, "system"),
                tuple(conversations.ids),
            )
        )
        for conversation_id, answered_at, since in rows:
            conversation = conversations.browse(conversation_id)
            conversation.write(
                {
                    "waiting_since": since,
                    "state": "open" if since else "pending",
                    "first_response_at": conversation.first_response_at or answered_at,
                }
            )

    # -- showing ------------------------------------------------------------------

    @api.model
    def _publish(self, channels, mails):
        result = super()._publish(channels, mails)
        newest = {mail.res_id: mail for mail in mails.sorted("id")}
        for channel in channels:
            # who waits on is unread still
            if not channel.whatsapp_conversation_id.waiting_since:
                # sudo: what was answered is nothing that a member has to read
                members = channel.sudo().channel_member_ids
                members.new_message_separator = newest[channel.id].id + 1
        return result

    @api.model
    def _push(self, last):
        """Nobody is called by what the business itself has said."""

    @api.model
    def _reacting(self, mail, channel):
        """WhatsApp knows one reaction of a business, whoever of us it was."""
        customer = channel.whatsapp_contact_id.partner_id
        ours = mail.reaction_ids.filtered(lambda r: r.partner_id != customer)
        return channel.whatsapp_account_id.company_id.partner_id, ours

    # -- our own messages ---------------------------------------------------------

    @api.model
    def _give_way(self, message, wamid):
        """Take back the echo of a message that we sent ourselves.

        Should Meta echo what came over the API, the echo may be faster than the
        answer to the call, which tells that the wamid is ours.
        """
        if not message.account_id.on_phone_app:
            return
        echo = self.env["whatsapp.inbox.message"].search(
            [
                ("account_id", "=", message.account_id.id),
                ("wamid", "=", wamid),
                ("origin", "=", "phone"),
                ("id", "!=", message.id),
            ]
        )
        if not echo:
            return
        mail, channel = echo.mail_message_id, echo.channel_id
        is_reaction = echo.message_type == "reaction"
        if echo.state in ("delivered", "read"):
            names = ["state", "sent_at", "delivered_at", "read_at"]
            message.write(dict(zip(names, (echo[n] for n in names), strict=True)))
        echo.unlink()
        echo.flush_model()
        if not is_reaction:
            channel._bus_send("mail.message/delete", {"message_ids": mail.ids})
            mail.unlink()
