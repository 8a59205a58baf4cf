from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .whatsapp_inbox_conversation_event import as_json

TEAM = "whatsapp.inbox.team"
UNDO_MINUTES = 10


class WhatsappInboxConversationEvent(models.Model):
    """What was done by mistake is undone, if nothing has happened to it since."""

    _inherit = "whatsapp.inbox.conversation.event"

    can_undo = fields.Boolean(compute="_compute_can_undo", compute_sudo=True)

    @api.depends_context("uid")
    def _compute_can_undo(self):
        for event in self:
            event.can_undo = event._is_fresh() and not event._why_not()

    def action_undo(self):
        """Bring back what was before these events.

        :return: a notification of those that were left as they are, or False
        :raises AccessError: somebody else did it
        :raises UserError: none of them can be undone any more
        """
        if any(event.sudo().user_id != self.env.user for event in self):
            self._check_supervisor()
        # sudo: whoever did it may undo it, also what is another team's by now
        events = self.sudo().exists()
        reasons = events._undo()
        left = [reason for reason in reasons.values() if reason]
        if left and len(left) == len(events):
            raise UserError("\n".join(left))
        return bool(left) and {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "message": "\n".join(left)},
        }

    def _undo(self):
        """:return: by event, why it was left as it is; "" if it was undone"""
        self.conversation_id._lock()
        reasons = {event: event._why_not() for event in self}
        for event in self.filtered(lambda e: not reasons[e]):
            event._restore()
        return reasons

    def _check_supervisor(self):
        self.check_access("read")
        if not self.env.user._is_whatsapp_supervisor():
            raise AccessError(
                self.env._("Only who did it or a supervisor may undo it.")
            )

    def _is_fresh(self):
        return self.date > fields.Datetime.now() - timedelta(minutes=UNDO_MINUTES)

    def _why_not(self):
        """:return: why this cannot be undone, in words; "" if it can"""
        self.ensure_one()
        conversation = self.conversation_id
        customer = conversation.contact_id.display_name
        if not self._is_fresh() or not self.after:
            return self.env._("%s: it is too late to undo this.", customer)
        if self.kind == "resolved" and conversation._has_said_goodbye(self.date):
            return self.env._("%s was told already that it is over.", customer)
        now = {name: conversation[name] for name in self.after}
        if {name: as_json(value) for name, value in now.items()} == self.after:
            return ""
        others = conversation.event_ids.filtered(
            lambda e: e.id > self.id and e.before != self.before
        )
        if others:
            return f"{customer}: {others.sorted('id')[-1].description}"
        return self.env._("%s has written meanwhile.", customer)

    def _restore(self):
        """Whoever is gone meanwhile, agent or team, is not brought back."""
        vals = dict(self.before)
        joined = vals.pop("joined", ())
        for name, model in (("user_id", "res.users"), ("team_id", TEAM)):
            if vals.get(name):
                vals[name] = self.env[model].browse(vals[name]).exists().id
        if "tag_ids" in vals:
            tags = self.env["whatsapp.inbox.tag"].browse(vals["tag_ids"]).exists()
            vals["tag_ids"] = [fields.Command.set(tags.ids)]
        conversation = self.conversation_id
        conversation.write(vals)
        users = self.env["res.users"].browse(joined).exists().filtered("active")
        conversation.channel_id._add_members(users=users, post_joined_message=False)

    # -- telling ------------------------------------------------------------------

    def _told_with_undo(self, told=False):
        """:param told: a notification of what was not done, or False
        :return: the client action that tells all of it"""
        if not (self or told):
            return {"type": "ir.actions.act_window_close"}
        params = {"undo": self.ids, "type": "success", "message": self._in_short()}
        if told:
            lines = [told["params"]["message"], params["message"]]
            params |= told["params"] | {"message": "\n".join(filter(None, lines))}
        return {
            "type": "ir.actions.client",
            "tag": "whatsapp_inbox_done",
            "params": params,
        }

    def _in_short(self):
        """:return: what was done to whom, as a person reads it in passing"""
        if not self:
            return ""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        what = ", ".join(kinds[kind] for kind in dict.fromkeys(self.mapped("kind")))
        if len(self) == 1:
            whom = self.conversation_id.contact_id.display_name
        else:
            whom = self.env._("%s conversations", len(self))
        return f"{what}: {whom}"
