"""A customer is answered from the chatter of their ticket: with canned replies,
templates and files, and beside a window where the same thread is open."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from simulator.samples import FOLDER

from .browser import bubble, log_in, mark, never_reloaded, open_phone
from .inbox import AGENT
from .processes import wait_until
from .test_helpdesk import support
from .test_team_work import new_customer
from .test_template_picker import fill_in

CHAT = ".o_whatsapp_inbox_ticket_chat"
INPUT = ".o-mail-Composer-input"
INCOMING = ".message.incoming"
#: Messages by their words, and the tickets that they were sent from.
LINKS = "SELECT l.res_id FROM whatsapp_inbox_document_link l JOIN mail_message m"
LINKS += " ON m.id = l.message_id WHERE l.model = 'helpdesk.ticket' AND m.body LIKE %s"
COPIES = "SELECT m.res_id, count(*) FROM mail_message m WHERE m.body LIKE %s"
COPIES += " AND m.model = 'helpdesk.ticket' AND m.body LIKE '%%inbox_copy%%'"
COPIES += " GROUP BY m.res_id ORDER BY m.res_id"
FILES = "SELECT name, mimetype FROM ir_attachment WHERE res_model = 'helpdesk.ticket'"
FILES += " AND res_id = %s ORDER BY name"


@pytest.fixture(scope="module")
def desk(threaded):
    inbox = support(threaded)
    inbox.odoo.rpc("whatsapp.inbox.template", "action_sync", [])
    canned = {
        "source": "look",
        "substitution": "Hello {{customer.first_name}}, we look at {{ticket.number}}.",
        "whatsapp_scope": "everyone",
    }
    inbox.odoo.rpc("mail.canned.response", "create", [canned])
    return inbox


@pytest.fixture
def ticket(desk):
    """(id, channel, customer) of somebody who never wrote before."""
    return new_ticket(desk)


def new_ticket(desk):
    customer = new_customer(desk)
    desk.write(customer["id"], "The pot is broken")
    channel = desk.channel_of(customer["phone"])
    desk.wait_drained()
    return another_ticket(desk, channel), channel, customer


def another_ticket(desk, channel):
    made = desk.odoo.rpc(
        "discuss.channel",
        "whatsapp_create_ticket",
        [channel],
        another=True,
        login=AGENT,
    )
    return made["id"]


def open_chatter(desk, page, ticket):
    """:return: the page, where one writes to the customer"""
    log_in(page, desk.odoo.url, f"/odoo/helpdesk.ticket/{ticket}", AGENT)
    page.locator(".o_whatsapp_inbox_chatter").click()
    expect(page.locator(CHAT)).to_be_visible()
    return mark(page)


def received(desk, customer):
    """What this customer has got, the oldest first."""
    found = desk.simulator.get(
        "messages", customer=customer["id"], direction="outbound"
    )
    return found["data"]


def links(desk, words):
    return [ticket for (ticket,) in desk.rows(LINKS, f"%{words}%")]


def wait_copied(desk, words, *tickets):
    """Until these tickets show it, once each."""
    wanted = [(ticket, 1) for ticket in sorted(tickets)]
    wait_until(lambda: desk.rows(COPIES, f"%{words}%") == wanted, f"copies of {words}")


def test_a_canned_reply(desk, ticket, new_page):
    """It speaks of the ticket that one looks at, not of the newest one."""
    ticket_id, channel, customer = ticket
    another_ticket(desk, channel)
    number = "SELECT number FROM helpdesk_ticket WHERE id = %s"
    text = f"we look at {desk.scalar(number, ticket_id)}."
    phone = open_phone(new_page(), desk.simulator.url, customer["id"])
    form = open_chatter(desk, new_page(), ticket_id)
    form.locator(INPUT).press_sequentially("::loo")
    option = form.locator(".o_whatsapp_inbox_canned")
    expect(option).to_contain_text(text)
    form.keyboard.press("Enter")
    expect(form.locator(INPUT)).to_have_value(re.compile(re.escape(text)))
    form.keyboard.press("Enter")
    expect(phone.locator(INCOMING, has_text=text)).to_be_visible()
    expect(bubble(form, text)).to_have_count(1)
    expect(form.locator(INPUT)).to_have_value("")
    wait_copied(desk, text, ticket_id)
    assert never_reloaded(form) and never_reloaded(phone)


def test_a_closed_window(desk, ticket, new_page):
    ticket_id, channel, customer = ticket
    desk.set_window(channel, timedelta(minutes=-1))
    phone = open_phone(new_page(), desk.simulator.url, customer["id"])
    form = open_chatter(desk, new_page(), ticket_id)
    chat = form.locator(CHAT)
    expect(chat.locator(".o_whatsapp_inbox_closed")).to_contain_text("24-hour window")
    expect(chat.locator(INPUT)).to_have_count(0)
    values = fill_in(form, "S00042")
    values.locator("[data-place='body.1']").fill("Ana")
    text = "Hello Ana, your order S00042 is on its way."
    expect(values.locator(".o_whatsapp_inbox_phone_text")).to_have_text(text)
    form.keyboard.press("Control+Enter")
    expect(phone.locator(INCOMING, has_text=text)).to_be_visible()
    expect(bubble(form, text)).to_have_count(1)
    assert links(desk, "S00042 is on its way") == [ticket_id]

    desk.write(customer["id"], "At last")
    expect(chat.locator(INPUT)).to_be_visible()
    expect(bubble(form, "At last")).to_have_count(1)
    assert never_reloaded(form) and never_reloaded(phone)


def test_files(desk, ticket, new_page):
    """They have their types on the phone, and the ticket has them once."""
    ticket_id, _channel, customer = ticket
    phone = open_phone(new_page(), desk.simulator.url, customer["id"])
    form = open_chatter(desk, new_page(), ticket_id)
    chat = form.locator(CHAT)
    chat.locator("input[type=file]").set_input_files(
        [FOLDER / "garden.jpg", FOLDER / "price list.pdf"]
    )
    expect(chat.locator(".o-mail-AttachmentContainer")).to_have_count(2)
    expect(chat.locator(".o-isUploading")).to_have_count(0)
    chat.locator(INPUT).fill("Like these?")
    chat.locator(INPUT).press("Enter")
    picture = phone.locator(f"{INCOMING} img").first
    expect(picture).to_have_js_property("naturalWidth", 480)
    expect(phone.locator(INCOMING, has_text="price list.pdf")).to_be_visible()
    sent = received(desk, customer)
    assert [message["type"] for message in sent][-2:] == ["image", "document"]

    shown = bubble(form, "Like these?")
    expect(shown.locator("img[src*='/image']").last).to_be_visible()
    expect(shown.locator(".o-mail-AttachmentCard")).to_have_count(1)
    files = [("garden.jpg", "image/jpeg"), ("price list.pdf", "application/pdf")]
    wait_copied(desk, "Like these?", ticket_id)
    assert desk.rows(FILES, ticket_id) == files
    # what the customer sends back is there once as well
    desk.write(customer["id"], "Yes")
    expect(bubble(form, "Yes")).to_have_count(1)
    assert desk.rows(FILES, ticket_id) == files


def test_two_customers(desk, ticket, new_page):
    """One writes to whom one has chosen; each thread has its draft."""
    ticket_id, _channel, customer = ticket
    _other_ticket, other, neighbour = new_ticket(desk)
    talk = "SELECT id FROM whatsapp_inbox_conversation WHERE channel_id = %s"
    values = {"whatsapp_conversation_ids": [(4, desk.scalar(talk, other))]}
    desk.odoo.rpc("helpdesk.ticket", "write", [ticket_id], values, login=AGENT)
    form = open_chatter(desk, new_page(), ticket_id)
    chooser = form.locator(f"{CHAT} select")
    composer = form.locator(f"{CHAT} {INPUT}")

    def choose(someone):
        chooser.select_option(label=f"{someone['name']} · Support")
        expect(composer).to_have_attribute(
            "placeholder", re.compile(re.escape(someone["name"]))
        )

    choose(customer)
    composer.fill("For you alone")
    choose(neighbour)
    expect(composer).to_have_value("")
    composer.fill("And one for the neighbour")
    choose(customer)
    expect(composer).to_have_value("For you alone")
    choose(neighbour)
    expect(composer).to_have_value("And one for the neighbour")
    composer.press("Enter")
    expect(bubble(form, "And one for the neighbour")).to_have_count(1)
    wait_copied(desk, "one for the neighbour", ticket_id)
    choose(customer)
    expect(composer).to_have_value("For you alone")
    composer.press("Enter")
    expect(bubble(form, "For you alone")).to_have_count(1)
    desk.wait_sent()
    for someone, own, foreign in (
        (customer, "For you alone", "neighbour"),
        (neighbour, "And one for the neighbour", "For you"),
    ):
        sent = str(received(desk, someone))
        assert own in sent and foreign not in sent


def test_beside_a_chat_window(desk, ticket, new_page):
    """It is one draft in both places; about the ticket is what is sent from it."""
    ticket_id, channel, _customer = ticket
    second = another_ticket(desk, channel)
    form = open_chatter(desk, new_page(), ticket_id)
    form.get_by_role("button", name="Open the chat").click()
    window = form.locator(".o-mail-ChatWindow")
    beside, composer = window.locator(INPUT), form.locator(f"{CHAT} {INPUT}")
    beside.fill("Is it the blue one?")
    expect(composer).to_have_value("Is it the blue one?")
    beside.press("Enter")
    expect(window.locator(".o-mail-Message", has_text="the blue one?")).to_be_visible()
    expect(composer).to_have_value("")
    wait_copied(desk, "the blue one?", ticket_id, second)
    assert links(desk, "the blue one?") == []

    # a canned reply is put in once, though both see what is typed
    composer.press_sequentially("::loo")
    expect(form.locator(".o_whatsapp_inbox_canned").first).to_be_visible()
    form.keyboard.press("Enter")
    expect(beside).to_have_value(re.compile("^Hello [^:]* we look at [^ ]* $"))
    composer.press("End")
    form.keyboard.type("A red one is on its way")
    form.keyboard.press("Enter")
    expect(window.locator(".o-mail-Message", has_text="A red one")).to_be_visible()
    wait_copied(desk, "A red one", ticket_id)
    assert links(desk, "A red one") == [ticket_id]
