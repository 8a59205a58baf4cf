from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_datetime

#: What people change of a conversation; all else follows from messages.
EDITABLE = frozenset(
    ("priority", "snoozed_until", "state", "tag_ids", "team_id", "user_id")
)


class WhatsappInboxConversation(models.Model):
    """What follows when a conversation changes hands or state.

    All of it is in ``write``, so that the form, a drop on the kanban, a rule and a
    program do the same, and the history has each change.
    """

    _inherit = "whatsapp.inbox.conversation"

    assigned_at = fields.Datetime(readonly=True)
    snoozed_until = fields.Datetime(
        help="Empty: until the customer writes.", index="btree_not_null"
    )
    queue_since = fields.Datetime(
        "In the Queue Since",
        compute="_compute_queue_since",
        store=True,
        help="It waits for us, and nobody has it.",
    )
    event_ids = fields.One2many(
        "whatsapp.inbox.conversation.event", "conversation_id", string="History"
    )

    _queue_idx = models.Index(
        "(team_id, priority DESC, COALESCE(out_of_hours, FALSE) DESC, queue_since)"
        " WHERE queue_since IS NOT NULL"
    )

    @api.depends("user_id", "state", "waiting_since", "routing_state")
    def _compute_queue_since(self):
        for conversation in self:
            if conversation.user_id or conversation.state != "open":
                conversation.queue_since = False
            elif not conversation.queue_since:
                now = fields.Datetime.now()
                conversation.queue_since = conversation.waiting_since or now

    @api.constrains("user_id", "company_id")
    def _check_agent(self):
        """:raises UserError: who shall answer is no agent of the company"""
        for conversation in self.filtered("user_id"):
            # sudo: groups and companies of colleagues
            user = conversation.user_id.sudo()
            if not user.has_group("whatsapp_inbox.group_agent"):
                raise UserError(
                    self.env._("%s is no agent of the WhatsApp inbox.", user.name)
                )
            if conversation.company_id not in user.company_ids:
                raise UserError(
                    self.env._(
                        "%(agent)s does not work for %(company)s.",
                        agent=user.name,
                        company=conversation.company_id.name,
                    )
                )

    # -- writing ------------------------------------------------------------------

    @api.model
    def _tracked(self):
        """The fields whose changes are in the history."""
        return {"user_id", "team_id", "state", "priority", "snoozed_until", "tag_ids"}

    @api.model
    def _restored(self):
        """What follows from them and is lost, unless the history keeps it."""
        return {"waiting_since"}

    @api.model_create_multi
    def create(self, vals_list):
        conversations = super().create(vals_list)
        conversations._show_team()
        return conversations

    def write(self, vals):
        if not self.env.su and (forbidden := vals.keys() - EDITABLE):
            raise AccessError(
                self.env._(
                    "These follow from the messages and are not changed by hand: %s",
                    ", ".join(sorted(forbidden)),
                )
            )
        if self._tracked().isdisjoint(vals):
            return super().write(vals)
        # sudo: fields that follow, members and history are not for users to write
        records = self.sudo()
        vals = records._with_consequences(vals)
        kept = (self._tracked() | self._restored()) & vals.keys()
        before = {c: {name: c[name] for name in kept} for c in records}
        self._check_reopen(vals)
        self._check_snooze(vals)
        result = super().write(vals)
        changed = {}
        for conversation, old in before.items():
            old = {n: v for n, v in old.items() if conversation[n] != v}
            if not self._tracked().isdisjoint(old):
                changed[conversation] = old
        if changed:
            self.env["whatsapp.inbox.conversation.event"]._note(changed)
            records._follow_changes(changed)
        return result

    def _check_reopen(self, vals):
        if vals.get("state", "resolved") == "resolved":
            return
        for conversation in self.sudo().filtered(lambda c: c.state == "resolved"):
            if conversation.channel_id.whatsapp_conversation_id != conversation:
                raise UserError(
                    self.env._(
                        "This customer has a newer conversation; answer in that one."
                    )
                )

    @api.model
    def _check_snooze(self, vals):
        until = fields.Datetime.to_datetime(vals.get("snoozed_until"))
        if until and until <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "%s is over. Choose a time that is still to come.",
                    format_datetime(self.env, until),
                )
            )

    @api.model
    def _with_consequences(self, vals):
        """:return: ``vals`` with the fields that follow from them"""
        more = {}
        if vals.get("snoozed_until") and "state" not in vals:
            vals = {**vals, "state": "snoozed"}
        if "user_id" in vals:
            more["assigned_at"] = vals["user_id"] and fields.Datetime.now()
        if "state" in vals:
            resolved = vals["state"] == "resolved"
            more["resolved_at"] = resolved and fields.Datetime.now()
            if resolved:
                more["waiting_since"] = False
            if vals["state"] != "snoozed":
                more["snoozed_until"] = False
        return {**vals, **more}

    def _follow_changes(self, changed):
        """Threads and their members follow what changed.

        :param dict changed: conversation → what its fields were
        """
        handed = self.filtered(
            lambda c: {"user_id", "team_id"} & changed.get(c, {}).keys()
        )
        handed._show_team()
        for conversation in handed:
            conversation._forget_who_joined(changed[conversation])
        handed.filtered(lambda c: c.state != "resolved")._sync_members()
        moved = self.filtered(lambda c: "state" in changed.get(c, ()))
        ended = moved.filtered(lambda c: c.state == "resolved").channel_id
        ended._whatsapp_dismiss_members(ended.channel_member_ids)
        again = moved.filtered(lambda c: changed[c]["state"] == "resolved")
        again._join_agents()

    def _show_team(self):
        """A thread is read by the team of its last conversation."""
        for conversation in self.sudo():
            channel = conversation.channel_id
            if channel.whatsapp_team_id != conversation.team_id:
                channel.whatsapp_team_id = conversation.team_id

    def _lock(self):
        """Until this transaction ends nobody else changes these conversations; who
        came first is seen by beginning again, as Odoo does for what collides."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                self._ids or (0,),
            )
        )
