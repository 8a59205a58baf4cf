import pytest
from tools.payload import Identity, StatusUpdate, parse
from webhook_parts import (
    ANA,
    BEN,
    BSUID,
    MOMENT,
    NUMBER,
    WABA,
    WRONG_TYPES,
    body,
    change,
    status,
)


def read_status(contacts=(), **values):
    statuses = [status(**values)]
    (update,) = parse(body(change(contacts=list(contacts), statuses=statuses)))
    return update


def test_a_status():
    pricing = {"billable": True, "category": "service"}
    update = read_status(
        [ANA], status="delivered", biz_opaque_callback_data="uuid", pricing=pricing
    )
    assert update == StatusUpdate(
        phone_number_id=NUMBER,
        waba_id=WABA,
        wamid="wamid.A",
        status="delivered",
        timestamp=MOMENT,
        identity=Identity("34600111222", "", "", "Ana", ""),
        callback_data="uuid",
        errors=[],
        pricing=pricing,
        raw=update.raw,
    )


@pytest.mark.parametrize(
    "word", ["sent", "delivered", "read", "played", "failed", "new"]
)
def test_statuses_keep_metas_word(word):
    assert read_status(status=word).status == word


@pytest.mark.parametrize(
    ("values", "contacts", "identity"),
    [
        ({"recipient_id": None}, [], Identity()),
        (
            {"recipient_id": None, "recipient_user_id": BSUID},
            [ANA, BEN],
            Identity("", BSUID, "", "Ben", "ben"),
        ),
        ({"recipient_id": BSUID}, [], Identity("", BSUID)),
        (
            {"recipient_parent_user_id": "US.2"},
            [],
            Identity("34600111222", "", "US.2"),
        ),
        (
            {"parent_recipient_user_id": "US.2"},
            [],
            Identity("34600111222", "", "US.2"),
        ),
        (
            {
                "recipient_type": "group",
                "recipient_id": "group-1",
                "recipient_participant_id": "34999",
                "recipient_participant_user_id": "US.3",
            },
            [],
            Identity("34999", "US.3"),
        ),
    ],
)
def test_to_whom_it_was_sent(values, contacts, identity):
    assert read_status(contacts, **values).identity == identity


@pytest.mark.parametrize(
    ("errors", "kept"),
    [
        (None, []),
        ([], []),
        ("x", []),
        ([{"code": 131047}], [{"code": 131047}]),
        ({"code": 131047}, [{"code": 131047}]),
        ([None, {"code": 1}, "x"], [{"code": 1}]),
    ],
)
def test_errors_of_a_failed_status(errors, kept):
    assert read_status(status="failed", errors=errors).errors == kept


@pytest.mark.parametrize("wrong", WRONG_TYPES)
@pytest.mark.parametrize(
    "key",
    ["timestamp", "recipient_id", "recipient_user_id", "pricing", "conversation"]
    + ["biz_opaque_callback_data", "errors", "recipient_type"],
)
def test_a_field_of_another_type_does_not_lose_the_status(key, wrong):
    update = read_status(**{key: wrong})
    assert (update.wamid, update.status) == ("wamid.A", "sent")
    assert isinstance(update.callback_data, str)
