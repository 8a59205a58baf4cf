"""Tables: which rule decides, what follows, and why."""

import pytest
from tools.routing import Agent, Check, Facts, Known, Rule, decide, explain

MAIN, SHOP = 1, 2
SALES, SUPPORT, NIGHT = 10, 20, 30
VIP, WHOLESALE = 5, 6
ANA, BEN = 100, 200

FACTS = Facts(
    account_id=MAIN,
    text="Hola, ¿dónde está mi pedido?",
    lang="es_AR",
    country="AR",
    tags=frozenset((VIP,)),
    agents={Agent.LAST: ANA, Agent.SALESPERSON: BEN},
    known=True,
    referral=("120210", "Black Friday: 20 % off", "spring_sale"),
    open_teams=frozenset((SALES,)),
    is_open=False,
    priority="1",
)
#: one rule's condition, and whether it fits FACTS
CONDITIONS = [
    ({}, True),
    ({"accounts": {MAIN}}, True),
    ({"accounts": {MAIN, SHOP}}, True),
    ({"accounts": {SHOP}}, False),
    ({"keywords": {"": ("pedido",)}}, True),
    ({"keywords": {"": ("donde esta",)}}, True),
    ({"keywords": {"": ("PEDIDO + donde",)}}, True),
    ({"keywords": {"": ("factura", "pedido")}}, True),
    ({"keywords": {"": ("factura",)}}, False),
    ({"keywords": {"": ("ped",)}}, False),
    ({"keywords": {"es_AR": ("pedido",)}}, True),
    ({"keywords": {"es": ("pedido",)}}, True),
    ({"keywords": {"es_ES": ("pedido",)}}, False),
    ({"keywords": {"it": ("pedido",)}}, False),
    ({"keywords": {"it": ("ordine",), "": ("pedido",)}}, True),
    ({"langs": {"es"}}, True),
    ({"langs": {"es_AR"}}, True),
    ({"langs": {"es_ES"}}, False),
    ({"langs": {"it", "es"}}, True),
    ({"langs": {"e"}}, False),
    ({"countries": {"AR", "CL"}}, True),
    ({"countries": {"ES"}}, False),
    ({"tags": {VIP}}, True),
    ({"tags": {VIP, WHOLESALE}}, True),
    ({"tags": {WHOLESALE}}, False),
    ({"related": Agent.LAST}, True),
    ({"related": Agent.SALESPERSON}, True),
    ({"related": Agent.TICKET}, False),
    ({"salespeople": {BEN}}, True),
    ({"salespeople": {ANA, BEN}}, True),
    ({"salespeople": {ANA}}, False),
    ({"known": Known.KNOWN}, True),
    ({"known": Known.NEW}, False),
    ({"priority": "1"}, True),
    ({"priority": "2"}, False),
    ({"hours": "outside"}, True),
    ({"hours": "inside"}, False),
    ({"hours": "inside", "hours_team": SALES}, True),
    ({"hours": "outside", "hours_team": SALES}, False),
    ({"hours": "outside", "hours_team": SUPPORT}, True),
    ({"hours": "inside", "hours_team": SUPPORT}, False),
    ({"referrals": ("*",)}, True),
    ({"referrals": ("black friday",)}, True),
    ({"referrals": ("120210",)}, True),
    ({"referrals": ("12021",)}, False),
    ({"referrals": ("spring sale",)}, True),
    ({"referrals": ("summer",)}, False),
    ({"accounts": {MAIN}, "langs": {"es"}, "countries": {"AR"}}, True),
    ({"accounts": {MAIN}, "langs": {"es"}, "countries": {"ES"}}, False),
    ({"accounts": {SHOP}, "keywords": {"": ("pedido",)}}, False),
    ({"known": Known.KNOWN, "keywords": {"": ("factura",)}}, False),
]


def frozen(values):
    return {k: frozenset(v) if isinstance(v, set) else v for k, v in values.items()}


@pytest.mark.parametrize(("conditions", "fits"), CONDITIONS)
def test_conditions(conditions, fits):
    decision = decide(FACTS, [Rule(1, team_id=SALES, **frozen(conditions))])
    assert decision.team_id == (SALES if fits else 0)
    assert decision.rule_id == (1 if fits else 0)
    assert decision.steps[0].fits is fits


#: what is not known fits no condition that asks for it
UNKNOWN = [
    {"keywords": {"": ("pedido",)}},
    {"langs": {"es"}},
    {"countries": {"AR"}},
    {"tags": {VIP}},
    {"related": Agent.LAST},
    {"salespeople": {BEN}},
    {"known": Known.KNOWN},
    {"referrals": ("*",)},
    {"referrals": ("black friday",)},
    {"accounts": {MAIN}},
    {"priority": "1"},
]


@pytest.mark.parametrize("conditions", UNKNOWN)
def test_nothing_known(conditions):
    assert not decide(Facts(), [Rule(1, **frozen(conditions))]).rule_id


