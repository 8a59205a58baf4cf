"""A customer on the phone page and an agent in Discuss, each in a browser of their own.

No page is loaded a second time: a mark that the test puts on each window must still be
there at the end.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from simulator import seed
from simulator.samples import FOLDER

from .browser import (
    NARROW,
    answer,
    bubble,
    log_in,
    mark,
    never_reloaded,
    open_discuss,
    open_phone,
    open_thread,
    write,
)
from .inbox import AGENT
from .processes import wait_until


def test_a_customer_is_answered(threaded, new_page):
    discuss = open_discuss(new_page(), threaded.odoo.url)
    phone = open_phone(new_page(), threaded.simulator.url, "lucia")

    write(phone, "Hola, ¿está listo mi *pedido*? 😀")
    row = discuss.locator(".o-mail-DiscussSidebarChannel", has_text="Lucía Fernández")
    expect(row.locator(".badge")).to_have_text("1")
    open_thread(discuss, "Lucía Fernández")
    expect(bubble(discuss, "Hola").locator(".o-mail-Message-body strong")).to_have_text(
        "pedido"
    )
    expect(discuss.locator(".o-mail-Discuss")).to_contain_text("+34 600 12 34 56")
    # opening it is the customer's read receipt
    read = phone.locator(".message.outgoing", has_text="pedido")
    expect(read.get_by_role("img", name="Read")).to_be_visible()

    answer(discuss, "Sí, *mañana* a las diez")
    incoming = phone.locator(".message.incoming", has_text="mañana")
    expect(incoming.locator("strong")).to_have_text("mañana")
    ticks = bubble(discuss, "a las diez").locator(".o_whatsapp_inbox_ticks")
    expect(ticks).to_have_class(re.compile(r"\bo-read\b"))

    discuss.locator(".o-mail-Composer input[type=file]").set_input_files(
        FOLDER / "garden.jpg"
    )
    expect(
        discuss.locator(
            ".o-mail-Composer .o-mail-AttachmentCard, "
            ".o-mail-Composer .o-mail-AttachmentImage"
        )
    ).to_be_visible()
    answer(discuss, "Así quedó")
    picture = phone.locator(".message.incoming", has_text="Así quedó")
    expect(picture.locator("img")).to_have_js_property("naturalWidth", 480)
    assert never_reloaded(discuss) and never_reloaded(phone)


def test_files_reactions_and_quotes(threaded, new_page):
    discuss = open_discuss(new_page(), threaded.odoo.url)
    phone = open_phone(new_page(), threaded.simulator.url, "giulia")
    write(phone, "Buongiorno")
    open_thread(discuss, "Giulia Rossi")

    simulator = threaded.simulator
    simulator.post("inbound", customer="giulia", type="voice")
    expect(discuss.locator(".o-mail-VoicePlayer")).to_be_visible()
    simulator.post("inbound", customer="giulia", type="document")
    card = discuss.locator(".o-mail-AttachmentCard", has_text="price list.pdf")
    expect(card).to_be_visible()
    simulator.post("inbound", customer="giulia", type="image")
    image = discuss.locator(".o-mail-Message .o-mail-AttachmentImage")
    expect(image).to_have_js_property("naturalWidth", 480)

    answer(discuss, "Eccoci")
    incoming = phone.locator(".message.incoming", has_text="Eccoci")
    incoming.hover()
    incoming.get_by_role("button", name="Message options").click()
    phone.get_by_role("menuitem", name="React with 👍").click()
    expect(
        bubble(discuss, "Eccoci").locator(".o-mail-MessageReaction")
    ).to_contain_text("👍")
    incoming.dblclick()
    write(phone, "Perfetto")
    expect(
        bubble(discuss, "Perfetto").locator(".o-mail-MessageInReply")
    ).to_contain_text("Eccoci")
    assert never_reloaded(discuss) and never_reloaded(phone)


def test_a_refusal_is_shown_and_sent_again(threaded, new_page):
    discuss = open_discuss(new_page(), threaded.odoo.url)
    threaded.write("emma", "Hello there")
    open_thread(discuss, "Emma Johnson")
    threaded.simulator.post("faults", error_code=131009, error_count=1)
    answer(discuss, "This one is refused")
    failed = bubble(discuss, "This one is refused").locator(".o_whatsapp_inbox_failed")
    expect(failed).to_contain_text("Not sent")
    failed.get_by_role("button", name="Resend").click()
    ticks = bubble(discuss, "This one is refused").locator(".o_whatsapp_inbox_ticks")
    expect(ticks).to_have_class(re.compile(r"\bo-(sent|delivered|read)\b"))


def choose(phone, message, item):
    message.hover()
    message.get_by_role("button", name="Message options").click()
    phone.get_by_role("menuitem", name=item).click()


def test_a_customer_edits_deletes_and_calls(threaded, new_page):
    threaded.simulator.post(
        "numbers", phone_number_id=seed.NUMBER_ID, is_on_biz_app=True
    )
    discuss = open_discuss(new_page(), threaded.odoo.url)
    phone = open_phone(new_page(), threaded.simulator.url, "valentina")
    write(phone, "Quiero 3 cactus")
    open_thread(discuss, "Valentina")
    choose(phone, phone.locator(".message.outgoing", has_text="Quiero 3"), "Edit")
    dialog = phone.get_by_role("dialog")
    dialog.get_by_label("Message").fill("Quiero 30 cactus")
    dialog.get_by_role("button", name="Save").click()
    edited = bubble(discuss, "Quiero 30 cactus")
    expect(edited.locator(".o_whatsapp_inbox_revision")).to_have_text("Edited")
    sent = phone.locator(".message.outgoing", has_text="Quiero 30")
    choose(phone, sent, "Delete for everyone")
    expect(bubble(discuss, "The customer deleted this message.")).to_be_visible()
    expect(discuss.locator(".o-mail-Thread")).not_to_contain_text("cactus")
    # an agent cannot read it
    mine = [("message_id.contact_id.name", "!=", False)]
    with pytest.raises(RuntimeError, match="AccessError"):
        threaded.odoo.rpc(
            "whatsapp.inbox.message.revision", "search_read", mine, login=AGENT
        )
    phone.get_by_role("button", name="Call the business").click()
    phone.get_by_role("menuitem", name="nobody answers").click()
    missed = discuss.locator(".o-mail-NotificationMessage", has_text="Missed call")
    expect(missed).to_have_count(1)
    assert never_reloaded(discuss) and never_reloaded(phone)


def test_another_app_answers_and_we_take_over(threaded, new_page):
    simulator = threaded.simulator
    # `standby` goes to the address of the app, not to that of the account
    simulator.post(
        "app", callback_url=threaded.webhook_url, verify_token="the verify token"
    )
    threaded.write("noa", "Hola")
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Noa")
    simulator.post("handover", customer="noa", owner="ai_agent")
    banner = discuss.locator(".o_whatsapp_inbox_other_owner")
    expect(banner).to_contain_text("Meta's Business Agent answers")
    threaded.write("noa", "¿Abren hoy?")
    expect(bubble(discuss, "¿Abren hoy?")).to_be_visible()
    simulator.post("handover", customer="noa", say="Sí, hasta las ocho")
    expect(bubble(discuss, "hasta las ocho")).to_contain_text("Meta's Business Agent")
    banner.get_by_role("button", name="Take over").click()
    expect(banner).to_have_count(0)
    assert simulator.post("handover", customer="noa")["owner"] == "us"
    assert never_reloaded(discuss)


def test_nothing_can_be_sent_when_the_window_is_closed(threaded, new_page):
    threaded.write("joao", "Bom dia")
    channel = threaded.channel_of("5511987654321")
    threaded.set_window(channel, timedelta(minutes=-1))
    discuss = open_discuss(new_page(), threaded.odoo.url)
    discuss.locator(".o-mail-DiscussSidebarChannel", has_text="João Almeida").click()
    expect(discuss.locator(".o_whatsapp_inbox_closed")).to_contain_text("window")
    expect(discuss.locator(".o-mail-Composer-input")).to_have_count(0)
    # the customer writes, and it opens by itself
    threaded.write("joao", "Ainda está aí?")
    expect(discuss.locator(".o-mail-Composer-input")).to_be_visible()
    expect(discuss.locator(".o_whatsapp_inbox_closed")).to_have_count(0)
    assert never_reloaded(discuss)


def test_on_a_narrow_screen(threaded, new_page):
    threaded.write("mateo", "¿Hola?")
    threaded.channel_of("5491123456789")
    discuss = open_discuss(new_page(NARROW), threaded.odoo.url)
    discuss.get_by_role("button", name="WhatsApp").click()
    discuss.locator(".o-mail-NotificationItem", has_text="Mateo González").click()
    expect(bubble(discuss, "¿Hola?")).to_be_visible()
    answer(discuss, "Aquí estamos")
    ticks = bubble(discuss, "Aquí estamos").locator(".o_whatsapp_inbox_ticks")
    expect(ticks).to_have_class(re.compile(r"\bo-(sent|delivered|read)\b"))


def test_an_administrator_finds_what_is_wrong(threaded, new_page):
    threaded.write("giulia", "Buongiorno")
    threaded.channel_of("393331234567")
    threaded.wait_drained()
    threaded.rows(
        "INSERT INTO whatsapp_inbox_webhook_event"
        " (account_id, body, state, error, create_date)"
        ' VALUES (%s, \'{"object": "whatsapp_business_account", "entry": []}\','
        " 'failed', 'A column was missing', now() at time zone 'UTC')",
        threaded.account_id,
    )
    page = new_page()
    log_in(page, threaded.odoo.url, "/odoo/whatsapp-diagnosis", "admin")
    line = page.locator("li[data-key=failed]")
    expect(line).to_have_attribute("data-state", "failed")
    expect(line).to_contain_text("See why, correct it, try again")
    mark(page)

    line.get_by_role("button", name="Retry All").click()
    expect(line).to_have_attribute("data-state", "ok")

    page.get_by_role("button", name="Send Test Message").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("To").fill("+39 333 123 4567")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog).to_contain_text("Accepted")
    arrived = "SELECT 1 FROM whatsapp_inbox_status WHERE status = 'delivered'"
    wait_until(lambda: threaded.rows(arrived), "status of the test message")
    dialog.get_by_role("button", name="What Became of It?").click()
    expect(dialog).to_contain_text("It arrived")
    dialog.get_by_role("button", name="Close").last.click()
    expect(dialog).to_have_count(0)
    [sent] = threaded.simulator.get(
        "messages", customer="giulia", direction="outbound", limit=1
    )["data"]
    assert "Test message" in sent["payload"]["text"]["body"]

    page.get_by_role("button", name="Test Connection").first.click()
    expect(dialog.get_by_role("row", name="Access token")).to_contain_text("Works")
    assert never_reloaded(page)


def test_a_link_leads_to_an_imported_message(threaded, new_page):
    threaded.simulator.post(
        "history", customers=1, messages_each=80, chunks=1, first_phone="34777000001"
    )
    messages = (
        "SELECT mail_message_id FROM whatsapp_inbox_message"
        " WHERE origin = 'history' ORDER BY mail_message_id"
    )
    wait_until(lambda: len(threaded.rows(messages)) == 80, "the history")
    [oldest] = threaded.rows(messages)[0]
    assert oldest < 0
    discuss = new_page()
    log_in(discuss, threaded.odoo.url, f"/mail/message/{oldest}", AGENT)
    expect(bubble(discuss, re.compile("Old message 1 with"))).to_be_in_viewport()
