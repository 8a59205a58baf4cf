"""What agents send beside text and files, from the browser to the phone page and the
answer back; and what they send later."""

import base64
import os
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from .browser import NARROW, bubble, open_discuss, open_phone, write
from .processes import wait_until

INPUT = ".o-mail-Composer-input"
CARD = ".o_whatsapp_inbox_scheduled"
CUSTOMERS = {
    "wide": ("lucia", "34600123456", {}),
    "narrow": ("giulia", "393331234567", {"viewport": NARROW}),
}


@pytest.fixture(scope="module", params=CUSTOMERS)
def desk(request, threaded, browser):
    """A customer's phone and an agent's Discuss, in a wide window and on a phone."""
    customer, number, options = CUSTOMERS[request.param]
    pages = [
        browser.new_context(**values).new_page()
        for values in ({}, {"viewport": {"width": 1400, "height": 900}, **options})
    ]
    phone = open_phone(pages[0], threaded.simulator.url, customer)
    write(phone, "Good morning")
    channel = threaded.channel_of(number)
    discuss = open_discuss(
        pages[1], threaded.odoo.url, which=f"?active_id=discuss.channel_{channel}"
    )
    expect(discuss.locator(INPUT)).to_be_visible()
    yield phone, discuss, channel
    for page in pages:
        page.context.close()


@pytest.fixture(autouse=True)
def closed(request):
    """What one test left open is not in the way of the next."""
    yield
    if "desk" in request.fixturenames:
        _phone, discuss, _channel = request.getfixturevalue("desk")
        while discuss.locator(".modal").count():
            discuss.keyboard.press("Escape")
            discuss.wait_for_timeout(200)


def choose(discuss, action):
    """An action of the composer's menu."""
    discuss.locator(".o-mail-Composer button[name='more-actions']").click()
    discuss.locator(f"button[name='{action}']").click()
    dialog = discuss.locator(".modal")
    expect(dialog).to_be_visible()
    return dialog


def send(dialog):
    dialog.get_by_role("button", name="Send on WhatsApp").click()
    expect(dialog).to_have_count(0)


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png")


def test_a_list_is_chosen_from(desk):
    phone, discuss, _channel = desk
    discuss.locator(INPUT).fill("When may we *come*?")
    dialog = choose(discuss, "whatsapp-choices")
    expect(dialog.locator("[name=text]")).to_have_value("When may we *come*?")
    dialog.get_by_role("button", name="List", exact=True).click()
    dialog.locator("[name=row_0_0]").fill("Morning")
    dialog.locator("[name=description_0_0]").fill("9:00 to 13:00")
    dialog.locator("[name=row_0_1]").fill("Morning")
    expect(dialog.locator(".o_whatsapp_inbox_problem")).to_contain_text("same title")
    preview = dialog.locator(".o_whatsapp_inbox_phone")
    expect(preview.locator("strong")).to_have_text("come")
    # nothing is lost
    dialog.get_by_role("button", name="Keep for later").click()
    expect(discuss.locator(INPUT)).to_have_value("When may we *come*?")
    dialog = choose(discuss, "whatsapp-choices")
    dialog.locator("[name=row_0_1]").fill("Evening")
    expect(preview).to_contain_text("Evening")
    shot(discuss, "choices")
    send(dialog)
    expect(discuss.locator(INPUT)).to_have_value("")
    sent = bubble(discuss, "When may we come?").last
    expect(sent.locator(".o_whatsapp_inbox_choice")).to_have_count(2)

    phone.get_by_role("button", name="Choose", exact=True).last.click()
    shot(phone, "phone-list")
    phone.get_by_role("radio").nth(1).check()
    phone.get_by_role("button", name="Send", exact=True).last.click()
    chosen = bubble(discuss, "Evening").last
    expect(chosen.locator(".o-mail-MessageInReply")).to_contain_text("When may we")


def test_buttons_are_tapped(desk):
    phone, discuss, _channel = desk
    discuss.locator(INPUT).fill("")
    dialog = choose(discuss, "whatsapp-choices")
    dialog.get_by_role("button", name="Buttons", exact=True).click()
    dialog.locator("[name=button_0]").fill("Gladly")
    dialog.get_by_role("button", name="Send on WhatsApp").click()
    missing = dialog.locator(".o_whatsapp_inbox_problem", has_text="Write a text")
    expect(missing).to_be_visible()
    dialog.locator("[name=text]").fill("Shall we?")
    send(dialog)
    phone.get_by_role("button", name="Gladly", exact=True).last.click()
    tapped = bubble(discuss, "Gladly").last
    expect(tapped.locator(".o-mail-MessageInReply")).to_contain_text("Shall we?")