#: rules → rule that ended it, team, agent, tags, priority, replies, ask
DECISIONS = [
    ([], (0, 0, 0, (), "", [], False)),
    ([Rule(1, team_id=SALES)], (1, SALES, 0, (), "", [], False)),
    (
        [Rule(1, accounts=frozenset((SHOP,)), team_id=SALES), Rule(2, team_id=SUPPORT)],
        (2, SUPPORT, 0, (), "", [], False),
    ),
    (
        [Rule(1, team_id=SALES), Rule(2, team_id=SUPPORT)],
        (1, SALES, 0, (), "", [], False),
    ),
    ([Rule(1, agent=Agent.FIXED, agent_id=BEN)], (1, 0, BEN, (), "", [], False)),
    ([Rule(1, agent_id=BEN)], (1, 0, BEN, (), "", [], False)),
    ([Rule(1, agent=Agent.LAST)], (1, 0, ANA, (), "", [], False)),
    ([Rule(1, agent=Agent.SALESPERSON)], (1, 0, BEN, (), "", [], False)),
    (
        [Rule(1, agent=Agent.TICKET, team_id=SUPPORT)],
        (1, SUPPORT, 0, (), "", [], False),
    ),
    ([Rule(1, ask=True)], (1, 0, 0, (), "", [], True)),
    ([Rule(1, reply=True, team_id=SALES)], (1, SALES, 0, (), "", [1], False)),
    # not final: more may follow, and the first word counts
    (
        [
            Rule(1, add_tags=frozenset((7,)), final=False),
            Rule(2, set_priority="2", final=False),
            Rule(3, team_id=SALES, set_priority="1", add_tags=frozenset((8,))),
            Rule(4, team_id=SUPPORT),
        ],
        (3, SALES, 0, (7, 8), "2", [], False),
    ),
    (
        [Rule(1, team_id=SALES, final=False), Rule(2, team_id=SUPPORT)],
        (2, SALES, 0, (), "", [], False),
    ),
    (
        [Rule(1, team_id=SALES, final=False)],
        (0, SALES, 0, (), "", [], False),
    ),
    (
        [
            Rule(1, reply=True, final=False),
            Rule(2, reply=True, langs=frozenset(("it",)), final=False),
            Rule(3, reply=True),
        ],
        (3, 0, 0, (), "", [1, 3], False),
    ),
]


@pytest.mark.parametrize(("rules", "outcome"), DECISIONS)
def test_decisions(rules, outcome):
    d = decide(FACTS, rules)
    tags = tuple(sorted(d.tags))
    assert (
        d.rule_id,
        d.team_id,
        d.agent_id,
        tags,
        d.priority,
        d.replies,
        d.ask,
    ) == outcome


def test_why():
    rules = [
        Rule(1, langs=frozenset(("it",)), keywords={"": ("pedido",)}),
        Rule(2, langs=frozenset(("es",)), keywords={"": ("factura", "mi pedido")}),
        Rule(3),
    ]
    steps = decide(FACTS, rules).steps
    assert [step.rule_id for step in steps] == [1, 2]
    assert steps[0].checks == (Check("langs", False),)
    assert steps[1].checks == (
        Check("langs", True, "es"),
        Check("keywords", True, "mi pedido"),
    )


def test_what_was_found():
    """The tester says it: the tag, the agent, the phrase of the ad."""
    rule = Rule(
        1,
        accounts=frozenset((MAIN,)),
        tags=frozenset((VIP, WHOLESALE)),
        related=Agent.LAST,
        referrals=("winter", "black friday"),
    )
    assert [check.found for check in decide(FACTS, [rule]).steps[0].checks] == [
        str(MAIN),
        str(VIP),
        str(ANA),
        "black friday",
    ]


def test_explained_to_the_end():
    """The tester shows what else would not have fitted."""
    rule = Rule(1, langs=frozenset(("it",)), keywords={"": ("pedido",)})
    assert explain(FACTS, rule) == [
        Check("langs", False),
        Check("keywords", True, "pedido"),
    ]


def test_a_link_comes_before_the_rules_that_say_where():
    rules = [
        Rule(1, team_id=SUPPORT, agent_id=ANA),
        Rule(2, agent=Agent.LAST),
        Rule(3, ask=True),
        Rule(4, set_priority="2", final=False),
        Rule(5, add_tags=frozenset((VIP,)), reply=True),
    ]
    facts = Facts(link_id=1, link_team=NIGHT)
    decision = decide(facts, rules)
    assert (decision.team_id, decision.agent_id, decision.ask) == (NIGHT, 0, False)
    assert (decision.priority, decision.tags, decision.replies) == ("2", {VIP}, [5])
    # one that leads nowhere changes nothing
    assert decide(Facts(link_id=1), rules).team_id == SUPPORT
