"""Routing: which rule decides where a conversation goes, and why.

Facts in, decision out. Rules are asked in their order; the first that fits and is
`final` ends it. What others that fitted said before it is done as well (tags, a
priority), the first word on each thing counting.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .keywords import find


class Known(StrEnum):
    """Whether the customer wrote before."""

    NEW = "new"
    KNOWN = "known"


class Agent(StrEnum):
    """Who is meant by a rule that names nobody."""

    FIXED = "fixed"
    LAST = "last"
    SALESPERSON = "salesperson"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a conversation begins.

    :ivar text: of the messages that began it, in their order
    :ivar lang: the customer's, "es_AR"
    :ivar country: of their number, ISO alpha-2, "" without a number
    :ivar tags: ids of the customer's tags and of those above them
    :ivar agents: ids of users by what they are to this customer; 0 for an open ticket
        that nobody has
    :ivar referral: what the ad or campaign is known by: its id, headline, name
    :ivar open_teams: ids of the teams that are within their hours
    :ivar is_open: whether the number's own hours are
    :ivar link_id: the click-to-chat link that the text came from, 0 for none
    :ivar link_team: the team to which that link leads, 0 if it leads nowhere
    """

    account_id: int = 0
    text: str = ""
    lang: str = ""
    country: str = ""
    tags: frozenset[int] = frozenset()
    agents: Mapping[Agent, int] = field(default_factory=dict)
    known: bool = False
    referral: tuple[str, ...] = ()
    open_teams: frozenset[int] = frozenset()
    is_open: bool = True
    priority: str = "0"
    link_id: int = 0
    link_team: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Conditions, of which the empty ones are not asked, and what follows.

    :ivar keywords: phrases by language; "" has those of every language
    :ivar referrals: phrases of ads and campaigns; ("*",) is any
    :ivar hours: "inside" or "outside" the hours of `hours_team`, 0 being the number's
    :ivar related: the customer must have such an agent, or an open ticket
    :ivar salespeople: ids of users, of whom one must be the customer's salesperson
    :ivar more: names of what bridges do as well
    """

    id: int
    accounts: frozenset[int] = frozenset()
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    referrals: tuple[str, ...] = ()
    langs: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    tags: frozenset[int] = frozenset()
    related: Agent | None = None
    salespeople: frozenset[int] = frozenset()
    known: Known | None = None
    hours: str = ""
    hours_team: int = 0
    priority: str = ""
    # what follows
    team_id: int = 0
    agent: Agent | None = None
    agent_id: int = 0
    add_tags: frozenset[int] = frozenset()
    set_priority: str = ""
    reply: bool = False
    ask: bool = False
    service: str = ""
    more: frozenset[str] = frozenset()
    final: bool = True

    @property
    def places(self) -> bool:
        """Whether it says where a conversation goes."""
        placed = self.team_id or self.agent or self.agent_id
        return bool(placed or self.ask or self.service)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition, as it turned out.

    :ivar kind: the name of the rule's condition
    :ivar found: what decided it: the phrase, the language, …
    """

    kind: str
    fits: bool
    found: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that was asked: its conditions up to the first that did not fit."""

    rule_id: int
    checks: tuple[Check, ...]

    @property
    def fits(self) -> bool:
        return all(check.fits for check in self.checks)


@dataclass(slots=True)
class Decision:
    """What is to be done; nothing decided is 0 or empty.

    :ivar rule_id: the rule that ended it, 0 if none did
    :ivar replies: rules whose text the customer gets
    :ivar ask: the menu asks
    :ivar service: what answers by itself, before anybody else
    :ivar steps: all rules that were asked, in their order
    """

    rule_id: int = 0
    team_id: int = 0
    agent_id: int = 0
    tags: set[int] = field(default_factory=set)
    priority: str = ""
    replies: list[int] = field(default_factory=list)
    ask: bool = False
    service: str = ""
    service_rule_id: int = 0
    more: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)


def decide(facts: Facts, rules: list[Rule]) -> Decision:
    """Ask the rules in their order. Who came by the link of a team goes there: rules
    that would say where are not asked, only those that tag, hurry and reply."""
    decision = Decision(team_id=facts.link_team)
    if facts.link_team:
        rules = [rule for rule in rules if not rule.places]
    for rule in rules:
        step = Step(rule.id, tuple(_checks(rule, facts)))
        decision.steps.append(step)
        if not step.fits:
            continue
        _apply(rule, facts, decision)
        if rule.final:
            decision.rule_id = rule.id
            break
    return decision


def _apply(rule, facts, decision):
    agent_id = (
        rule.agent_id
        if rule.agent in (None, Agent.FIXED)
        else facts.agents.get(rule.agent, 0)
    )
    decision.team_id = decision.team_id or rule.team_id
    decision.agent_id = decision.agent_id or agent_id
    decision.tags |= rule.add_tags
    decision.more |= rule.more
    decision.priority = decision.priority or rule.set_priority
    decision.ask = decision.ask or rule.ask
    if rule.service and not decision.service:
        decision.service, decision.service_rule_id = rule.service, rule.id
    if rule.reply:
        decision.replies.append(rule.id)


def follow(facts: Facts, rule: Rule) -> Decision:
    """What a rule says that has fitted before."""
    decision = Decision(rule_id=rule.id, steps=[Step(rule.id, ())])
    _apply(rule, facts, decision)
    return decision


def explain(facts: Facts, rule: Rule) -> list[Check]:
    """All conditions of a rule, also those after one that does not fit."""
    return [
        Check(kind, bool(found), str(found or ""))
        for kind, found in _answers(rule, facts)
    ]


def _checks(rule, facts):
    """The conditions of a rule that are asked, until one does not fit."""
    for kind, found in _answers(rule, facts):
        yield Check(kind, bool(found), str(found or ""))
        if not found:
            return


def _answers(rule, facts):
    """What each condition that is asked finds, as far as they are read."""
    for kind, asked, answer in (
        ("accounts", rule.accounts, lambda: _in(facts.account_id, rule.accounts)),
        ("known", rule.known, lambda: _is_known(rule, facts)),
        ("langs", rule.langs, lambda: _lang(facts.lang, rule.langs)),
        ("countries", rule.countries, lambda: _in(facts.country, rule.countries)),
        ("tags", rule.tags, lambda: _shared(rule.tags, facts.tags)),
        ("related", rule.related, lambda: _related(rule, facts)),
        ("salespeople", rule.salespeople, lambda: _salesperson(rule, facts)),
        ("priority", rule.priority, lambda: _in(facts.priority, {rule.priority})),
        ("hours", rule.hours, lambda: _hours(rule, facts)),
        ("referrals", rule.referrals, lambda: _referral(rule, facts)),
        ("keywords", rule.keywords, lambda: _keyword(rule, facts)),
    ):
        if asked:
            yield kind, answer()


def _in(value, wanted):
    return value if value in wanted else None


def _lang(lang, wanted):
    """A rule for "es" is for "es_AR" too, not the other way round."""
    return next((w for w in sorted(wanted) if lang == w or lang.split("_")[0] == w), "")


def _is_known(rule, facts):
    return rule.known if facts.known == (rule.known == Known.KNOWN) else None


def _shared(wanted, own):
    return ",".join(str(tag) for tag in sorted(wanted & own))


def _related(rule, facts):
    return facts.agents.get(rule.related) or _in(rule.related, facts.agents)


def _salesperson(rule, facts):
    return _in(facts.agents.get(Agent.SALESPERSON), rule.salespeople)


def _hours(rule, facts):
    if rule.hours_team:
        is_open = rule.hours_team in facts.open_teams
    else:
        is_open = facts.is_open
    return rule.hours if is_open == (rule.hours == "inside") else None


def _referral(rule, facts):
    if "*" in rule.referrals:
        return next((name for name in facts.referral if name), "")
    return next((w for n in facts.referral for w in [find(rule.referrals, n)] if w), "")


def _keyword(rule, facts):
    own = (facts.lang, facts.lang.split("_")[0], "")
    wanted = [p for lang in dict.fromkeys(own) for p in rule.keywords.get(lang, ())]
    return find(wanted, facts.text)
