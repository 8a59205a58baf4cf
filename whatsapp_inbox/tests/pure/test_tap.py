import pytest
from tools import tap

MAC = "0123456789abcdef" * 4


def test_it_is_read_as_it_was_written():
    claimed = tap.claim("confirm_order", "sale.order", 42)
    text = tap.payload(claimed, MAC)
    assert tap.read(text) == (claimed, "confirm_order", "sale.order", 42, MAC[:32])
    assert tap.looks_ours(text)


def test_it_fits_into_a_row_of_a_list():
    claimed = tap.claim("a" * 32, "m" * 64, 2**31 - 1)
    text = tap.payload(claimed, MAC)
    assert len(text) <= 200
    assert tap.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "menu:3",
        "wi:",
        "wi:a:b:1",
        f"wi:a:b:0:{MAC[:32]}",
        f"wi:a:b:01:{MAC[:32]}",
        f"wi:a:b:-1:{MAC[:32]}",
        f"wi:a:b:٣:{MAC[:32]}",
        f"wi:a:b:99999999999:{MAC[:32]}",
        f"wi:__class__.x:b:1:{MAC[:32]}",
        f"wi:A:b:1:{MAC[:32]}",
        f"wi:a:b:1:{MAC[:31]}",
        f"wi:a:b:1:{MAC[:33]}",
        f"wi:a:b:1:{MAC[:32].upper()}",
        f"wi:a:b:1:{MAC[:32]}\n",
        f" wi:a:b:1:{MAC[:32]}",
        "wi:" + "a" * 100_000,
    ],
)
def test_what_is_no_id_of_ours(text):
    assert tap.read(text) is None
