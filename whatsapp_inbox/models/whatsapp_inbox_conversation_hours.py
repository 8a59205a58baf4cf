from datetime import UTC

from odoo import fields, models


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
        placed = self.filtered(
            lambda c: c.routing_state != "asking" and c.state != "resolved"
        )
        teams = placed.team_id | placed.account_id.team_id
        now = fields.Datetime.now()
        hours = teams._with_stand_ins()._hours(now)
        waiting = {}
        for conversation in placed:
            team = conversation._own_team()
            if not team._is_closed_in(hours, now):
                continue
            stand_in = not conversation.user_id and team._open_stand_in(hours, now)
            if stand_in:
                conversation._hand_to_stand_in(stand_in)
            else:
                since = hours[team].closed_since(now.replace(tzinfo=UTC))
                waiting[conversation] = since and since.replace(tzinfo=None)
        self._wrote_while_closed(waiting)

    def _wrote_while_closed(self, waiting):
        """Mark them, and tell the customers when we are back.

        :param dict waiting: conversation → since when its team is closed, naive UTC;
            None for very long
        """
        new = self.browse()
        for conversation, since in waiting.items():
            if not conversation.out_of_hours:
                conversation.out_of_hours = True
                new |= conversation
            team = conversation._own_team()
            if team.closed_text and not conversation._was_told_closed(since):
                conversation._send_auto("closed", team, "closed_text")
        if new:
            new._after_hours()

    def _after_hours(self):
        """Customers of these conversations wrote while their team is closed, and nobody
        stands in. A hook for bridges that make a ticket of it; called once for each
        until it is answered."""

    def _hand_to_stand_in(self, stand_in):
        reason = self.env._("%s is closed.", self._own_team().name)
        own = self.with_context(whatsapp_auto=True, whatsapp_reason=reason)
        own.team_id = stand_in

    def _was_told_closed(self, since):
        """:param datetime since: when it began, naive UTC; None for very long ago
        :return: whether the customer was told in this closed period
        """
        last = self.env["whatsapp.inbox.message"].search(
            [
                ("channel_id", "=", self.channel_id.id),
                ("auto_kind", "=", "closed"),
                ("state", "not in", ("failed", "withdrawn")),
            ],
            limit=1,
        )
        told_at = last.mail_message_id.date
        return bool(told_at) and (not since or told_at >= since)

    # -- facts of automatic texts -----------------------------------------------------

    def _auto_facts(self):
        team = self._own_team()
        number = self.contact_id.phone or ""
        return {
            **super()._auto_facts(),
            "opening": lambda: team and team._opening_words(number=number),
            "waiting": lambda: team and team._waiting_words(),
        }
