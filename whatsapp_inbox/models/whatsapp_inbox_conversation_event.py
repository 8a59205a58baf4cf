from datetime import datetime

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import format_datetime


class WhatsappInboxConversationEvent(models.Model):
    """What happened to a conversation: who did it, when, from what, to what.

    Written by ``whatsapp.inbox.conversation.write`` alone. ``before`` has what the
    fields were and ``after`` what they became, for the one who wants it undone.
    """

    _name = "whatsapp.inbox.conversation.event"
    _description = "WhatsApp Conversation Event"
    _order = "id desc"
    _rec_name = "kind"

    conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("claimed", "Claimed"),
            ("assigned", "Assigned"),
            ("taken", "Taken Over"),
            ("released", "Released"),
            ("moved", "Moved to a Team"),
            ("snoozed", "Snoozed"),
            ("woken", "Woken"),
            ("resolved", "Resolved"),
            ("reopened", "Reopened"),
            ("priority", "Priority"),
            ("tags", "Tags"),
        ],
        required=True,
        readonly=True,
    )
    date = fields.Datetime(default=fields.Datetime.now, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, help="Empty: the inbox itself."
    )
    old_user_id = fields.Many2one("res.users", "Agent Before", readonly=True)
    new_user_id = fields.Many2one("res.users", "Agent", readonly=True)
    old_team_id = fields.Many2one(
        "whatsapp.inbox.team", "Team Before", readonly=True, ondelete="set null"
    )
    new_team_id = fields.Many2one(
        "whatsapp.inbox.team", "Team", readonly=True, ondelete="set null"
    )
    new_priority = fields.Char(readonly=True)
    changed_tags = fields.Char(readonly=True, help="With + or − each.")
    until = fields.Datetime(readonly=True)
    reason = fields.Char(readonly=True, help="Why the inbox did it.")
    note = fields.Text(readonly=True, help="For whoever has it next.")
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    description = fields.Char(compute="_compute_description", compute_sudo=True)

    @api.depends("kind")
    @api.depends_context("lang", "tz")
    def _compute_description(self):
        for event in self:
            event.description = " ".join(filter(None, event._sentences()))

    # -- writing ------------------------------------------------------------------

    @api.model
    def _note(self, changed):
        """Write down what changed, and tell it to the threads and the next agents.

        The context has what the fields cannot tell: ``whatsapp_note`` for the next one,
        ``whatsapp_reason`` why the inbox did it, ``whatsapp_auto`` that it did.

        :param dict changed: conversation → what the fields were that changed
        """
        vals_list = []
        for conversation, old in changed.items():
            vals_list += self._prepare_vals(conversation, old)
        # sudo: the history is written by what agents do, never by them
        self.sudo().create(vals_list)._tell()

    @api.model
    def _prepare_vals(self, conversation, old):
        """:return: the values of no, one or several events"""
        common = {
            "conversation_id": conversation.id,
            "user_id": False if self._is_automatic() else self.env.uid,
            "reason": self.env.context.get("whatsapp_reason"),
            "note": self.env.context.get("whatsapp_note"),
            "before": {name: as_json(value) for name, value in old.items()},
            "after": {name: as_json(conversation[name]) for name in old},
        }
        if old.get("state") and conversation.state == "resolved":
            members = conversation.channel_id.channel_member_ids
            joined = members.filtered(lambda m: not m.whatsapp_automatic).partner_id
            common["before"]["joined"] = joined.user_ids.ids
        vals_list = []
        if kind := self._owner_kind(conversation, old):
            owner = {"kind": kind, "new_user_id": conversation.user_id.id}
            owner["new_team_id"] = conversation.team_id.id
            if "user_id" in old:
                owner["old_user_id"] = old["user_id"].id
            if "team_id" in old:
                owner["old_team_id"] = old["team_id"].id
            vals_list.append({**common, **owner})
        if kind := self._state_kind(conversation, old):
            until = kind == "snoozed" and conversation.snoozed_until
            vals_list.append({**common, "kind": kind, "until": until})
        if "priority" in old:
            priority = conversation.priority
            vals_list.append({**common, "kind": "priority", "new_priority": priority})
        if "tag_ids" in old:
            tags = self._changed_tags(old["tag_ids"], conversation.tag_ids)
            vals_list.append({**common, "kind": "tags", "changed_tags": tags})
        for vals in vals_list[1:]:
            vals["note"] = False  # said once
        return vals_list

    @api.model
    def _changed_tags(self, old, new):
        return ", ".join(
            [f"+{tag.name}" for tag in new - old]
            + [f"−{tag.name}" for tag in old - new]
        )

    @api.model
    def _is_automatic(self):
        return self.env.uid == SUPERUSER_ID or self.env.context.get("whatsapp_auto")

    @api.model
    def _owner_kind(self, conversation, old):
        if "team_id" in old:
            return "moved"
        if "user_id" not in old:
            return ""
        if not conversation.user_id:
            return "released"
        if conversation.user_id == self.env.user and not self._is_automatic():
            return "taken" if old["user_id"] else "claimed"
        return "assigned"

    @api.model
    def _state_kind(self, conversation, old):
        was, now = old.get("state", conversation.state), conversation.state
        if was == now:
            return "snoozed" if "snoozed_until" in old and now == "snoozed" else ""
        if "resolved" in (was, now):
            return "resolved" if now == "resolved" else "reopened"
        if "snoozed" in (was, now):
            return "snoozed" if now == "snoozed" else "woken"
        return ""  # open and pending follow the messages

    # -- telling ------------------------------------------------------------------

    def _tell(self):
        """In the threads, all of them at once, and to the next agents."""
        # a customer's message is seen: it needs no line that it opens
        told = self.filtered(lambda e: e.user_id or e.reason or e.new_user_id)
        self.env["discuss.channel"]._whatsapp_post_lines(
            [(e.conversation_id.channel_id, e.description, e.date) for e in told]
        )
        for event in self:
            if event.note:
                event.conversation_id.channel_id.message_post(
                    body=event.note,
                    message_type="comment",
                    subtype_xmlid="mail.mt_note",
                )
            if event.new_user_id not in (event.user_id, event.old_user_id):
                event._tell_next_agent()

    def _tell_next_agent(self):
        """The browser makes one notification of what comes at once."""
        conversation = self.conversation_id
        self.new_user_id._bus_send(
            "whatsapp_inbox.assigned",
            {
                "channel_id": conversation.channel_id.id,
                "name": conversation.contact_id.display_name,
            },
        )
        self._push_to_next_agent()

    def _push_to_next_agent(self):
        """Who did not follow it when the customer wrote was not notified then."""
        # sudo: whether any browser of theirs asked for push notifications, and the
        # customer's last words, for who has the conversation now
        agent, conversation = self.new_user_id.sudo(), self.conversation_id.sudo()
        channel = conversation.channel_id
        Device = self.env["mail.push.device"].sudo()
        of_agent = [("partner_id", "=", agent.partner_id.id)]
        if not agent or not conversation.waiting_since:
            return
        if not Device.search_count(of_agent, limit=1):
            return
        last = self.env["whatsapp.inbox.message"].sudo()
        waiting = [("channel_id", "=", channel.id), ("direction", "=", "inbound")]
        if last := last.search(waiting, limit=1, order="id desc"):
            channel._whatsapp_push(last.mail_message_id, users=agent)

    def _sentences(self):
        """What happened, in the language of the reader: a list of sentences."""
        words = {
            "by": self.user_id.name,
            "agent": self.new_user_id.name,
            "before": self.old_user_id.name,
            "team": self.new_team_id.name or self.env._("all teams"),
            "until": self.until and format_datetime(self.env, self.until),
            "priority": self._priority_name(),
            "tags": self.changed_tags,
        }
        by_person, by_inbox = self._words()
        told = (by_person if self.user_id else by_inbox) % words
        sentences = [told, self.reason]
        if self.kind == "moved" and self.new_user_id:
            sentences.append(self.env._("%s has it now.", self.new_user_id.name))
        return sentences

    def _priority_name(self):
        selection = self.env["whatsapp.inbox.conversation"]._fields["priority"]
        return dict(selection._description_selection(self.env)).get(self.new_priority)

    def _words(self):
        """:return: what is said if a person did it, and if the inbox did"""
        return {
            "claimed": (self.env._("%(by)s answers this conversation."), ""),
            "assigned": (
                self.env._("%(by)s gave this conversation to %(agent)s."),
                self.env._("%(agent)s answers this conversation."),
            ),
            "taken": (
                self.env._("%(by)s took this conversation over from %(before)s."),
                "",
            ),
            "released": (
                self.env._("%(by)s gave this conversation back to the team."),
                self.env._("This conversation is back with the team."),
            ),
            "moved": (
                self.env._("%(by)s moved this conversation to %(team)s."),
                self.env._("This conversation is with %(team)s now."),
            ),
            "snoozed": (
                self.env._("%(by)s put this conversation off until %(until)s.")
                if self.until
                else self.env._("%(by)s put it off until the customer writes."),
                self.env._("This conversation is put off."),
            ),
            "woken": (
                self.env._("%(by)s ended the snooze."),
                self.env._("This conversation is back."),
            ),
            "resolved": (
                self.env._("%(by)s resolved this conversation."),
                self.env._("This conversation is resolved."),
            ),
            "reopened": (
                self.env._("%(by)s opened this conversation again."),
                self.env._("This conversation is open again."),
            ),
            "priority": (
                self.env._("%(by)s set the priority: %(priority)s."),
                self.env._("The priority is %(priority)s now."),
            ),
            "tags": (
                self.env._("%(by)s changed the tags: %(tags)s"),
                self.env._("Tags: %(tags)s"),
            ),
        }[self.kind]


def as_json(value):
    """A field's value as JSON has it: ids, and times as Odoo writes them."""
    if isinstance(value, models.BaseModel) and value._name == "whatsapp.inbox.tag":
        return sorted(value.ids)
    if isinstance(value, models.BaseModel):
        return value.id
    return fields.Datetime.to_string(value) if isinstance(value, datetime) else value
