import pytest
from tools.history import chunks, read
from tools.updates import HistoryMessage, Identity, Unreadable
from webhook_parts import BSUID, MOMENT, SENT_AT, change

BUSINESS, ANA = "15550783881", "34600111222"


def element(sender=ANA, wamid="wamid.A", status="READ", kind="text", **values):
    message = {
        "from": sender,
        "id": wamid,
        "timestamp": str(SENT_AT),
        "type": kind,
        "text": {"body": "Hello"},
        "history_context": {"status": status},
        **values,
    }
    return {key: value for key, value in message.items() if value is not None}


def value(*threads, phase=0, chunk_order=1, progress=55, **values):
    metadata = {"phase": phase, "chunk_order": chunk_order, "progress": progress}
    history = [{"metadata": metadata, "threads": list(threads)}]
    return change("history", history=history, **values)["value"]


def thread(*messages, id_=ANA, **values):
    return {"id": id_, "messages": list(messages), **values}


def read_all(told):
    (chunk,) = chunks(told)
    return list(read(chunk.content, 0, chunk.size, MOMENT))


def test_a_chunk():
    (chunk,) = chunks(value(thread(element(), element()), thread(element())))
    assert (chunk.phase, chunk.order, chunk.progress) == (0, 1, 55)
    assert chunk.size == 3
    assert chunk.error is None


def test_numbers_as_words():
    """360dialog's samples have strings."""
    (chunk,) = chunks(value(thread(), phase="2", chunk_order="7", progress="100"))
    assert (chunk.phase, chunk.order, chunk.progress) == (2, 7, 100)


def test_refused():
    error = {"code": 2593109, "title": "History sync is turned off"}
    (chunk,) = chunks(change("history", history=[{"errors": [error]}])["value"])
    assert chunk.error == error


@pytest.mark.parametrize(
    "history", [None, [], "none", [None], [{}], {"threads": "x"}, [{"threads": [1]}]]
)
def test_nothing_in_it(history):
    assert chunks(change("history", history=history)["value"]) == []


def test_both_sides():
    theirs, ours = read_all(value(thread(element(), element(BUSINESS))))
    assert type(theirs) is HistoryMessage
    assert (theirs.outbound, ours.outbound) == (False, True)
    assert theirs.identity == ours.identity == Identity(ANA)
    assert (ours.status, ours.text, ours.timestamp) == ("READ", "Hello", MOMENT)


@pytest.mark.parametrize(
    ("values", "outbound"),
    [
        ({"history_context": {"from_me": True}, "sender": None}, True),
        ({"sender": "+1 555-078-3881"}, True),
        ({"sender": "15550000000", "to": ANA}, True),  # our number as nobody spells it
        ({"sender": "15550000000"}, False),
        ({"sender": None, "to": ANA}, True),
        ({"sender": None}, False),
        ({"sender": ANA, "to": BUSINESS}, False),
    ],
)
def test_who_wrote_it(values, outbound):
    (message,) = read_all(value(thread(element(**values))))
    assert message.outbound is outbound


def test_a_customer_without_a_phone():
    context = {"user_id": BSUID, "username": "@ben"}
    (message,) = read_all(
        value(thread(element(None, from_user_id=BSUID), id_=None, context=context))
    )
    assert message.identity == Identity("", BSUID, "", "", "ben")


def test_groups_are_left_out():
    told = value(
        thread(element(group_id="G1"), element(wamid="wamid.K")),
        thread(element(), id_="1234-5678@g.us"),
    )
    assert [message.wamid for message in read_all(told)] == ["wamid.K"]


def test_a_part_of_it():
    told = value(
        thread(*(element(wamid=f"wamid.{n}") for n in range(3))),
        thread(*(element(wamid=f"wamid.{n}") for n in range(3, 6))),
    )
    (chunk,) = chunks(told)
    part = read(chunk.content, 2, 4, MOMENT)
    assert [message.wamid for message in part] == ["wamid.2", "wamid.3"]


def test_one_without_an_id_loses_no_neighbour():
    lost, kept = read_all(value(thread(element(wamid=None), element())))
    assert isinstance(lost, Unreadable)
    assert kept.wamid == "wamid.A"


def test_a_file_comes_apart():
    image = {"id": "m1", "mime_type": "image/png", "caption": "Look"}
    told = change("history", messages=[element(kind="image", image=image)])["value"]
    (chunk,) = chunks(told)
    assert (chunk.phase, chunk.progress, chunk.size) == (None, None, 1)
    (message,) = read_all(told)
    assert (message.media.id, message.text) == ("m1", "Look")
    assert message.identity.wa_id == ANA


def test_a_file_of_ours_may_not_name_the_customer():
    image = {"id": "m1", "mime_type": "image/png"}
    told = change("history", messages=[element(BUSINESS, kind="image", image=image)])
    (message,) = read_all(told["value"])
    assert message.outbound
    assert message.identity == Identity()
