from tools.payload import EchoedMessage, FieldUpdate, Identity, Unreadable, parse
from webhook_parts import ANA, BEN, BSUID, body, change, text_message

BUSINESS = "15550783881"


def echo(**values):
    values = {"to": "34600111222", **values}
    element = text_message(sender=BUSINESS, **values)
    return {key: value for key, value in element.items() if value is not None}


def read(*echoes, contacts=(ANA,)):
    value = {"message_echoes": list(echoes), "contacts": list(contacts)}
    return parse(body(change("smb_message_echoes", **value)))


def test_is_with_whom_it_went_to():
    (update,) = read(echo(body="See you"))
    assert type(update) is EchoedMessage
    assert update.identity == Identity("34600111222", "", "", "Ana", "")
    assert (update.text, update.wamid) == ("See you", "wamid.A")


def test_to_a_user_without_a_phone():
    (update,) = read(echo(to=None, to_user_id=BSUID), contacts=[BEN])
    assert update.identity == Identity("", BSUID, "", "Ben", "ben")


def test_to_a_bsuid_where_the_phone_belongs():
    (update,) = read(echo(to=BSUID))
    assert (update.identity.wa_id, update.identity.bsuid) == ("", BSUID)


def test_to_a_group():
    (update,) = read(echo(to=None, group_id="G1"))
    assert update.group_id == "G1"


def test_one_without_recipient_loses_no_neighbour():
    lost, kept = read(echo(to=None, wamid="wamid.L"), echo(wamid="wamid.K"))
    assert isinstance(lost, Unreadable)
    assert lost.reason == "message_echoes: no recipient"
    assert kept.wamid == "wamid.K"


def test_no_list_of_echoes():
    (update,) = parse(body(change("smb_message_echoes", message_echoes="none")))
    assert isinstance(update, Unreadable)
    (update,) = parse(body(change("smb_message_echoes")))
    assert isinstance(update, FieldUpdate)
