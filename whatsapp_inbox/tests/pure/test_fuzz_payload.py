"""Whatever comes, nothing but PayloadError leaves the parser, and nothing is lost.

``FUZZ_EXAMPLES=20000 python -m pytest -p no:odoo …`` for a long run; a short one is the
same each time.
"""

import dataclasses
import json
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import EXAMPLES, profile
from spoiling import encode, mutate, spoil
from tools import payload
from tools.json_values import MAX_DIGITS
from tools.payload import FieldUpdate, InboundMessage, PayloadError, StatusUpdate
from webhook_samples import samples

SAMPLES = samples()
numbers = st.randoms(use_true_random=False)


def read(body):
    """The updates of a body and its document as the parser read it; None, None if
    it is refused."""
    try:
        updates = payload.parse(body)
    except PayloadError:
        return None, None
    return updates, payload._load(body)


def written(value):
    return json.dumps(value, sort_keys=True)


def told(updates):
    """The JSON values that the updates carry, as text, with how often."""
    raws = Counter()
    for update in updates:
        raw = update.value if isinstance(update, FieldUpdate) else update.raw
        raws[written(raw)] += 1
    return raws


def assert_nothing_lost(document, updates):
    """Each element of a list of messages or statuses is an update or an Unreadable."""
    raws = told(updates)
    for change in _changes(document):
        value = change.get("value") if isinstance(change, dict) else None
        if not isinstance(value, dict):
            assert raws[written(change)], change
            continue
        if raws[written(value)]:  # a field that is kept as a whole
            continue
        for key in ("messages", "statuses", "message_echoes"):
            elements = value.get(key)
            if elements is None:
                continue
            if not isinstance(elements, list):
                assert raws[written(value)], value
                continue
            for element, count in Counter(map(written, elements)).items():
                assert raws[element] >= count, element


def _changes(document):
    entries = document.get("entry")
    for entry in entries if isinstance(entries, list) else ():
        changes = entry.get("changes") if isinstance(entry, dict) else None
        if isinstance(changes, list):
            yield from changes


def assert_safe(value):
    """PostgreSQL takes all of its text and numbers, and an index its ids."""
    if isinstance(value, str):
        assert "\x00" not in value
        value.encode()
    elif isinstance(value, float):
        assert math.isfinite(value)
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            assert_safe(item)
    elif isinstance(value, list | tuple):
        for item in value:
            assert_safe(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            assert_safe(getattr(value, field.name))
    if isinstance(value, InboundMessage | StatusUpdate):
        assert 0 < len(value.wamid) <= payload.MAX_ID
        assert 2000 < value.timestamp.year < 2300 and value.timestamp.tzinfo is None
        identity = value.identity
        assert len(identity.wa_id) <= MAX_DIGITS
        assert not identity.wa_id or identity.wa_id.isdecimal()


@pytest.mark.parametrize("document", SAMPLES)
def test_each_sample_is_read(document):
    """Peers 2, 3, 4 and 18: nothing that Meta sends is unreadable, or lost."""
    updates, loaded = read(json.dumps(document).encode())
    assert updates and not any(isinstance(u, payload.Unreadable) for u in updates)
    assert_nothing_lost(loaded, updates)
    assert_safe(updates)


@profile
@given(st.sampled_from(SAMPLES), st.integers(1, 6), numbers)
def test_mutated_bodies(document, times, rng):
    """Peers 2 and 3: an odd element is told, and its neighbours are read."""
    document = mutate(json.loads(json.dumps(document)), rng, times)
    updates, loaded = read(encode(document, rng))
    if updates is None:
        return
    assert_nothing_lost(loaded, updates)
    assert_safe(updates)


@profile
@given(st.sampled_from(SAMPLES), numbers)
def test_spoilt_bytes(document, rng):
    body = spoil(encode(document, rng), rng)
    updates, loaded = read(body)
    if updates is None:
        return
    assert_nothing_lost(loaded, updates)
    assert_safe(updates)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@profile
@given(st.sampled_from(["messages", "statuses", "errors", "contacts"]), json_values)
def test_anything_as_a_value(key, value):
    document = {
        "entry": [{"changes": [{"field": "messages", "value": {key: [value]}}]}]
    }
    updates, loaded = read(json.dumps(document).encode())
    assert_nothing_lost(loaded, updates)
    assert_safe(updates)


@profile
@given(st.binary())
def test_any_bytes(body):
    updates, _loaded = read(body)
    if updates is not None:
        assert_safe(updates)


def test_a_list_that_comes_twice_is_one():
    """JSON allows a key twice, and Python forgets the first."""
    body = json.dumps(SAMPLES[0]).replace(
        '"messages": [{',
        '"messages": [{"id": "wamid.first", "from": "34600", "type": "text",'
        ' "text": {"body": "First"}}], "messages": [{',
    )
    first, second = payload.parse(body.encode())
    assert first.wamid == "wamid.first"
    assert second.wamid == "wamid.sample.text"


def test_three_megabytes():
    """Meta's limit of a POST: thousands of messages with an odd one between two."""
    [change] = SAMPLES[0]["entry"][0]["changes"]
    good = change["value"]["messages"][0]
    messages = []
    for number in range(4500):
        messages.append({**good, "id": f"wamid.{number}", "text": {"body": "x" * 300}})
        messages.append({"id": number, "type": ["text"], "text": "x"})
    value = {**change["value"], "messages": messages}
    document = {"entry": [{"changes": [{"field": "messages", "value": value}]}]}
    body = json.dumps(document).encode()
    assert 2_000_000 < len(body) <= 3 * 1024 * 1024
    updates = payload.parse(body)
    assert len(updates) == len(messages)


def test_the_long_run_is_long():
    assert EXAMPLES >= 100