def test_a_place_is_pasted(desk):
    phone, discuss, _channel = desk
    discuss.locator(INPUT).fill("half written")
    dialog = choose(discuss, "whatsapp-location")
    dialog.locator("[name=pasted]").fill("Mayor 5")
    dialog.locator("[name=pasted]").press("Tab")
    expect(dialog.locator(".o_whatsapp_inbox_problem").first).to_contain_text(
        "No place"
    )
    link = (
        "https://www.google.com/maps/place/The+Shop/@1,2,17z/data=!3d40.4168!4d-3.7038"
    )
    dialog.locator("[name=pasted]").fill(link)
    dialog.locator("[name=pasted]").press("Tab")
    expect(dialog.locator("[name=latitude]")).to_have_value("40.4168")
    expect(dialog.locator(".o_whatsapp_inbox_phone")).to_contain_text("The Shop")
    shot(discuss, "location")
    send(dialog)
    expect(discuss.locator(INPUT)).to_have_value("half written")
    expect(phone.locator(".message.incoming", has_text="The Shop").last).to_be_visible()
    shown = bubble(discuss, "The Shop").last.locator("a[href*='mlat=40.416800']")
    expect(shown).to_be_visible()
    discuss.locator(INPUT).fill("")


def test_they_are_asked_where_they_are(desk):
    phone, discuss, _channel = desk
    dialog = choose(discuss, "whatsapp-location-request")
    expect(dialog.locator("[name=text]")).not_to_have_value("")
    dialog.locator("[name=text]").fill("Where are you?")
    shot(discuss, "location-request")
    send(dialog)
    phone.get_by_role("button", name="Send location").last.click()
    phone.get_by_role("button", name="Send", exact=True).last.click()
    place = discuss.locator("a[href*='mlat']")
    answer = discuss.locator(".o-mail-Message", has=place)
    expect(answer.last.locator(".o-mail-MessageInReply")).to_contain_text("Where are")


def test_a_contact_is_sent(desk, threaded):
    phone, discuss, _channel = desk
    values = {"name": "Pablo Plumber", "phone": "+34600555444", "email": "p@x.es"}
    threaded.odoo.rpc("res.partner", "create", [values])
    dialog = choose(discuss, "whatsapp-contact")
    dialog.get_by_role("searchbox").fill("Pablo")
    dialog.locator(".list-group-item", has_text="Pablo Plumber").first.click()
    expect(dialog.locator(".o_whatsapp_inbox_phone")).to_contain_text("+34600555444")
    shot(discuss, "contact")
    send(dialog)
    card = phone.locator(".message.incoming", has_text="Pablo Plumber").last
    expect(card).to_contain_text("+34600555444")
    expect(bubble(discuss, "Pablo Plumber").last).to_contain_text("p@x.es")


def test_a_document_of_the_customer_is_sent(desk, threaded):
    phone, discuss, channel = desk
    partner = threaded.scalar(
        "SELECT partner_id FROM whatsapp_inbox_contact WHERE id ="
        " (SELECT whatsapp_contact_id FROM discuss_channel WHERE id = %s)",
        channel,
    )
    content = base64.b64encode(b"%PDF-1.4 offer").decode()
    values = {"name": "offer.pdf", "datas": content, "res_model": "res.partner"}
    threaded.odoo.rpc("ir.attachment", "create", [{**values, "res_id": partner}])
    dialog = choose(discuss, "whatsapp-document")
    dialog.get_by_role("searchbox").fill("off")
    shot(discuss, "document")
    dialog.locator(".list-group-item", has_text="offer.pdf").first.click()
    expect(dialog).to_have_count(0)
    expect(discuss.locator(".o-mail-Composer")).to_contain_text("offer")
    discuss.locator(".o-mail-Composer button[title^='Send']").click()
    expect(
        phone.locator(".message.incoming", has_text="offer.pdf").last
    ).to_be_visible()


