from dataclasses import replace
from datetime import timedelta

from tools.turns import in_turns
from tools.updates import EchoedMessage, InboundMessage
from webhook_parts import MOMENT, read_one, text_message

ASKED = read_one(text_message())
ANSWERED = EchoedMessage(
    **{name: getattr(ASKED, name) for name in InboundMessage.__slots__}
)


def talk(sides, who="ana"):
    """Messages a second apart: `c` of the customer, `b` of the business."""
    identity = replace(ASKED.identity, wa_id=who)
    return [
        replace(
            ASKED if side == "c" else ANSWERED,
            timestamp=MOMENT + timedelta(seconds=second),
            identity=identity,
            text=f"{who}{second}",
        )
        for second, side in enumerate(sides)
    ]


def turns(*messages):
    return [[m.text for m in own] for _kind, own in in_turns(messages)]


def test_one_kind_is_one_set():
    assert turns(*talk("ccc"), *talk("cc", "ben")) == [
        ["ana0", "ben0", "ana1", "ben1", "ana2"]
    ]


def test_each_thread_in_its_order():
    assert turns(*talk("cbbc")) == [["ana0"], ["ana1", "ana2"], ["ana3"]]


def test_threads_share_the_sets():
    """So many as the liveliest thread needs."""
    told = turns(*talk("cbcb"), *talk("bbcc", "ben"), *talk("bcbc", "eve"))
    assert len(told) == 5
    for who in ("ana", "ben", "eve"):
        own = [text for one in told for text in one if text.startswith(who)]
        assert own == [f"{who}{second}" for second in range(4)]


def test_nothing():
    assert in_turns([]) == []
