import logging
from collections import defaultdict
from dataclasses import dataclass, replace

import psycopg2

from odoo import Command, api, fields, models

from ..tools.menu import Act, Said, State, answer
from ..tools.routing import decide
from .whatsapp_inbox_routing_facts import _text

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Route:
    """What shall be done with a conversation. Equal ones are done together.

    :ivar reason: why, in words; "" if nothing was decided
    :ivar texts: what is said to the customer: (kind, model, id of the record, field)
    :ivar state: of the menu, while it asks
    """

    team_id: int = 0
    user_id: int = 0
    tags: frozenset[int] = frozenset()
    priority: str = ""
    reason: str = ""
    texts: tuple[tuple[str, str, int, str], ...] = ()
    state: State | None = None


class WhatsappInboxConversation(models.Model):
    """Where a conversation goes: rules first, then the menu, else the default team.

    ``tools.routing`` and ``tools.menu`` decide; here the facts are given to them, and
    what they say is done.
    """

    _inherit = "whatsapp.inbox.conversation"

    routing_state = fields.Selection(
        [("new", "To be routed"), ("asking", "The menu asks"), ("done", "Routed")],
        readonly=True,
        help="Empty: from before there was routing.",
    )
    menu_asked = fields.Integer("Times Asked", readonly=True)
    menu_asked_at = fields.Datetime(readonly=True)
    menu_deadline = fields.Datetime(readonly=True, index="btree_not_null")
    resolved_before = fields.Datetime(
        readonly=True, help="When the customer's work before this was resolved."
    )

    # -- life ---------------------------------------------------------------------

    def _reopen_last(self, channels):
        ended = {
            conversation: conversation.resolved_at
            for conversation in channels.whatsapp_conversation_id
        }
        last = super()._reopen_last(channels)
        for conversation in last:
            conversation.write(
                {"routing_state": "new", "resolved_before": ended[conversation]}
            )
        return last

    def _compute_queue_since(self):
        asking = self.filtered(lambda c: c.routing_state == "asking")
        asking.queue_since = False
        return super(WhatsappInboxConversation, self - asking)._compute_queue_since()

    @api.model
    def _queue_fields(self):
        return super()._queue_fields() | {"routing_state"}

    def _followers(self):
        """Nobody needs to see how the menu asks; who opens the thread may answer."""
        if self.routing_state == "asking" and not self.user_id:
            return self.env["res.users"]
        return super()._followers()

    def _with_consequences(self, vals):
        """A person who takes, moves or answers it ends the menu, and the routing."""
        vals = super()._with_consequences(vals)
        by_hand = (
            vals.get("user_id")
            or "team_id" in vals
            or vals.get("state", "open") != "open"
        )
        if by_hand and "routing_state" not in vals:
            vals = {**vals, "routing_state": "done", "menu_deadline": False}
        return vals

    # -- routing ------------------------------------------------------------------

    def _route(self, said):
        """Decide for those that begin, and for those that the menu is asking.

        :param dict said: conversation → its ``tools.payload.InboundMessage``s; nothing
            was said where only time has passed
        """
        fresh = self.filtered(lambda c: c.routing_state == "new")
        todo = fresh.filtered(said.get) | self.filtered(
            lambda c: c.routing_state == "asking"
        )
        if todo:
            moved = todo.with_context(whatsapp_auto=True)._route_safely(said)
            fresh = (fresh | todo) - moved.with_env(fresh.env)
        if fresh:
            fresh._join_agents()
        # who is asked is with no team yet, whose hours would count
        placed = self.filtered(lambda c: c.routing_state != "asking")
        return super(WhatsappInboxConversation, placed)._route(said)

    def _has_routing(self):
        """Whether any rule or menu is there to decide."""
        accounts = self.account_id
        Rule = self.env["whatsapp.inbox.routing.rule"]
        return "asking" in self.mapped("routing_state") or any(
            account.routing_active or Rule._compiled(account.company_id.id)[0]
            for account in accounts
        )

    def _route_safely(self, said):
        """A rule that fails loses no message: the fallback team has it then.

        :return: those of which ``write`` changed the team or the agent
        """
        try:
            if not self._has_routing():
                self.routing_state = "done"
                return self.browse()
            return self._route_or_nothing(said)
        except psycopg2.OperationalError:
            raise  # another transaction came between
        except Exception as error:  # noqa: BLE001 - told to the administrators
            if len(self) > 1:
                moved = [conversation._route_safely(said) for conversation in self]
                return self.browse().union(*moved)
            return self._route_failed(error)

    def _route_or_nothing(self, said):
        """If it fails, nothing of it was done. Unlike Odoo's own savepoint this does
        not run the hooks of a commit: browsers would be told what is not final."""
        self.env.flush_all()
        lines = self.env.context.get("whatsapp_lines", [])
        told = len(lines)
        try:
            with self.env.cr.savepoint(flush=False):
                moved = self._route_by_account(said)
                self.env.flush_all()
            return moved
        except Exception:
            self.env.transaction.clear()
            del lines[told:]
            raise

    def _route_failed(self, error):
        """:raises Exception: not even the fallback team can have it"""
        account = self.account_id
        _logger.warning(
            "WhatsApp account %s: routing failed with %s, see the diagnosis",
            account.id,
            type(error).__name__,
        )
        if not account.routing_error:
            account.routing_error = f"{type(error).__name__}: {error}"[:500]
        team = account._team_if_lost()
        reason = self.env._("The routing failed; administrators are told.")
        return self._carry_out({self: Route(team_id=team.id, reason=reason)})

    def _route_by_account(self, said):
        moved = self.browse()
        for own in self.grouped("account_id").values():
            routes = own._routes(own._facts(said), said, fields.Datetime.now())
            moved |= own._carry_out(routes)
        return moved

    # -- deciding -----------------------------------------------------------------

    def _routes(self, facts, said, now):
        """What shall be done with each; nothing is done yet.

        :param dict facts: conversation → ``tools.routing.Facts``
        :rtype: dict of conversation → :class:`Route`, None to leave it as it is
        """
        return {
            conversation: conversation._route_of(
                facts[conversation], _said(said.get(conversation, ())), now
            )
            for conversation in self
        }

    def _route_of(self, facts, said, now):
        if self.routing_state == "asking":
            return self._route_asked(facts, said, now)
        if self.user_id.filtered("active"):
            return Route()  # reopened: it stays with its agent
        decision = decide(facts, self._rules())
        placed = decision.rule_id or decision.team_id or decision.agent_id
        route = self._route_decided(decision)
        if placed and not decision.ask:
            return route
        turn = self._menu_turn(facts, State(), said, now)
        if not turn or turn.act == Act.FALLBACK:
            return route
        return self._route_turned(turn, route)

    def _route_asked(self, facts, said, now):
        state = State(self.menu_asked, self.menu_asked_at)
        menu = self.account_id._menu(facts.lang)
        turn = answer(menu, state, said, now)
        if turn.act == Act.WAIT:
            return None
        if turn.act != Act.CHOSEN and said:
            # an answer in words of the rules is one, too
            rules = [r for r in self._rules() if r.keywords and not r.ask]
            decision = decide(facts, rules)
            if decision.team_id or decision.agent_id:
                return self._route_decided(decision)
        return self._route_turned(turn, Route())

    def _rules(self):
        return self.env["whatsapp.inbox.routing.rule"]._compiled(
            self.account_id.company_id.id
        )[0]

    def _menu_turn(self, facts, state, said, now):
        """:return: what the menu says to a first message, None if it asks nothing"""
        account = self.account_id
        menu = account._menu(facts.lang)
        if not (account.routing_active and menu.choices) or self.contact_id.is_group:
            return None
        turn = answer(menu, state, said, now)
        if turn.act == Act.WELCOME and (self._was_asked_lately(now) or not said):
            return None
        return turn

    def _was_asked_lately(self, now):
        """Not asked again: it goes on where it was."""
        return self.account_id._is_lately(self.resolved_before, now)

    def _route_decided(self, decision):
        """:param decision: of ``tools.routing``, for a conversation of this number"""
        _rules, names = self.env["whatsapp.inbox.routing.rule"]._compiled(
            self.account_id.company_id.id
        )
        fitted = [step.rule_id for step in decision.steps if step.fits]
        if not fitted:
            return Route()
        reply = "whatsapp.inbox.routing.rule"
        return Route(
            team_id=self._team_at_work(decision.team_id),
            user_id=self._agent_at_work(decision.agent_id),
            tags=frozenset(decision.tags),
            priority=decision.priority,
            reason=self.env._(
                "Rule: %s", ", ".join(names.get(rule_id, "") for rule_id in fitted)
            ),
            texts=tuple(
                ("reply", reply, rule_id, "reply_text") for rule_id in decision.replies
            ),
        )

    def _route_turned(self, turn, route):
        """:param turn: of ``tools.menu``
        :param route: what the rules said before"""
        account = self.account_id
        if turn.act in (Act.WELCOME, Act.AGAIN):
            again = turn.act == Act.AGAIN and account.menu_error_text
            field = "menu_error_text" if again else "welcome_text"
            text = ("menu_error" if again else "menu", account._name, account.id, field)
            return replace(route, texts=(*route.texts, text), state=turn.state)
        if turn.act == Act.CHOSEN:
            choice = (
                self.env["whatsapp.inbox.menu.choice"].sudo().browse(turn.choice.id)
            )
            team = choice.team_id
            route = replace(
                route,
                user_id=self._agent_at_work(choice.user_id.id),
                tags=route.tags | frozenset(choice.tag_ids.ids),
            )
            reason = self.env._("Menu: %s", choice.name)
        else:
            team = account._team_if_lost()
            reason = self.env._("Menu: the customer chose nothing.")
        return replace(
            route,
            team_id=self._team_at_work(team.id),
            reason=reason,
            texts=(*route.texts, ("greeting", team._name, team.id, "greeting_text"))
            if team
            else route.texts,
        )

    def _team_at_work(self, team_id):
        """:return: the id, 0 for a team that is archived"""
        team = self.env["whatsapp.inbox.team"].sudo().browse(team_id or ())
        return team.filtered("active").id or 0

    def _agent_at_work(self, user_id):
        """:return: the id, 0 for who is no agent of this company any more"""
        if not user_id:
            return 0
        agents = self.account_id._members_of("whatsapp_inbox.group_agent")
        return user_id if user_id in agents.ids else 0

    # -- doing --------------------------------------------------------------------

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
            if kind == "greeting" and record.closed_text and not record._is_open():
                continue  # the closed text follows, and says more
            sent = self._send_auto(kind, record, field, choices=self._choices_of(kind))
        if route.state and route.state.asked == 1 and not sent:
            self.with_context(whatsapp_routed=True).write(
                {"routing_state": "done", "menu_deadline": False}
            )

    def _choices_of(self, kind):
        """:return: (id, title) of the buttons that go with a text"""
        if kind not in ("menu", "menu_error"):
            return None
        menu = self.account_id._menu(self.contact_id._language())
        return [(choice.reply_id(), choice.title) for choice in menu.choices]


def _said(messages):
    """:rtype: list[tools.menu.Said]"""
    return [
        Said(
            _text(message),
            message.timestamp,
            message.reply.id if message.reply else "",
        )
        for message in messages
    ]
