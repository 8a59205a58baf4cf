import pytest
from tools.signature import sign, verify

# RFC 4231, test case 2.
KEY, BODY = "Jefe", b"what do ya want for nothing?"
HEX = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_sign_is_hmac_sha256_of_the_raw_bytes():
    assert sign(KEY, BODY) == f"sha256={HEX}"


def test_verify_accepts_its_own_signature_only():
    header = sign("secret", b'{"a": "\\u00e9"}')
    assert verify("secret", b'{"a": "\\u00e9"}', header)
    assert not verify("secret", '{"a": "é"}'.encode(), header)
    assert not verify("other", b'{"a": "\\u00e9"}', header)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        HEX,
        f"sha1={HEX}",
        "sha256=",
        f"sha256={HEX[:-1]}",
        f"sha256={HEX}0",
        f"sha256={HEX},sha256={HEX}",
        f"sha256=é{HEX}",
        "sha256=\ud800",
        "sha256=" + "0" * 100_000,
    ],
)
def test_a_malformed_header_is_refused(header):
    assert verify(KEY, BODY, header) is False


@pytest.mark.parametrize("secret", ["", None, False])
def test_an_empty_secret_accepts_nothing(secret):
    assert verify(secret, BODY, sign("", BODY)) is False
