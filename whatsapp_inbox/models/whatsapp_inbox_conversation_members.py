from odoo import models
from odoo.tools import SQL


class WhatsappInboxConversation(models.Model):
    """Who follows a conversation: members of its thread get its messages over the bus
    and have a counter; nobody else does (docs/decisions/0022)."""

    _inherit = "whatsapp.inbox.conversation"

    def _own_team(self):
        """:return: whose work it is; empty for all agents of the company"""
        return self.team_id or self.account_id.team_id

    def _followers(self):
        """:return: res.users who follow it without having joined by hand: the owner,
        or while there is none, who may take it from a team that does so by hand"""
        self.ensure_one()
        if self.user_id:
            return self.user_id.filtered("active")
        team = self._own_team()
        return team._followers() if team else self.account_id._agents()

    def _followers_depend_on(self):
        """:return: a key; conversations that share it have the same followers"""
        return self.user_id, self.team_id, self.account_id

    def _followers_of_each(self):
        """As ``_followers``, asked once for all that the same people follow.

        :return: res.users by conversation
        """
        return {
            conversation: followers
            for own in self.grouped(lambda c: c._followers_depend_on()).values()
            for followers in [own[0]._followers()]
            for conversation in own
        }

    def _join_agents(self):
        """Make who should follow these conversations a member of their threads."""
        Member = self.env["discuss.channel.member"].sudo()
        read_until = self._read_until()
        self.channel_id.sudo().mapped("channel_type")  # core reads them one by one
        vals_list = []
        for conversation, users in self._followers_of_each().items():
            channel = conversation.channel_id.sudo()
            followers = users.partner_id
            vals_list += [
                {
                    "channel_id": channel.id,
                    "partner_id": partner.id,
                    "whatsapp_automatic": True,
                    # what was said before is history, not unread
                    "new_message_separator": read_until[conversation] + 1,
                }
                for partner in followers - channel.channel_member_ids.partner_id
            ]
        automatic = self.env["whatsapp.inbox.conversation.event"]._is_automatic()
        for member in Member.create(vals_list):
            # The browser fetches the thread by itself: no need to compute it here.
            member._bus_send(
                "discuss.channel/joined",
                {
                    "channel_id": member.channel_id.id,
                    "data": {},
                    "invite_to_rtc_call": False,
                    # not for what one took by hand, nor for all that a new team has
                    "whatsapp_rings": bool(automatic),
                },
            )

    def _read_until(self):
        """:return: by conversation, the id of the last message that is history for
        who comes new; what nobody answered yet is unread"""
        Message = self.env["whatsapp.inbox.message"]
        Message.flush_model(["channel_id", "direction", "timestamp", "mail_message_id"])
        self.env["mail.message"].flush_model(["model", "res_id"])
        # SQL: both of each thread in one query; an imported message has an id below
        # zero, and is nothing unread
        rows = self.env.execute_query(
            SQL(
                """
                SELECT conversation.id,
                       COALESCE(first.mail_message_id - 1, GREATEST(last.id, -1))
                  FROM whatsapp_inbox_conversation conversation
                  LEFT JOIN LATERAL (
                       SELECT id
                         FROM mail_message
                        WHERE model = 'discuss.channel'
                          AND res_id = conversation.channel_id
                        ORDER BY id DESC LIMIT 1) last ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT mail_message_id
                         FROM whatsapp_inbox_message message
                        WHERE message.channel_id = conversation.channel_id
                          AND message.direction = 'inbound'
                          AND message.timestamp >= conversation.waiting_since
                          AND message.mail_message_id >= 1
                        ORDER BY message.id LIMIT 1) first ON TRUE
                 WHERE conversation.id IN %s
                """,
                self._ids or (0,),
                to_flush=self._fields["waiting_since"],
            )
        )
        return {self.browse(key): read_until for key, read_until in rows}

    def _sync_members(self):
        """Invite who follows now, dismiss who did until now.

        Who joined by hand stays: see ``_forget_who_joined``.
        """
        self._join_agents()
        gone = self.env["discuss.channel.member"]
        for conversation, followers in self._followers_of_each().items():
            gone += conversation.channel_id.channel_member_ids.filtered(
                lambda member, followers=followers: (
                    member.whatsapp_automatic
                    and not member.partner_id.user_ids & followers
                )
            )
        self.channel_id._whatsapp_dismiss_members(gone)

    def _forget_who_joined(self, old):
        """Who had it before follows no longer, nor who joined from a team that had
        it: a member gets the messages, so this is access, not comfort.

        :param dict old: what the fields were that changed
        """
        self.ensure_one()
        members = self.channel_id.channel_member_ids
        if "team_id" not in old:
            owner = old["user_id"].partner_id
            members = members.filtered(lambda member: member.partner_id == owner)
        members.filtered(
            lambda m: not m.partner_id.user_ids._is_whatsapp_supervisor()
        ).whatsapp_automatic = True
