"""What agents send: files, what is taken back, what waits for nobody."""

import base64
import random
import shutil
import sys
import threading
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect, sync_playwright

from simulator import seed
from simulator.samples import FOLDER

from .browser import CHROMIUM, answer, bubble, open_discuss, open_thread
from .inbox import AGENT
from .processes import wait_until

SAMPLES = Path(__file__).resolve().parents[1] / "whatsapp_inbox" / "tests" / "pure"
FAKE_MICROPHONE = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@pytest.fixture(scope="module")
def samples():
    sys.path.insert(0, str(SAMPLES))
    try:
        import samples
    finally:
        sys.path.remove(str(SAMPLES))
    return samples


@pytest.fixture
def page():
    """Of a browser whose microphone hears a beep each second."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM + FAKE_MICROPHONE
        )
        context = browser.new_context(
            viewport={"width": 1400, "height": 900}, permissions=["microphone"]
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page
        browser.close()


def outbound(inbox, kind):
    sent = inbox.simulator.get("messages", direction="outbound")["data"]
    return [message for message in sent if message["type"] == kind]


def file_of(inbox, media_id):
    """What the simulator has got, as Meta would give it back."""
    headers = {"Authorization": f"Bearer {seed.ACCESS_TOKEN}"}
    url = f"{inbox.simulator.url}/v25.0/{media_id}"
    described = requests.get(url, headers=headers, timeout=10).json()
    content = requests.get(described["url"], headers=headers, timeout=10).content
    return described["mime_type"], content


def test_a_voice_note_recorded_in_discuss(threaded, page):
    threaded.write("lucia", "Call me?")
    discuss = open_discuss(page, threaded.odoo.url)
    open_thread(discuss, "Lucía Fernández")
    discuss.locator(".o-mail-Composer [title='More Actions']").click()
    discuss.locator("[name='voice-start']").click()
    discuss.wait_for_timeout(2500)
    discuss.locator(".o-mail-VoiceRecorder.o-recording").click()
    expect(discuss.locator(".o-mail-Composer .o-mail-VoicePlayer")).to_be_visible()
    discuss.locator(".o-mail-Composer-input").click()
    discuss.keyboard.press("Enter")

    [message] = wait_until(lambda: outbound(threaded, "audio"), "a voice note")
    assert message["payload"]["audio"]["voice"] is True
    mime_type, content = file_of(threaded, message["payload"]["audio"]["id"])
    assert mime_type == "audio/ogg"
    assert b"OpusHead" in content[:128]
    assert 1000 < len(content) < 512 * 1024
    ticks = discuss.locator(".o-mail-Message .o-delivered, .o-mail-Message .o-read")
    expect(ticks.first).to_be_visible()


def test_which_file_failed(threaded, page, tmp_path, samples):
    (tmp_path / "scan.jpg").write_bytes(samples.picture("CMYK", size=(300, 200)))
    (tmp_path / "prices.zip").write_bytes(b"PK\3\4 Meta lists no such type")
    threaded.write("giulia", "Send me all of it")
    discuss = open_discuss(page, threaded.odoo.url)
    open_thread(discuss, "Giulia Rossi")
    discuss.locator(".o-mail-Composer input[type=file]").set_input_files(
        [FOLDER / "garden.jpg", tmp_path / "prices.zip", tmp_path / "scan.jpg"]
    )
    files = discuss.locator(".o-mail-Composer .o-mail-AttachmentContainer")
    expect(files).to_have_count(3)
    expect(discuss.locator(".o-mail-Composer .o-isUploading")).to_have_count(0)
    answer(discuss, "Here")
    message = bubble(discuss, "Here")
    failed = message.locator(".o_whatsapp_inbox_failed")
    expect(failed).to_contain_text("prices.zip")
    expect(message.locator(".o_whatsapp_inbox_mark")).to_have_count(1)
    assert len(wait_until(lambda: outbound(threaded, "image")[1:], "pictures")) == 1
    failed.get_by_role("button", name="Discard").click()
    expect(failed).to_have_count(0)
    expect(message.locator(".o_whatsapp_inbox_withdrawn")).to_contain_text("prices.zip")


def test_taking_back_while_the_outbox_sends(threaded):
    """Each message is sent once, or withdrawn and never sent: two real transactions."""
    phones = [str(34_655_000_000 + index) for index in range(40)]
    for phone in phones:
        threaded.write(phone, "Hello")
    channels = [threaded.channel_of(phone) for phone in phones]
    threaded.wait_drained()
    threaded.set_cron("ir_cron_outbox", False)
    posted = {threaded.answer(c, f"Price {c}"): f"Price {c}" for c in channels}
    refused = []

    def withdraw(ids):
        for message_id in ids:
            try:
                threaded.odoo.rpc(
                    "mail.message", "whatsapp_withdraw", [message_id], login=AGENT
                )
            except RuntimeError as error:
                assert "too late" in str(error), error
                refused.append(message_id)

    ids = random.Random(7).sample(list(posted), len(posted))
    threads = [threading.Thread(target=withdraw, args=(ids[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    threaded.set_cron("ir_cron_outbox", True)
    for thread in threads:
        thread.join()
    threaded.wait_sent()

    states = dict(
        threaded.rows(
            "SELECT mail_message_id, state FROM whatsapp_inbox_message"
            " WHERE mail_message_id = ANY(%s)",
            list(posted),
        )
    )
    texts = [m["payload"]["text"]["body"] for m in outbound(threaded, "text")]
    for message_id, text in posted.items():
        assert (states[message_id] == "withdrawn") == (message_id not in refused)
        assert texts.count(text) == (message_id in refused)


def test_a_film_at_work_holds_up_no_text(threaded, samples):
    phones = [str(34_656_000_000 + index) for index in range(47)]
    for phone in phones:
        threaded.write(phone, "Hello")
    channels = [threaded.channel_of(phone) for phone in phones]
    threaded.wait_drained()
    threaded.set_cron("ir_cron_outbox", False)
    film = samples.film(10, "avi", "mpeg4", size=(1280, 720))
    [attachment] = threaded.odoo.rpc(
        "ir.attachment",
        "create",
        [{"name": "tour.avi", "datas": base64.b64encode(film).decode()}],
    )
    threaded.odoo.rpc(
        "discuss.channel",
        "message_post",
        [channels[0]],
        attachment_ids=[attachment],
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    for channel in channels[1:]:
        threaded.answer(channel, "A text")
    threaded.set_cron("ir_cron_outbox", True)
    threaded.wait_sent(120)
    rows = threaded.rows(
        "SELECT message_type, sent_at FROM whatsapp_inbox_message"
        " WHERE direction = 'outbound' AND channel_id = ANY(%s)",
        channels,
    )
    reasons = threaded.rows(
        "SELECT error_message FROM whatsapp_inbox_message"
        " WHERE state = 'failed' AND channel_id = ANY(%s)",
        channels,
    )
    assert not reasons
    texts = [at for kind, at in rows if kind == "text"]
    [film_at] = [at for kind, at in rows if kind == "video"]
    assert len(texts) == 46
    assert max(texts) <= film_at
