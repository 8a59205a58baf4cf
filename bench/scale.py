"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Counts of one round; the rounds of floor and ours take turns."""

    rounds: int
    customers: int  # known ones, each with a thread of AGENTS members
    turns: int  # of each route, in which the webhook's row is measured
    requests: int  # posted to one route in one turn
    clients: int  # at the same time
    floor_messages: int  # posted one by one
    messages: int  # received
    new_customers: int  # who write EACH messages
    statuses: int  # messages that get two of them
    floor_calls: int  # to Meta, one after the other
    sends: int
    acts: int  # of an agent, each


AGENTS = 5
EACH = 4
LATENCY_MS = 300
SHORT = Scale(
    rounds=3,
    customers=100,
    turns=12,
    requests=100,
    clients=4,
    floor_messages=100,
    messages=600,
    new_customers=50,
    statuses=500,
    floor_calls=10,
    sends=300,
    acts=20,
)
LONG = Scale(
    rounds=7,
    customers=200,
    turns=40,
    requests=200,
    clients=4,
    floor_messages=300,
    messages=2000,
    new_customers=200,
    statuses=2000,
    floor_calls=20,
    sends=600,
    acts=60,
)
