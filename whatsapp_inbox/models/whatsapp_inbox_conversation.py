from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store

from .whatsapp_inbox_account import WINDOW_HOURS


class WhatsappInboxConversation(models.Model):
    """The work item inside a thread, from first message to resolution."""

    _name = "whatsapp.inbox.conversation"
    _description = "WhatsApp Conversation"
    _order = "waiting_since, last_message_at desc, id desc"
    _check_company_auto = True

    channel_id = fields.Many2one(
        "discuss.channel", required=True, readonly=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    contact_id = fields.Many2one(
        "whatsapp.inbox.contact",
        string="WhatsApp Contact",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="contact_id.partner_id",
        string="Customer",
        store=True,
        index="btree_not_null",
    )
    team_id = fields.Many2one(
        "whatsapp.inbox.team", check_company=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", string="Agent", index=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("pending", "Pending"),
            ("snoozed", "Snoozed"),
            ("resolved", "Resolved"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        help="Open: it is our turn. Pending: we wait for the customer. Snoozed: until "
        "a time, or the customer's next message.",
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent")], default="0"
    )
    tag_ids = fields.Many2many("whatsapp.inbox.tag", string="Tags")
    waiting_since = fields.Datetime(
        readonly=True, help="First customer message that nobody answered."
    )
    window_expires_at = fields.Datetime(
        readonly=True,
        help="Until then WhatsApp accepts any message; later only templates.",
    )
    last_message_at = fields.Datetime("Last Message", readonly=True)
    first_response_at = fields.Datetime(readonly=True)
    resolved_at = fields.Datetime(readonly=True)
    referral_type = fields.Char(
        "Ad Type", readonly=True, help="Where the customer came from: ad or post."
    )
    referral_headline = fields.Char("Ad Headline", readonly=True)
    referral_url = fields.Char("Ad Address", readonly=True)
    referral_source_id = fields.Char("Ad ID", readonly=True)
    referral_click_id = fields.Char("Ad Click ID", readonly=True)
    message_ids = fields.One2many("whatsapp.inbox.message", "conversation_id")
    answered_by = fields.Char(
        compute="_compute_answered_by",
        compute_sudo=True,
        help="The other app that answers this customer now, if any.",
    )

    _list_idx = models.Index("(waiting_since, last_message_at DESC, id DESC)")
    _one_unresolved = models.UniqueIndex("(channel_id) WHERE state != 'resolved'")

    @api.depends("contact_id", "account_id")
    def _compute_display_name(self):
        for conversation in self:
            conversation.display_name = (
                f"{conversation.contact_id.display_name} #{conversation.id}"
            )

    @api.depends("channel_id.whatsapp_owner_id.until")
    def _compute_answered_by(self):
        for conversation in self:
            owner = conversation.channel_id.whatsapp_owner_id
            conversation.answered_by = owner._is_other() and owner._role_name(
                owner.role
            )

    # -- life ---------------------------------------------------------------------

    @api.model
    def _current(self, channels):
        """The unresolved conversation of each thread.

        :rtype: dict of discuss.channel → whatsapp.inbox.conversation
        """
        conversations = self.search(
            [("channel_id", "in", channels.ids), ("state", "!=", "resolved")]
        )
        return {c.channel_id: c for c in conversations}

    @api.model
    def _ensure_open(self, channels, routed=False):
        """The unresolved conversation of each thread; reopened or new if needed.

        :param bool routed: ``_route`` follows, which has the agents join

        Two transactions may do this at once: the unique index lets one win, and
        the other starts again (``whatsapp.inbox.job``).
        """
        current = self._current(channels)
        missing = channels.filtered(lambda c: c not in current)
        if missing:
            reopened = self._reopen_last(missing)
            new = missing - reopened.channel_id
            created = self.create([c._prepare_conversation_vals() for c in new])
            started = reopened | created
            for conversation in started:
                current[conversation.channel_id] = conversation
                conversation.channel_id.whatsapp_conversation_id = conversation
            if not routed:
                started._join_agents()
        return current

    @api.model
    def _at_hand(self, channels):
        """The last conversation of each thread, as it is; where there is none, one
        that asks nobody to answer and has no members yet.

        For what the customer does without asking us: a talk with another app, a call
        that was answered.

        :rtype: dict of discuss.channel → whatsapp.inbox.conversation
        """
        new = channels.filtered(lambda c: not c.whatsapp_conversation_id)
        created = self.create(
            [{**c._prepare_conversation_vals(), "state": "pending"} for c in new]
        )
        for conversation in created:
            conversation.channel_id.whatsapp_conversation_id = conversation
        return {c: c.whatsapp_conversation_id for c in channels}

    @api.model
    def _reopen_last(self, channels):
        last = self.browse()
        now = fields.Datetime.now()
        for channel in channels:
            conversation = channel.whatsapp_conversation_id
            hours = channel.whatsapp_account_id.reopen_hours
            if conversation.resolved_at and now < conversation.resolved_at + timedelta(
                hours=hours
            ):
                last |= conversation
        last.write({"state": "open"})
        return last

    def _customer_wrote(self, first_at, last_at):
        """Note messages of the customer, the first and last of them at these times
        (Meta's clock, naive UTC)."""
        self.ensure_one()
        vals = self._window_vals(last_at)
        if self.state != "open":
            vals["state"] = "open"
        if not self.waiting_since:
            vals["waiting_since"] = first_at
        if not self.last_message_at or self.last_message_at < last_at:
            vals["last_message_at"] = last_at
        self.write(vals)

    def _route(self, said):
        """Customers wrote in these conversations: who shall answer? A hook, called once
        for each batch after its messages are stored. See …_routing.py.

        :param dict said: conversation → its ``tools.payload.InboundMessage``s, in order
        """
        self._apply_hours()

    def _note_referral(self, referral):
        """Keep the first ad that led to this conversation (Meta's page: messages/text).

        :param dict referral: as Meta sends it
        """
        self.ensure_one()
        if self.referral_type:
            return
        self.write(
            {
                name: str(referral[key])
                for name, key in (
                    ("referral_type", "source_type"),
                    ("referral_headline", "headline"),
                    ("referral_url", "source_url"),
                    ("referral_source_id", "source_id"),
                    ("referral_click_id", "ctwa_clid"),
                )
                if referral.get(key)
            }
        )

    def _window_vals(self, written_at):
        expires = written_at + timedelta(hours=WINDOW_HOURS)
        if self.window_expires_at and self.window_expires_at >= expires:
            return {}
        return {"window_expires_at": expires}

    def _extend_window(self, written_at):
        """A message that asks for no answer (a reaction) opens the window too."""
        if vals := self._window_vals(written_at):
            self.write(vals)

    def _close_window(self, refused_at):
        """WhatsApp refused a message at this time for a closed window (naive UTC);
        a customer who has written since has opened it again."""
        expires = self.window_expires_at
        if expires and expires - timedelta(hours=WINDOW_HOURS) <= refused_at < expires:
            self.window_expires_at = refused_at

    def _agent_answered(self):
        """Note an answer of ours, by the agent of the environment."""
        self.ensure_one()
        now = fields.Datetime.now()
        vals = {"last_message_at": now}
        if self.state != "pending":
            vals["state"] = "pending"
        if self.waiting_since:
            vals["waiting_since"] = False
        if not self.first_response_at:
            vals["first_response_at"] = now
        self.write(vals)

    def _answered_from_phone(self, written_at):
        """Note an answer that a person gave in the phone app, at Meta's time; who
        still waits is ``whatsapp.inbox.echo._settle_waiting``'s."""
        self.ensure_one()
        vals = {}
        if self.state == "open" and not self.waiting_since:
            vals["state"] = "pending"
        if not self.last_message_at or self.last_message_at < written_at:
            vals["last_message_at"] = written_at
        if vals:
            self.write(vals)

    def _answer_withdrawn(self):
        """An answer will not be sent: the customer waits again, if for nothing else."""
        Message = self.env["whatsapp.inbox.message"].sudo()
        for conversation in self.filtered(lambda c: c.state == "pending"):
            said = [
                ("channel_id", "=", conversation.channel_id.id),
                ("message_type", "not in", ("reaction", "edit", "revoke", "system")),
            ]
            answer = Message.search(
                [
                    *said,
                    ("direction", "=", "outbound"),
                    ("auto_kind", "=", False),
                    ("state", "not in", ("failed", "withdrawn")),
                ],
                limit=1,
            )
            waiting = Message.search(
                [*said, ("direction", "=", "inbound"), ("id", ">", answer.id or 0)],
                order="id",
                limit=1,
            )
            if waiting:
                conversation.write(
                    {"state": "open", "waiting_since": waiting.timestamp}
                )

    def _window_is_open(self):
        """Whether WhatsApp accepts any message now, by the customer's own clock.

        This is the policy: a bridge for messages that may be sent outside of the
        window overrides it (Meta's page: messages/send-messages).
        """
        self.ensure_one()
        return bool(
            self.window_expires_at and fields.Datetime.now() < self.window_expires_at
        )

    def write(self, vals):
        result = super().write(vals)
        if not self._store_fields().isdisjoint(vals):
            for conversation in self:
                Store(bus_channel=conversation.channel_id).add(conversation).bus_send()
        return result

    # -- actions ------------------------------------------------------------------

    def action_resolve(self):
        self.check_access("read")
        # sudo: agents resolve what they may read
        self.sudo().filtered(lambda c: c.state != "resolved").write(
            {"state": "resolved"}
        )

    def action_reopen(self):
        self.check_access("read")
        # sudo: see action_resolve
        self.sudo().filtered(lambda c: c.state == "resolved").write({"state": "open"})

    def action_open_thread(self):
        self.ensure_one()
        return self.channel_id._whatsapp_open_action()

    # -- store --------------------------------------------------------------------

    @api.model
    def _store_fields(self):
        return {"state", "waiting_since", "window_expires_at", "user_id", "team_id"}

    def _to_store_defaults(self, target):
        return [
            "state",
            "waiting_since",
            "window_expires_at",
            Store.One(
                "user_id",
                [Store.One("partner_id", ["name", "avatar_128"], sudo=True)],
                sudo=True,
            ),
            Store.One("team_id", ["name"], sudo=True),
        ]
