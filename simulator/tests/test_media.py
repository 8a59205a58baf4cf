"""Upload, description, download, deletion, expiry."""

import hashlib

import pytest

from simulator.samples import FOLDER
from simulator.seed import NUMBER_ID, SECOND_NUMBER_ID

IMAGE = (FOLDER / "garden.jpg").read_bytes()


def upload(client, **options):
    return client.graph("POST", f"{NUMBER_ID}/media", **options)


def test_upload_send_download(client, connected):
    client.control("window", customer="lucia")
    media_id = client.upload(IMAGE, "image/jpeg")
    wamid = client.sent(type_="image", value={"id": media_id, "caption": "*Look*"})
    connected.wait_statuses(wamid, "delivered")
    described = client.graph("GET", media_id).json()
    assert described["id"] == media_id
    assert described["mime_type"] == "image/jpeg"
    assert described["sha256"] == hashlib.sha256(IMAGE).hexdigest()
    assert described["file_size"] == len(IMAGE)
    assert described["messaging_product"] == "whatsapp"
    answer = client.session.get(described["url"], timeout=5)
    assert answer.content == IMAGE
    assert answer.headers["Content-Type"] == "image/jpeg"


def test_download_needs_token_and_hurry(client):
    media_id = client.upload(IMAGE, "image/jpeg")
    url = client.graph("GET", media_id).json()["url"]
    naked = client.session.get(url, headers={"Authorization": ""}, timeout=5)
    assert naked.status_code == 401
    assert client.session.get(f"{url}0", timeout=5).status_code == 404
    client.control("clock", advance=301)
    assert client.session.get(url, timeout=5).status_code == 404
    fresh = client.graph("GET", media_id).json()["url"]
    assert client.session.get(fresh, timeout=5).status_code == 200


def test_a_wrong_number_hides_the_file(client):
    media_id = client.upload(IMAGE, "image/jpeg")
    wrong = {"phone_number_id": SECOND_NUMBER_ID}
    assert client.graph("GET", media_id, params=wrong).status_code == 400
    right = {"phone_number_id": NUMBER_ID}
    assert client.graph("GET", media_id, params=right).status_code == 200


def test_messaging_product_may_be_in_the_query(client):
    options = {"files": {"file": ("a.jpg", IMAGE, "image/jpeg")}}
    query = {"messaging_product": "whatsapp"}
    assert upload(client, params=query, **options).json()["id"]


@pytest.mark.parametrize("days, inbound", [(7, True), (30, False)])
def test_files_expire(client, days, inbound):
    if inbound:
        client.inbound(type="image")
        messages = client.control("messages", method="GET")["data"]
        media_id = messages[0]["payload"]["image"]["id"]
    else:
        media_id = client.upload(IMAGE, "image/jpeg")
    client.control("clock", advance=days * 24 * 3600 - 10)
    assert client.graph("GET", media_id).status_code == 200
    client.control("clock", advance=20)
    answer = client.graph("GET", media_id)
    assert answer.json()["error"]["error_subcode"] == 33


def test_delete(client):
    media_id = client.upload(IMAGE, "image/jpeg")
    assert client.graph("DELETE", media_id).json() == {"success": True}
    assert client.graph("GET", media_id).status_code == 400
    assert client.error(type_="image", value={"id": media_id})["code"] == 100


@pytest.mark.parametrize(
    "options, words",
    [
        ({"data": {"messaging_product": "whatsapp"}}, "The parameter file is required"),
        (
            {"files": {"file": ("a.jpg", IMAGE, "image/jpeg")}},
            "The parameter messaging_product is required",
        ),
        (
            {
                "data": {"messaging_product": "whatsapp"},
                "files": {"file": ("a.zip", b"x", "application/zip")},
            },
            "Param file must be a file with one of the following types: audio/aac",
        ),
        (
            {
                "data": {"messaging_product": "whatsapp"},
                "files": {"file": ("a.png", b"x" * (5 * 2**20 + 1), "image/png")},
            },
            "at most 5242880 bytes",
        ),
        (
            {
                "data": {"messaging_product": "whatsapp"},
                "files": {"file": ("a.png", b"", "image/png")},
            },
            "at least 1",
        ),
    ],
)
def test_refused_uploads(client, options, words):
    error = upload(client, **options).json()["error"]
    assert error["code"] == 100 and words in error["message"]


def test_voice_note(client, connected):
    client.control("window", customer="lucia")
    data = (FOLDER / "voice.ogg").read_bytes()
    media_id = client.upload(data, "audio/ogg; codecs=opus")
    value = {"id": media_id, "voice": True}
    connected.wait_statuses(client.sent(type_="audio", value=value), "delivered")


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0\0\0\1" * 2
JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11%c\0\1\0\1%c" + b"\0" * 12


@pytest.mark.parametrize(
    ("data", "mime_type", "kind", "words"),
    [
        (b"OggS" + b"\0" * 24 + b"OpusHead" + b"\0" * 40, "audio/ogg", "audio", ""),
        (b"OggS" + b"\0" * 24 + b"\1vorbis" + b"\0" * 40, "audio/ogg", "audio", "opus"),
        (PNG + bytes((8, 6, 0, 0, 0)), "image/png", "image", ""),
        (PNG + bytes((8, 2, 0, 0, 0)), "image/png", "image", ""),
        (PNG + bytes((16, 2, 0, 0, 0)), "image/png", "image", "8-bit"),
        (PNG + bytes((8, 3, 0, 0, 0)), "image/png", "image", "8-bit"),
        (JPEG % (8, 3), "image/jpeg", "image", ""),
        (JPEG % (8, 4), "image/jpeg", "image", "8-bit"),
        (JPEG % (12, 3), "image/jpeg", "image", "8-bit"),
        (b"x", "image/jpeg", "image", "not a JPEG"),
    ],
)
def test_what_is_inside_is_told_by_the_status(
    client, connected, data, mime_type, kind, words
):
    client.control("window", customer="lucia")
    media_id = client.upload(data, mime_type)
    wamid = client.sent(type_=kind, value={"id": media_id})
    statuses = connected.wait_statuses(wamid, "failed" if words else "delivered")
    errors = [s["errors"][0] for s in statuses.values() if s.get("errors")]
    assert [error["code"] for error in errors] == [131053] * bool(words)
    assert all(words in error["error_data"]["details"] for error in errors)
