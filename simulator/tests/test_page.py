"""The phone page in a browser: both sides of a conversation, without a reload."""

import re
import shutil

import pytest

from simulator.samples import FOLDER
from simulator.seed import NUMBER_ID, WABA_ID

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium")
FAKE_MICROPHONE = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium")
expect = sync_api.expect


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *FAKE_MICROPHONE]
        )
        yield running
        running.close()


@pytest.fixture
def page(browser, simulator):
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{simulator.url}/#customer=lucia")
    expect(page.locator("#number")).to_have_value(NUMBER_ID)
    yield page
    page.close()
    assert errors == []


def incoming(page, text):
    return page.locator(".message.incoming", has_text=text)


def outgoing(page, text):
    return page.locator(".message.outgoing", has_text=text)


def test_hint_until_subscribed(page, client, receiver):
    expect(page.locator("#hint")).to_contain_text("no app is subscribed")
    client.control("app", callback_url=receiver.url, verify_token="verify me")
    client.graph("POST", f"{WABA_ID}/subscribed_apps")
    expect(page.locator("#hint")).to_be_hidden()


def test_conversation_with_ticks_and_read_receipts(page, client, connected):
    page.get_by_role("textbox", name="Message").fill("Hola, *¿cactus?*")
    page.get_by_role("button", name="Send", exact=True).click()
    bubble = outgoing(page, "Hola")
    expect(bubble.locator("strong")).to_have_text("¿cactus?")
    expect(bubble.get_by_role("img", name="Delivered")).to_be_visible()
    [message] = connected.wait(connected.messages)
    assert message["text"]["body"] == "Hola, *¿cactus?*"
    mark = {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": message["id"],
        "typing_indicator": {"type": "text"},
    }
    client.graph("POST", f"{NUMBER_ID}/messages", json=mark)
    expect(bubble.get_by_role("img", name="Read")).to_be_visible()
    expect(page.locator(".typing")).to_be_visible()
    data = (FOLDER / "garden.jpg").read_bytes()
    media_id = client.upload(data, "image/jpeg")
    picture = client.sent(type_="image", value={"id": media_id, "caption": "Sí"})
    connected.wait_statuses(picture, "delivered", "read")
    image = page.locator(f'.message[data-wamid="{picture}"] img')
    expect(image).to_have_js_property("naturalWidth", 480)
    expect(page.locator(".typing")).to_have_count(0)


def test_unread_until_the_chat_is_opened(page, client, connected):
    client.control("window", customer="giulia")
    wamid = client.sent("+393331234567", value={"body": "Buongiorno"})
    badge = page.locator('[data-customer="giulia"] .badge')
    expect(badge).to_have_text("1")
    assert "read" not in connected.wait_statuses(wamid, "delivered")
    page.locator('[data-customer="giulia"]').click()
    expect(incoming(page, "Buongiorno")).to_be_visible()
    connected.wait_statuses(wamid, "read")
    expect(badge).to_have_count(0)


def test_a_message_while_the_list_is_asked_for(page, client, connected):
    """The answer is of the time before the message, and comes after it."""
    client.control("window", customer="giulia")
    before = client.session.get(f"{client.base}/phone/overview", timeout=10).text
    held = []

    def hold_the_first(route):
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/phone/overview*", hold_the_first)
    with page.expect_request("**/phone/overview*"):
        client.control("customers", name="Zoe", phone="34600999888")
    client.sent("+393331234567", value={"body": "Buongiorno"})
    badge = page.locator('[data-customer="giulia"] .badge')
    expect(badge).to_have_text("1")
    with page.expect_response("**/phone/overview*"):
        held[0].fulfill(body=before, content_type="application/json")
    expect(page.locator('[data-customer="zoe"]')).to_be_visible()
    expect(badge).to_have_text("1")


def test_files_reply_and_reaction(page, client, connected):
    page.set_input_files("#attach", FOLDER / "garden.jpg")
    page.get_by_role("textbox", name="Message").fill("Mi jardín")
    page.get_by_role("button", name="Send", exact=True).click()
    [message] = connected.wait(connected.messages)
    assert message["image"]["caption"] == "Mi jardín"
    page.set_input_files("#attach", [FOLDER / "price list.pdf", FOLDER / "song.mp3"])
    page.get_by_role("textbox", name="Message").press("Enter")
    connected.wait(lambda: len(connected.messages()) == 3)
    kinds = {m["type"]: m for m in connected.messages()}
    assert kinds["document"]["document"]["filename"] == "price list.pdf"
    assert kinds["audio"]["audio"]["mime_type"] == "audio/mpeg"
    wamid = client.sent(value={"body": "Bonito"})
    bubble = incoming(page, "Bonito")
    bubble.hover()
    bubble.get_by_role("button", name="Message options").click()
    page.get_by_role("menuitem", name="React with 👍").click()
    expect(bubble.locator(".reactions")).to_have_text("👍")
    bubble.hover()
    bubble.get_by_role("button", name="Message options").click()
    page.get_by_role("menuitem", name="Remove reaction").click()
    expect(bubble.locator(".reactions")).to_have_count(0)
    bubble.dblclick()
    page.get_by_role("textbox", name="Message").fill("Gracias")
    page.get_by_role("textbox", name="Message").press("Enter")
    expect(outgoing(page, "Gracias").locator(".quote")).to_contain_text("Bonito")
    connected.wait(lambda: len(connected.messages()) == 6)
    reactions = [m["reaction"] for m in connected.messages() if m["type"] == "reaction"]
    assert reactions == [{"message_id": wamid, "emoji": "👍"}, {"message_id": wamid}]
    reply = next(m for m in connected.messages() if m["type"] == "text")
    assert reply["context"] == {"from": "34911234567", "id": wamid}


