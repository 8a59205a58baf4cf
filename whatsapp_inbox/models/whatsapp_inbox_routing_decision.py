from dataclasses import dataclass, replace
from datetime import UTC, datetime

from odoo import models

from ..tools import tap
from ..tools.menu import Act, Said, State, answer
from ..tools.routing import decide
from .whatsapp_inbox_routing_facts import _text


@dataclass(frozen=True, slots=True)
class Route:
    """What shall be done with a conversation. Equal ones are done together.

    :ivar reason: why, in words; "" if nothing was decided
    :ivar texts: what is said to the customer: (kind, model, id of the record, field)
    :ivar service: what answers by itself: (its name, id of the rule, wrong proofs)
    :ivar words: what it says, in the customer's language
    :ivar answered: it gave the answer: nobody has to
    :ivar state: of the menu, while it asks
    :ivar link_id: the click-to-chat link by which the customer came
    :ivar more: names of what bridges do as well
    :ivar closed: its team is, and nobody stands in
    :ivar closed_since: naive UTC; None if it is open, or closed for very long
    """

    team_id: int = 0
    user_id: int = 0
    tags: frozenset[int] = frozenset()
    priority: str = ""
    reason: str = ""
    texts: tuple[tuple[str, str, int, str], ...] = ()
    state: State | None = None
    service: tuple[str, int, int] = ("", 0, 0)
    words: str = ""
    answered: bool = False
    link_id: int = 0
    more: frozenset[str] = frozenset()
    closed: bool = False
    closed_since: datetime | None = None


class WhatsappInboxConversation(models.Model):
    """Where a conversation goes and what is said: rules first, then the menu, then the
    hours of the team that was found. Nothing is done here."""

    _inherit = "whatsapp.inbox.conversation"

    def _routes(self, facts, said, now, hours):
        """What shall be done with each; nothing is done yet.

        :param dict facts: conversation → ``tools.routing.Facts``
        :param dict hours: of ``_routing_hours`` at this time
        :rtype: dict of conversation → :class:`Route`, None to leave it as it is
        """
        routes = {
            conversation: conversation._route_of(
                facts[conversation], _said(said.get(conversation, ())), now
            )
            for conversation in self
        }
        return {
            conversation: conversation._heed_hours(
                conversation._note_link(route, facts[conversation]), hours, now
            )
            for conversation, route in routes.items()
        }

    def _route_of(self, facts, said, now):
        if self.routing_state == "asking" and self.service:
            return self._route_served(facts, said, now)
        if self.routing_state == "asking":
            return self._route_asked(facts, said, now)
        if self.user_id.filtered("active"):
            return Route()  # reopened: it stays with its agent
        decision = decide(facts, self._rules())
        placed = decision.rule_id or decision.team_id or decision.agent_id
        route = self._route_decided(decision, facts)
        if decision.service and said and not self.contact_id.is_group:
            return self._route_to_service(decision, route, said, now)
        if placed and not decision.ask:
            return self._greeted(route)
        turn = self._menu_turn(facts, State(), said, now)
        if not turn or turn.act == Act.FALLBACK:
            return self._greeted(route)
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
                return self._greeted(self._route_decided(decision, facts))
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
        if turn.act == Act.WELCOME and tap.looks_ours(said[-1].reply_id):
            return None  # a button of ours says what it is about
        return turn

    def _was_asked_lately(self, now):
        """Not asked again: it goes on where it was."""
        return self.account_id._is_lately(self.resolved_before, now)

    def _route_decided(self, decision, facts):
        """:param decision: of ``tools.routing``, for a conversation of this number"""
        _rules, names = self.env["whatsapp.inbox.routing.rule"]._compiled(
            self.account_id.company_id.id
        )
        fitted = [step.rule_id for step in decision.steps if step.fits]
        if not fitted and not facts.link_team:
            return Route()
        reasons = [self._link_words(facts)] if facts.link_team else []
        if fitted:
            named = ", ".join(names.get(rule_id, "") for rule_id in fitted)
            reasons.append(self.env._("Rule: %s", named))
        reply = "whatsapp.inbox.routing.rule"
        return Route(
            team_id=self._team_at_work(decision.team_id).id or 0,
            user_id=self._agent_at_work(decision.agent_id),
            tags=frozenset(decision.tags),
            priority=decision.priority,
            reason=". ".join(reasons),
            more=frozenset(decision.more),
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
            team_id=self._team_at_work(team.id).id or 0,
            reason=reason,
            texts=(*route.texts, _greeting(team)) if team else route.texts,
        )

    def _greeted(self, route):
        """A team that a rule found greets, unless the rule has words of its own."""
        team = self._team_at_work(route.team_id)
        if route.texts or not team.greeting_text:
            return route
        return replace(route, texts=(_greeting(team),))

    def _team_at_work(self, team_id):
        """:return: none for a team that is archived"""
        team = self.env["whatsapp.inbox.team"].sudo().browse(team_id or ())
        return team.filtered("active")

    def _agent_at_work(self, user_id):
        """:return: the id, 0 for who is no agent of this company any more"""
        if not user_id:
            return 0
        agents = self.account_id._members_of("whatsapp_inbox.group_agent")
        return user_id if user_id in agents.ids else 0

    # -- hours --------------------------------------------------------------------

    def _heed_hours(self, route, hours, now):
        """Whose team is closed goes to the one that stands in, or is told so."""
        if not route or route.state or route.answered:
            return route
        team = self._team_at_work(route.team_id) or self._own_team()
        if not team._is_closed_in(hours, now):
            return route
        owned = route.user_id or self.user_id.filtered("active")
        stand_in = not owned and team._open_stand_in(hours, now)
        if stand_in:
            reason = self.env._("%s is closed.", team.name)
            return replace(
                route,
                team_id=stand_in.id,
                reason=f"{route.reason}. {reason}" if route.reason else reason,
                texts=_greeted_by(stand_in, route.texts),
            )
        since = hours[team].closed_since(now.replace(tzinfo=UTC))
        return replace(
            route,
            # the closed text follows, and says more
            texts=_greeted_by(None, route.texts) if team.closed_text else route.texts,
            closed=True,
            closed_since=since and since.replace(tzinfo=None),
        )


def _greeting(team):
    return ("greeting", team._name, team.id, "greeting_text")


def _greeted_by(team, texts):
    """:param team: whose greeting it is now; None for nobody's"""
    return tuple(
        _greeting(team) if text[0] == "greeting" else text
        for text in texts
        if team or text[0] != "greeting"
    )


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
