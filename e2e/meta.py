"""Webhooks as Meta writes them, for what the simulator's customers would not do."""

import itertools
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import requests

from simulator import seed, webhooks

RUN = uuid.uuid4().hex[:8]
_numbers = itertools.count(1)


def new_wamid():
    return f"wamid.{RUN}{next(_numbers):08d}"


def _value(phone):
    return {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "34911234567",
            "phone_number_id": seed.NUMBER_ID,
        },
        "contacts": [{"profile": {"name": f"Customer {phone}"}, "wa_id": phone}],
    }


def _body(value):
    return webhooks.encode(webhooks.envelope(seed.WABA_ID, "messages", value))


def message_body(phone, text, timestamp=None, wamid=None):
    """A POST with one text message.

    :param str phone: digits; also the ``wa_id``
    :param int timestamp: Unix seconds, now by default
    """
    element = {
        "from": phone,
        "id": wamid or new_wamid(),
        "timestamp": str(int(timestamp or time.time())),
        "type": "text",
        "text": {"body": text},
    }
    return _body({**_value(phone), "messages": [element]})


def photo_body(phone):
    """A POST with one photo, which is to be fetched."""
    element = {
        "from": phone,
        "id": new_wamid(),
        "timestamp": str(int(time.time())),
        "type": "image",
        "image": {"id": "1", "mime_type": "image/png"},
    }
    return _body({**_value(phone), "messages": [element]})


def person_body(text, bsuid, phone=None, number_id=seed.NUMBER_ID, timestamp=None):
    """A POST with one text message of somebody who is known by an id.

    :param phone: digits, or None for who hides it
    :param number_id: of ours, that is written to
    """
    names = {"from": phone} if phone else {}
    value = _value(phone or bsuid)
    value["metadata"]["phone_number_id"] = number_id
    contact = {"profile": {"name": f"Customer {bsuid}"}, "user_id": bsuid}
    value["contacts"] = [contact | ({"wa_id": phone} if phone else {})]
    element = {
        **names,
        "from_user_id": bsuid,
        "id": new_wamid(),
        "timestamp": str(int(timestamp or time.time())),
        "type": "text",
        "text": {"body": text},
    }
    return _body({**value, "messages": [element]})


def status_body(phone, wamid, status):
    element = {
        "id": wamid,
        "status": status,
        "timestamp": str(int(time.time())),
        "recipient_id": phone,
    }
    return _body({**_value(phone), "statuses": [element]})


def signed(body):
    """Headers of a POST of these bytes."""
    return {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": webhooks.sign(seed.APP_SECRET, body),
    }


def post_all(url, bodies, clients):
    """Post the bodies, so many at the same time.

    Meta repeats a POST that was not answered: Odoo's workers let only eight callers
    each wait.

    :return: the status of each answer, or what happened instead of one
    """

    def post(body):
        for _try in range(5):
            try:
                return requests.post(
                    url, data=body, headers=signed(body), timeout=30
                ).status_code
            except requests.ConnectionError as error:
                refused = str(error)
        return refused

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(post, bodies))
