"""Webhooks put together of their parts, and read by the parser."""

import json
from datetime import UTC, datetime

from tools.payload import parse

NUMBER, WABA = "106540352242922", "102290129340398"
BSUID = "US.13491208655302741918"
SENT_AT = 1_762_000_000
MOMENT = datetime.fromtimestamp(SENT_AT, UTC).replace(tzinfo=None)
ANA = {"profile": {"name": "Ana"}, "wa_id": "34600111222"}
BEN = {"profile": {"name": "Ben", "username": "@ben"}, "user_id": BSUID}
#: what a field may be in place of what Meta's page says
WRONG_TYPES = [None, True, 0, 1.5, "text", [], ["x"], [[]], {}, {"x": []}]


def text_message(wamid="wamid.A", sender="34600111222", body="Hello", **values):
    message = {
        "from": sender,
        "id": wamid,
        "timestamp": str(SENT_AT),
        "type": "text",
        "text": {"body": body},
        **values,
    }
    return {key: value for key, value in message.items() if value is not None}


def status(wamid="wamid.A", **values):
    return {
        "id": wamid,
        "status": "sent",
        "timestamp": str(SENT_AT),
        "recipient_id": "34600111222",
        **values,
    }


def change(field="messages", **value):
    metadata = {"display_phone_number": "15550783881", "phone_number_id": NUMBER}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return {"field": field, "value": value}


def body(*changes, **entry):
    entry = {"id": WABA, "changes": list(changes), **entry}
    document = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(document).encode()


def read(*messages, contacts=(ANA,)):
    return parse(body(change(contacts=list(contacts), messages=list(messages))))


def read_one(message, **values):
    (update,) = read(message, **values)
    return update
