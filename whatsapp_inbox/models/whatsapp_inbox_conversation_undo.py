from odoo import models
from odoo.exceptions import AccessError

#: What the browser may ask for by its name.
UNDOABLE = frozenset(
    ("assign", "claim", "priority", "release", "reopen", "resolve", "snooze")
    + ("snooze_for", "take_over", "transfer", "wake")
)


class WhatsappInboxConversation(models.Model):
    """Actions of people on one or many conversations, with a way back."""

    _inherit = "whatsapp.inbox.conversation"

    def action_priority(self, priority):
        self._lock_to_hand_over()
        # sudo: agents set what they may read
        self.sudo().write({"priority": priority})

    def action_with_undo(self, action="", *args, **kwargs):
        """Do one of the actions, and offer to undo it.

        :param str action: the name of a method without ``action_``
        :return: a client action that tells what was done and by its button undoes it;
            what the method itself has to tell comes first
        """
        if action not in UNDOABLE:
            raise AccessError(self.env._("There is no such action."))
        self.check_access("read")
        # sudo: what one gave away is in a history that one reads no more
        Event = self.env["whatsapp.inbox.conversation.event"].sudo()
        domain = [("conversation_id", "in", self.ids), ("user_id", "=", self.env.uid)]
        last = Event.search(domain, limit=1).id or 0
        told = getattr(self, f"action_{action}")(*args, **kwargs)
        # one undoes all of a change, whatever else was noted of it
        events = Event.search([*domain, ("id", ">", last)], order="id")
        by_conversation = events.grouped("conversation_id").values()
        firsts = Event.union(*(own[0] for own in by_conversation))
        return firsts._told_with_undo(told)

    def action_offer_undo(self):
        """Of what the user did to it last, for views that write by themselves: a card
        that was dropped.

        :return: a client action as of ``action_with_undo``
        """
        # sudo: see action_with_undo
        Event = self.env["whatsapp.inbox.conversation.event"].sudo()
        domain = [("conversation_id", "in", self.ids), ("user_id", "=", self.env.uid)]
        return Event.search(domain, limit=1).filtered("can_undo")._told_with_undo()

    def web_save(self, vals, specification, next_id=None):
        """What an agent hands to a team of others is shown once more as it was seen
        last: afterwards the agent may not read it, and all the same it is done."""
        if not self or {"team_id", "user_id"}.isdisjoint(vals):
            return super().web_save(vals, specification, next_id=next_id)
        seen = self.web_read(specification)
        self.write(vals)
        if self.has_access("read"):
            return super().web_save({}, specification, next_id=next_id)
        team = self.env["whatsapp.inbox.team"].browse(vals.get("team_id"))
        for values in seen:
            if "team_id" in specification and team:
                values["team_id"] = {"id": team.id, "display_name": team.display_name}
        return seen

    def web_save_multi(self, vals_list, specification):
        return [
            values
            for conversation, vals in zip(self, vals_list, strict=True)
            for values in conversation.web_save(vals, specification)
        ]
