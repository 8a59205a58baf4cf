"""Ways to spoil a webhook, for the fuzz tests.

No Odoo here, and nothing but the standard library: tests with and without Odoo use it.
"""

import copy
import json
import random

DEEP = 60
ODD = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**15,
    10**30,
    -(10**400),
    1e308,
    float("nan"),
    float("inf"),
    "",
    " ",
    "0",
    "NaN",
    "\x00",
    "a\x00b",
    "\ud800",
    "\udc00\ud800",
    "\ufeff",
    "\u202etxt.exe",
    "<img src=x onerror=alert(1)>",
    "{{ object.env }}",
    "%s %(x)s {0}",
    "'; DROP TABLE res_users; --",
    "x" * 5000,
    "٣" * 20,
    "ES." + "9" * 200,
    [],
    {},
    [[]],
    [None],
    [{}],
    {"": ""},
    ["x", 1, None, {"y": []}],
)


def mutate(document, rng, times):
    """Change so many places of a document: other types, missing, doubled, deeper.

    :param random.Random rng: decides all of it
    """
    for _time in range(times):
        holders = _holders(document)
        if not holders:
            return document
        holder = rng.choice(holders)
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        key = rng.choice(list(keys))
        rng.choice(_WAYS)(holder, key, rng)
    return document


def spoil(body, rng):
    """Change the bytes of a body: broken UTF-8, NUL, a mark at the front, an end."""
    at = rng.randrange(len(body) + 1)
    return rng.choice(
        [
            body,
            b"\xef\xbb\xbf" + body,
            body[:at] + b"\x00" + body[at:],
            body[:at] + bytes([rng.randrange(128, 256)]) + body[at:],
            body[:at] + b"\\ud83d" + body[at:],
            body[:at] + b"\\u0000" + body[at:],
            body[:at],
            body + b" " * 100,
            body.replace(b'"messages"', b'"messages": [], "messages"', 1),
        ]
    )


def _holders(value):
    """The lists and objects of a document that are not empty, it included."""
    found, left = [], [value]
    while left:
        value = left.pop()
        if value and isinstance(value, dict | list):
            found.append(value)
            left.extend(value.values() if isinstance(value, dict) else value)
    return found


def _replace(holder, key, rng):
    holder[key] = copy.deepcopy(rng.choice(ODD))


def _remove(holder, key, _rng):
    del holder[key]


def _wrap(holder, key, rng):
    holder[key] = [holder[key]] if rng.random() < 0.5 else {"body": holder[key]}


def _deepen(holder, key, _rng):
    for _level in range(DEEP):
        holder[key] = {"text": holder[key]}


def _add(holder, key, rng):
    value = copy.deepcopy(rng.choice([holder[key], *ODD]))
    if isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), value)
    else:
        holder[rng.choice(["id", "type", "errors", "context", "\x00", "x" * 300])] = (
            value
        )


def _swap(holder, key, rng):
    """The value of another key: types and ids change places."""
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    other = rng.choice(list(keys))
    holder[key], holder[other] = holder[other], holder[key]


_WAYS = (_replace, _replace, _remove, _wrap, _deepen, _add, _swap)


def encode(document, rng=random):
    """JSON as Meta writes it, or with all that JSON allows."""
    return json.dumps(document, ensure_ascii=rng.random() < 0.7).encode(
        "utf-8", "surrogatepass"
    )
