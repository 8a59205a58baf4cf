"""Templates from where one writes, by two agents with a browser each."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from .browser import bubble, never_reloaded, open_discuss, open_phone
from .test_team_work import new_customer

SEARCH = ".o_whatsapp_inbox_template_search"
OPTION = ".o_whatsapp_inbox_template_option"
FORM = ".o_whatsapp_inbox_template_form"
COUNTDOWN = ".o_whatsapp_inbox_countdown"
INCOMING = ".message.incoming"


@pytest.fixture(scope="module")
def desk(threaded):
    for login in ("ana", "ben"):
        threaded.new_agent(login)
    threaded.odoo.rpc("whatsapp.inbox.template", "action_sync", [])
    threaded.rows(
        "UPDATE whatsapp_inbox_template_variable v SET placeholder = 'customer.name'"
        " FROM whatsapp_inbox_template t WHERE t.id = v.template_id AND v.key = '1'"
        " AND t.name = 'order_update'"
    )
    return threaded


@pytest.fixture
def thread(desk):
    """(channel, customer) whose window has just closed."""
    customer = new_customer(desk)
    desk.write(customer["id"], "Is my order on its way?")
    channel = desk.channel_of(customer["phone"])
    desk.wait_drained()
    desk.set_window(channel, timedelta(minutes=-1))
    return channel, customer


def open_thread(desk, page, login, channel):
    path = f"?active_id=discuss.channel_{channel}"
    return open_discuss(page, desk.odoo.url, login, path)


def fill_in(page, order):
    """Choose the English template of orders; :return: its form"""
    page.locator(SEARCH).click()
    page.locator(SEARCH).press_sequentially("order")
    page.locator(OPTION, has_text="English").filter(has_text="order_update").click()
    form = page.locator(FORM)
    form.locator("[data-place='body.2']").fill(order)
    return form


def test_closed_window(desk, thread, new_page):
    """The composer is the picker; the phone shows what the preview did."""
    channel, customer = thread
    ana = open_thread(desk, new_page(), "ana", channel)
    phone = open_phone(new_page(), desk.simulator.url, customer["id"])
    expect(ana.locator(".o_whatsapp_inbox_closed")).to_be_visible()
    form = fill_in(ana, "S00042")
    text = f"Hello {customer['name']}, your order S00042 is on its way."
    expect(form.locator(".o_whatsapp_inbox_phone_text")).to_have_text(text)
    ana.keyboard.press("Control+Enter")
    expect(bubble(ana, text)).to_be_visible()
    expect(form).to_have_count(0)
    expect(phone.locator(INCOMING, has_text=text)).to_be_visible()

    desk.write(customer["id"], "Thank you")
    expect(ana.locator(COUNTDOWN)).to_contain_text(re.compile("23 h 59 min|24 h 0 min"))
    expect(ana.locator(".o-mail-Composer-input")).to_be_visible()
    assert all(map(never_reloaded, (ana, phone)))


def test_the_other_has_the_picker_open(desk, thread, new_page):
    """Ben is asked, and sends nothing; Ana's second click sends nothing either."""
    channel, customer = thread
    ana = open_thread(desk, new_page(), "ana", channel)
    ben = open_thread(desk, new_page(), "ben", channel)
    phone = open_phone(new_page(), desk.simulator.url, customer["id"])
    fill_in(ben, "S9")
    send = fill_in(ana, "S9").get_by_role("button", name="Send")
    send.dblclick()
    expect(phone.locator(INCOMING)).to_have_count(1)
    expect(bubble(ben, "your order S9")).to_be_visible()
    expect(ben.locator(FORM).locator("[data-place='body.2']")).to_have_value("S9")
    ben.locator(FORM).get_by_role("button", name="Send").click()
    dialog = ben.get_by_role("dialog")
    expect(dialog).to_contain_text("Ana answered")
    dialog.get_by_role("button", name="Look First").click()
    ben.locator(FORM).get_by_role("button", name="Back").click()
    expect(ben.locator(OPTION).first).to_be_visible()
    desk.wait_sent()
    expect(phone.locator(INCOMING)).to_have_count(1)


def test_two_windows_of_one_agent(desk, thread, new_page):
    channel, _customer = thread
    first = open_thread(desk, new_page(), "ana", channel)
    second = open_thread(desk, new_page(), "ana", channel)
    for page in (first, second):
        fill_in(page, "S7")
    first.keyboard.press("Control+Enter")
    expect(bubble(second, "your order S7")).to_be_visible()
    second.keyboard.press("Control+Enter")
    expect(second.get_by_role("dialog")).to_contain_text("You sent this template")
    desk.wait_sent()
    sent = "SELECT count(*) FROM whatsapp_inbox_message WHERE template_id IS NOT NULL"
    assert desk.scalar(f"{sent} AND channel_id = %s", channel) == 1


def test_open_window(desk, thread, new_page):
    """A button of the composer; the draft is there again, and the last hour is told."""
    channel, _customer = thread
    desk.set_window(channel, timedelta(minutes=50))
    ben = open_thread(desk, new_page(), "ben", channel)
    expect(ben.locator(f"{COUNTDOWN}.o-closing")).to_contain_text("min left")
    ben.locator(".o-mail-Composer-input").press_sequentially("One moment")
    ben.get_by_title("More Actions").click()
    ben.get_by_text("Send a Template").click()
    expect(ben.locator(SEARCH)).to_be_focused()
    ben.locator(OPTION, has_text="hello_world").click()
    expect(ben.locator(FORM)).to_contain_text("Welcome and congratulations!")
    ben.keyboard.press("Control+Enter")
    expect(bubble(ben, "Welcome and congratulations!")).to_be_visible()
    expect(ben.locator(".o-mail-Composer-input")).to_have_value("One moment")
