"""One box for all conversations, with a million messages: see decision 0034.

An agent of one team of five looks for words that are common, rare, not there, and, the
worst case, said often by the other teams alone. The floor is Odoo's own list of
contacts, searched by a name, among 100,000.
"""

from . import growth
from .agent import Agent
from .models import QUEUE_AGENT
from .plan import ELSEWHERE
from .turns import compare

AGENT = "team5agent0"
PARTNER = ("complete_name", "phone", "email", "user_id", "category_id", "country_id")
TERMS = {
    "a common word": "invoice",
    "two words that never come together": "order box",
    "two letters": "of",
    "a part of a number": "00012",
    "a name": "garcia lucia",
    "a word that is nowhere": "qqqqwww",
}
WORST = "a word that only the others say, in every fourth message"


def run(bench):
    with growth.served(bench, "bench-find", 0) as (server, _copy):
        agent, wide = Agent(server, AGENT), Agent(server, QUEUE_AGENT)
        for who, seeker in (("one team", agent), ("four teams", wide)):
            for what, term in TERMS.items():
                _compare(bench, seeker, f"{what}, by an agent of {who}", term)
        _compare(bench, agent, WORST, ELSEWHERE, target=3)
        [found] = agent.do(_find(agent, ELSEWHERE)).answers
        _compare(
            bench,
            agent,
            f"{WORST}; further back",
            ELSEWHERE,
            target=3,
            before=found["further"],
            customers=0,
        )


def _compare(bench, agent, name, term, target=None, **options):
    by_name = agent.listed(
        "res.partner", [("complete_name", "ilike", "giulia ferrer")], *PARTNER
    )
    compare(
        bench,
        name,
        "Odoo's list of contacts, by name",
        lambda n: agent.do(by_name),
        lambda n: agent.do(_find(agent, term, **options)),
        target=target,
    )


def _find(agent, term, **options):
    return agent.orm("discuss.channel", "whatsapp_find", term, **options)
