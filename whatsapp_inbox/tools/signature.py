"""`X-Hub-Signature-256`: HMAC-SHA256 of the raw body with the app secret.

Over the bytes received, never over JSON written again (Meta escapes non-ASCII).
Source: Cloud API, webhooks/create-webhook-endpoint.
"""

import hashlib
import hmac


def sign(app_secret: str, body: bytes) -> str:
    """The header that Meta sends with `body`: `sha256=` and 64 hexadecimal digits."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def verify(app_secret: str, body: bytes, header: str | None) -> bool:
    """Whether `header` is the signature of `body`, in constant time.

    An empty secret accepts nothing: anybody could sign with it.
    """
    if not app_secret or not header:
        return False
    expected = sign(app_secret, body).encode()
    return hmac.compare_digest(expected, header.encode(errors="replace"))
