from datetime import UTC

from odoo import fields, models

from .whatsapp_inbox_queue import ORDER


class WhatsappInboxConversation(models.Model):
    """Customers who write while their team is closed."""

    _inherit = "whatsapp.inbox.conversation"

    out_of_hours = fields.Boolean(
        "Came While Closed",
        readonly=True,
        help="The customer wrote while the team was closed, and nobody answered yet.",
    )

    def _with_consequences(self, vals):
        vals = super()._with_consequences(vals)
        if vals.get("state") in ("pending", "resolved"):
            vals["out_of_hours"] = False
        return vals

    def _apply_hours(self):
        """Customers of these conversations have just written. Where the team is closed:
        another one gets it, if there is one for this, or the customer is told when we
        are back, once in a closed period; and it is marked.

        Called again it changes nothing.
        """
        # whom the menu asks has no team yet: what it is closed for, nobody knows
        placed = self.filtered(lambda c: c.routing_state != "asking")
        teams = placed.team_id | placed.account_id.team_id
        now = fields.Datetime.now()
        hours = teams._with_stand_ins()._hours(now)
        closed = placed.filtered(
            lambda c: c.state != "resolved" and c._own_team()._is_closed_in(hours, now)
        )
        new = self.browse()
        for conversation in closed:
            if conversation._hand_to_stand_in(hours, now):
                continue
            if not conversation.out_of_hours:
                conversation.out_of_hours = True
                new |= conversation
            conversation._tell_closed(hours, now)
        if new:
            new._after_hours()

    def _after_hours(self):
        """Customers of these conversations wrote while their team is closed, and nobody
        stands in. A hook for bridges that make a ticket of it; called once for each
        until it is answered."""

    def _own_team(self):
        return self.team_id or self.account_id.team_id

    def _hand_to_stand_in(self, hours, now):
        """:return: whether another team has it now"""
        if self.user_id:
            return False
        team = self._own_team()
        stand_in = team._open_stand_in(hours, now)
        if not stand_in:
            return False
        reason = self.env._("%s is closed.", team.name)
        own = self.with_context(whatsapp_auto=True, whatsapp_reason=reason)
        own.team_id = stand_in
        return True

    def _tell_closed(self, hours, now):
        team = self._own_team()
        if not team.closed_text:
            return
        since = hours[team].closed_since(now.replace(tzinfo=UTC))
        last = self.env["whatsapp.inbox.message"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("auto_kind", "=", "closed"),
                ("state", "not in", ("failed", "withdrawn")),
            ],
            limit=1,
        )
        told_at = last.mail_message_id.date
        if told_at and (not since or told_at >= since.replace(tzinfo=None)):
            return
        self._send_auto("closed", team, "closed_text")

    # -- facts of automatic texts -----------------------------------------------------

    def _auto_facts(self):
        team = self._own_team()
        number = self.contact_id.phone or ""
        return {
            **super()._auto_facts(),
            "opening": lambda: team and team._opening_words(number=number),
            "place": self._place_in_queue,
            "waiting": lambda: team and team._waiting_words(),
        }

    def _place_in_queue(self):
        """:return: "1" for who is next in the team, "" if it is not in the queue"""
        if not self.queue_since:
            return ""
        waiting = self.search(
            [("team_id", "=", self.team_id.id), ("queue_since", "!=", False)],
            order=ORDER,
        )
        return str(waiting.ids.index(self.id) + 1)