def test_it_is_sent_later(desk, threaded):
    phone, discuss, channel = desk
    discuss.locator(INPUT).fill("It is ready")
    dialog = choose(discuss, "whatsapp-schedule")
    expect(dialog.locator(".o_whatsapp_inbox_time").first).to_be_visible()
    shot(discuss, "schedule")
    late = (datetime.now(UTC) + timedelta(days=3)).strftime("%m/%d/%Y %H:%M:%S")
    dialog.get_by_role("textbox").fill(late)
    dialog.get_by_role("textbox").press("Enter")
    expect(dialog.locator(".o_whatsapp_inbox_too_late")).to_be_visible()
    shot(discuss, "schedule-late")
    dialog.get_by_role("radio").first.check()
    expect(dialog.locator(".o_whatsapp_inbox_too_late")).to_have_count(0)
    dialog.get_by_role("button", name="Schedule").click()
    expect(dialog).to_have_count(0)
    expect(discuss.locator(INPUT)).to_have_value("")
    card = discuss.locator(CARD, has_text="It is ready")
    expect(card).to_contain_text("To be sent")

    card.get_by_role("button", name="Change").click()
    dialog = discuss.locator(".modal")
    dialog.locator("[name=text]").fill("It is *ready* now")
    dialog.get_by_role("button", name="Schedule").click()
    expect(card).to_contain_text("It is ready now")
    write(phone, "Never mind")
    expect(card).to_contain_text("will not be sent by itself")
    shot(discuss, "card-overtaken")
    in_the_past(threaded, channel)
    threaded.notify()
    expect(card).to_contain_text("Not sent")
    expect(card).to_contain_text("The customer has written")
    shot(discuss, "card-held")
    card.get_by_role("button", name="Send now").click()
    expect(card).to_have_count(0)
    expect(phone.locator(".message.incoming", has_text="ready now")).to_be_visible()


def test_a_note_is_posted_later(desk, threaded):
    phone, discuss, channel = desk
    discuss.locator(".o_whatsapp_inbox_face_note").click()
    discuss.locator(INPUT).fill("She pays late")
    dialog = choose(discuss, "whatsapp-schedule")
    dialog.get_by_role("button", name="Schedule").click()
    card = discuss.locator(CARD, has_text="She pays late")
    expect(card).to_contain_text("Internal note")
    shot(discuss, "card-note")
    in_the_past(threaded, channel)
    threaded.notify()
    expect(card).to_have_count(0)
    note = bubble(discuss, "She pays late").last
    expect(note.locator(".o_whatsapp_inbox_note_label")).to_be_visible()
    discuss.locator(".o_whatsapp_inbox_face_reply").click()
    expect(phone.locator(".message", has_text="pays late")).to_have_count(0)


def test_nothing_is_sent_twice(prefork):
    """Two crons, and a kill in the middle."""
    prefork.write("emma")
    channel = prefork.channel_of("12025550143")
    # what the outbox does when it is killed is told in test_crash
    prefork.hold_outbox()
    at = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
    texts = [f"later {number}" for number in range(20)]
    for text in texts:
        prefork.odoo.rpc(
            "discuss.channel", "whatsapp_schedule", [channel], text, at, login="agent"
        )
    in_the_past(prefork, channel)
    prefork.notify()
    posted = "SELECT count(*) FROM mail_message WHERE body LIKE '%%later%%'"
    wait_until(lambda: prefork.scalar(posted), "the first one posted", every=0.01)
    prefork.odoo.kill()
    assert prefork.scalar(posted) < len(texts), "killed too late"
    prefork.start_again()
    left = "SELECT count(*) FROM mail_scheduled_message"
    wait_until(lambda: not prefork.scalar(left), "all of them posted", 90)
    prefork.release_outbox()
    prefork.wait_sent()
    assert prefork.scalar(posted) == len(texts)
    sent = prefork.accepted().values()
    assert [len(own) for own in sent] == [1] * len(texts)


def in_the_past(inbox, channel):
    """Time passes."""
    inbox.rows(
        "UPDATE mail_scheduled_message"
        " SET scheduled_date = now() at time zone 'UTC' - interval '1 minute'"
        " WHERE res_id = %s",
        channel,
    )
    inbox.rows(
        "UPDATE ir_cron SET nextcall = now() at time zone 'UTC' WHERE id ="
        " (SELECT res_id FROM ir_model_data"
        " WHERE name = 'ir_cron_post_scheduled_message')"
    )
