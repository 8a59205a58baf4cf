import pytest
from tools.identity import (
    Change,
    Person,
    Register,
    names_of,
    shared_number,
    told_change,
)
from tools.updates import Identity

B1, B2, N1, N2, P1 = (
    ("bsuid", "ES.1"),
    ("bsuid", "ES.2"),
    ("wa_id", "34600111222"),
    ("wa_id", "34600333444"),
    ("parent_bsuid", "ES.ENT.1"),
)


def known(*names, former=()):
    """Somebody with these names, and the register that knows them alone."""
    person = Person(
        "ana", next((value for kind, value in names if kind == "bsuid"), "")
    )
    register = Register({name: person for name in names})
    register.former = {(name, person) for name in former}
    return register, person


def test_names_surest_first():
    identity = Identity("551187654321", "BR.1", "BR.ENT.1")
    assert names_of(identity) == [
        ("bsuid", "BR.1"),
        ("parent_bsuid", "BR.ENT.1"),
        ("wa_id", "551187654321"),
        ("phone", "+5511987654321"),
    ]
    assert names_of(Identity()) == []


@pytest.mark.parametrize(
    ("have", "heard", "is_same"),
    [
        ([N1], [N1], True),
        ([N1], [B1, N1], True),  # old data learns the id
        ([B1], [B1, N1], True),  # the phone comes later
        ([B1, N1], [N1], True),
        ([B1, N1], [B2, N1], False),  # a recycled number
        ([B1, P1, N1], [B2, P1, N2], True),  # the parent id tells
        ([B1, N1], [B2, N2], False),
        ([B1, N1], [B2], False),
    ],
)
def test_who_it_is(have, heard, is_same):
    register, ana = known(*have)
    person = register.recognise(heard)
    assert (person is ana) == is_same
    assert all(register.has(person, name) for name in heard)


def test_a_recycled_number_leaves_who_had_it():
    register, ana = known(B1, N1)
    berta = register.recognise([B2, N1])
    assert register.moves == [(N1, ana, berta)]
    assert register.lost == [(N1, ana)]
    # what Ana sent before comes late, and takes nothing back
    assert register.recognise([B1, N1]) is ana
    assert register.has(berta, N1)
    assert register.recognise([N1]) is berta


def test_the_number_of_who_is_known_by_phone_alone():
    """It is now somebody's whom we know: theirs from now on, and no merge."""
    register, ana = known(N1)
    berta = Person("berta", "ES.2")
    register.names[B2] = berta
    assert register.recognise([B2, N1]) is berta
    assert register.moves == [(N1, ana, berta)]


def test_ids_are_never_taken():
    register, ana = known(B1, P1)
    berta = Person("berta", "ES.2")
    register.names[B2] = berta
    assert register.recognise([B2, P1]) is berta
    assert register.has(ana, P1)


def test_a_told_change_links():
    register, ana = known(B1, N1)
    assert register.change([B1], [B2, N2]) is ana
    assert ana.bsuid == "ES.2"
    assert register.recognise([B2, N2]) is ana
    assert not register.has(ana, B1)
    # late, by the old id
    assert register.recognise([B1, N2]) is ana
    assert ana.bsuid == "ES.2"
    assert not register.same


def test_a_told_change_frees_the_old_number():
    register, ana = known(B1, N1)
    register.change([B1, N1], [B2, N2])
    assert register.lost == [(B1, ana), (N1, ana)]
    assert register.recognise([("bsuid", "ES.3"), N1]) is not ana


def test_a_change_without_a_number_keeps_it():
    register, ana = known(B1, N1)
    register.change([B1, N1], [B2])
    assert register.has(ana, N1)


def test_a_change_told_after_the_new_id_was_seen():
    register, ana = known(B1, N1)
    new = register.recognise([B2, N2])
    assert register.change([B1, N1], [B2, N2]) is ana
    assert register.same == [(ana, new)]
    assert register.has(new, B2)
    assert register.has(new, N2)
    assert not register.has(ana, N1)


def test_a_change_of_nobody_we_know():
    """The old id is noted, for messages that come late."""
    register = Register()
    person = register.change([B1], [B2])
    assert register.recognise([B1]) is person
    assert register.recognise([B2]) is person
    assert person.bsuid == "ES.2"


def test_there_and_back():
    register, ana = known(B1, N1)
    register.change([B1, N1], [B2, N2])
    register.change([B2, N2], [("bsuid", "ES.3"), N1])
    assert register.has(ana, N1)
    assert not register.has(ana, N2)
    assert register.regained == [(N1, ana)]


def test_a_number_of_before_the_change_is_not_whoever_has_it_now():
    register, _ana = known(B1, N1)
    stranger = register.change([("bsuid", "ES.0"), N1], [B2, N2])
    assert stranger.contact is None


def system(kind, raw=None, **values):
    return {"type": "system", "system": {"type": kind, **values}, **(raw or {})}


@pytest.mark.parametrize(
    ("raw", "before", "after"),
    [
        (
            system(
                "user_changed_number",
                {"from": "34600111222", "from_user_id": "ES.1"},
                wa_id="34600333444",
                user_id="ES.2",
                previous_user_id="ES.1",
            ),
            Identity("34600111222", "ES.1"),
            Identity("34600333444", "ES.2"),
        ),
        (
            # sent under the new names
            system(
                "user_changed_number",
                {"from": "34600333444", "from_user_id": "ES.2"},
                wa_id="34600333444",
                user_id="ES.2",
                previous_user_id="ES.1",
            ),
            Identity("", "ES.1"),
            Identity("34600333444", "ES.2"),
        ),
        (
            system(
                "user_changed_user_id",
                user_id="ES.2",
                previous_user_id="ES.1",
                parent_user_id="ES.ENT.2",
                previous_parent_user_id="ES.ENT.1",
            ),
            Identity("", "ES.1", "ES.ENT.1"),
            Identity("", "ES.2", "ES.ENT.2"),
        ),
        (
            system(
                "customer_changed_number",
                {"from": "34600111222"},
                new_wa_id="34600333444",
            ),
            Identity("34600111222"),
            Identity("34600333444"),
        ),
    ],
)
def test_told_changes(raw, before, after):
    assert told_change(raw) == Change(before, after)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"system": "x"},
        system("customer_identity_changed", identity={"hash": "x"}),
        system(["user_changed_number"]),
    ],
)
def test_no_change_is_told(raw):
    assert told_change(raw) is None


@pytest.mark.parametrize(
    ("cards", "number"),
    [
        (
            [{"origin": "contact_request", "phones": [{"phone": "+34 600 111 222"}]}],
            "34600111222",
        ),
        (
            [{"origin": "contact_request", "phones": [{"wa_id": "551187654321"}]}],
            "5511987654321",
        ),
        ([{"origin": "other", "phones": [{"phone": "+34 600 111 222"}]}], ""),
        ([{"phones": [{"phone": "+34 600 111 222"}]}], ""),
        ([{"origin": "contact_request", "phones": [{"phone": "x"}, 3]}], ""),
        ([{"origin": "contact_request", "phones": None}], ""),
        ([], ""),
    ],
)
def test_shared_number(cards, number):
    assert shared_number(cards) == number
