from collections import defaultdict

from odoo import Command, models


class WhatsappInboxConversation(models.Model):
    """What was decided is done: the conversation goes there, the customer is told."""

    _inherit = "whatsapp.inbox.conversation"

    def _carry_out(self, routes):
        """:param dict routes: conversation → :class:`Route`, or None
        :return: those of which ``write`` changed the team or the agent
        """
        alike = defaultdict(self.browse)
        for conversation, route in routes.items():
            if route:
                alike[route] |= conversation
        moved = self.browse()
        for route, conversations in alike.items():
            moved |= conversations._follow_route(route)
        for route, conversations in alike.items():
            for conversation in conversations:
                conversation._say_of_route(route)
        self._wrote_while_closed(
            {
                conversation: route.closed_since
                for conversation, route in routes.items()
                if route and route.closed
            }
        )
        return moved

    def _follow_route(self, route):
        """:return: those of which the team or the agent changed"""
        had = {c: (c.team_id, c.user_id) for c in self}
        self.with_context(whatsapp_routed=True).write(self._prepare_route_vals(route))
        changed = [c for c in self if had[c] != (c.team_id, c.user_id)]
        if route.reason and not route.state:
            self._note_route(route, had)
        return self.browse().union(*changed)

    def _prepare_route_vals(self, route):
        """:return: values for all of these conversations"""
        vals = {
            "routing_state": "done",
            "menu_asked": 0,
            "menu_asked_at": False,
            "menu_deadline": False,
            **self._service_vals(route),
        }
        if route.state:
            deadline = self.account_id._menu_deadline(route.state)
            self.env["whatsapp.inbox.menu"]._wake(deadline)
            vals.update(
                routing_state="asking",
                menu_asked=route.state.asked,
                menu_asked_at=route.state.asked_at,
                menu_deadline=deadline,
            )
        if route.team_id:
            vals["team_id"] = route.team_id
        if route.link_id:
            vals["link_id"] = route.link_id
        if route.user_id or self.user_id.filtered(lambda user: not user.active):
            vals["user_id"] = route.user_id or False
        if route.tags:
            vals["tag_ids"] = [Command.link(tag_id) for tag_id in sorted(route.tags)]
        if route.priority:
            vals["priority"] = route.priority
        return vals

    def _note_route(self, route, had):
        """In the history of each: where it went, and why."""
        self.env["whatsapp.inbox.conversation.event"]._note_routed(
            [
                {
                    "conversation_id": conversation.id,
                    "kind": "routed",
                    "reason": route.reason,
                    "old_team_id": had[conversation][0].id,
                    "new_team_id": conversation.team_id.id,
                    "old_user_id": had[conversation][1].id,
                    "new_user_id": conversation.user_id.id,
                }
                for conversation in self
            ]
        )

    def _say_of_route(self, route):
        """Send its texts; a menu that cannot ask ends at once."""
        self.ensure_one()
        sent = True
        for kind, model, record_id, field in route.texts:
            record = self.env[model].sudo().browse(record_id)
            sent = self._send_auto(kind, record, field, choices=self._choices_of(kind))
        sent = self._say_of_service(route, sent)
        if route.state and route.state.asked == 1 and not sent:
            self.with_context(whatsapp_routed=True).write(
                {"routing_state": "done", "menu_deadline": False}
            )

    def _choices_of(self, kind):
        """:return: (id, title, description) of what can be tapped below a text"""
        if kind not in ("menu", "menu_error"):
            return None
        menu = self.account_id._menu(self.contact_id._language())
        return [(c.reply_id(), c.title, c.description) for c in menu.choices]