def test_buttons_list_location_and_contact(page, client, connected):
    client.control("window", customer="lucia")
    reply = {"type": "reply", "reply": {"id": "today", "title": "Hoy"}}
    buttons = {"type": "button", "body": {"text": "¿?"}, "action": {"buttons": [reply]}}
    client.sent(type_="interactive", value=buttons)
    page.get_by_role("button", name="Hoy").click()
    row = {"id": "big", "title": "Grande"}
    action = {"button": "Tamaños", "sections": [{"rows": [row]}]}
    value = {"type": "list", "body": {"text": "Elija"}, "action": action}
    client.sent(type_="interactive", value=value)
    page.get_by_role("button", name="Tamaños").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Grande").check()
    dialog.get_by_role("button", name="Send").click()
    for kind in ("Location", "Contact"):
        page.get_by_role("button", name="Attach", exact=True).click()
        page.get_by_role("menuitem", name=kind).click()
        dialog.get_by_role("button", name="Send").click()
    connected.wait(lambda: len(connected.messages()) == 4)
    found = [m.get("interactive") for m in connected.messages()]
    assert {"type": "button_reply", "button_reply": reply["reply"]} in found
    assert {"type": "list_reply", "list_reply": row} in found
    assert {"location", "contacts"} < {m["type"] for m in connected.messages()}
    assert all("id" in m["context"] for m in connected.messages() if "context" in m)


def test_add_a_customer_and_go_offline(page, client, connected):
    page.get_by_role("button", name="Add customer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Ana Pérez")
    phone = dialog.get_by_label("Phone, with country code")
    phone.fill("+34600123456")
    dialog.get_by_role("button", name="Add").click()
    expect(dialog.get_by_role("alert")).to_contain_text("another customer")
    phone.fill("+34 600 777 888")
    dialog.get_by_role("button", name="Add").click()
    expect(page.locator('[data-customer="ana"]')).to_have_attribute(
        "aria-current", "true"
    )
    page.get_by_role("button", name="Phone settings").click()
    dialog.get_by_label("Online").uncheck()
    dialog.get_by_role("button", name="Close").click()
    client.control("window", customer="ana")
    wamid = client.sent("+34600777888", value={"body": "later"})
    connected.wait_statuses(wamid, "sent")
    expect(page.locator("#offline")).to_be_visible()
    assert {s["status"] for s in connected.statuses(wamid)} == {"sent"}
    page.get_by_role("button", name="Go online").click()
    connected.wait_statuses(wamid, "delivered", "read")


def test_voice_message(page, client, connected, simulator):
    page.get_by_role("button", name="Record voice message").click()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Stop and send voice message").click()
    [message] = connected.wait(connected.messages)
    assert message["audio"]["voice"] is True
    assert message["audio"]["mime_type"] == "audio/ogg; codecs=opus"
    data = simulator.state.media[message["audio"]["id"]].data
    assert data.startswith(b"OggS") and b"OpusHead" in data[:60]
    seconds = page.locator(".message.outgoing audio").evaluate(
        """audio => new Promise(resolve => {
            const tell = () => audio.duration < Infinity && resolve(audio.duration);
            audio.addEventListener("durationchange", tell);
            audio.addEventListener("error", () => resolve(-1));
            tell();
        })"""
    )
    assert 0.8 < seconds < 3


def test_nothing_a_business_sends_becomes_markup(page, client, connected):
    client.control("window", customer="lucia")
    client.sent(value={"body": "<img src=x onerror=alert(1)> *<b>* javascript:x"})
    bubble = page.locator(".message.incoming")
    expect(bubble.locator(".text")).to_contain_text("<img src=x onerror=alert(1)> <b>")
    expect(bubble.locator("img, b, a")).to_have_count(0)


def choose(page, bubble, item):
    bubble.hover()
    bubble.get_by_role("button", name="Message options").click()
    page.get_by_role("menuitem", name=item).click()


def test_edit_delete_and_call(page, client, connected):
    client.control("numbers", phone_number_id=NUMBER_ID, is_on_biz_app=True)
    page.get_by_role("textbox", name="Message").fill("Frist")
    page.get_by_role("button", name="Send", exact=True).click()
    choose(page, outgoing(page, "Frist"), "Edit")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Message").fill("First")
    dialog.get_by_role("button", name="Save").click()
    expect(outgoing(page, "First").locator("footer")).to_contain_text("Edited")
    choose(page, outgoing(page, "First"), "Delete for everyone")
    expect(outgoing(page, "You deleted this message")).to_be_visible()
    page.get_by_role("button", name="Call the business").click()
    page.get_by_role("menuitem", name="nobody answers").click()
    expect(outgoing(page, "Voice call · No answer")).to_be_visible()
    connected.wait(lambda: len(connected.messages()) == 3)
    kinds = {message["type"] for message in connected.messages()}
    assert kinds == {"text", "edit", "revoke"}
    connected.wait(lambda: len(connected.changes("calls")) == 2)


def test_narrow_screen_has_a_list_and_a_chat(browser, simulator, client, connected):
    page = browser.new_page(viewport={"width": 380, "height": 700})
    page.goto(simulator.url)
    expect(page.locator('[data-customer="lucia"]')).to_be_visible()
    expect(page.locator("#message")).to_be_hidden()
    client.control("window", customer="lucia")
    wamid = client.sent(value={"body": "hello"})
    expect(page.locator('[data-customer="lucia"] .badge')).to_have_text("1")
    page.locator('[data-customer="lucia"]').click()
    expect(incoming(page, "hello")).to_be_visible()
    connected.wait_statuses(wamid, "read")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#message")).to_be_hidden()
    assert not re.search("customer=", page.url)
    page.close()
