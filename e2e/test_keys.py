"""An agent without a mouse: customers are taken, answered, noted about, put off and
resolved by keys alone, and found again."""

import re

import pytest
from playwright.sync_api import expect

from .browser import bubble, never_reloaded, open_discuss
from .test_team_work import new_customer

COMPOSER = ".o-mail-Composer-input"
NAME = ".o_whatsapp_inbox_name"
BOX = ".o_whatsapp_inbox_find"


@pytest.fixture(scope="module")
def desk(threaded):
    """Kim, and three customers who wait for her team."""
    kim = threaded.new_agent("kim")
    [team] = threaded.odoo.rpc(
        "whatsapp.inbox.team",
        "create",
        [{"name": "Keys", "member_ids": [(6, 0, [kim])]}],
    )
    threaded.odoo.rpc(
        "whatsapp.inbox.account", "write", [threaded.account_id], {"team_id": team}
    )
    threaded.customers = [new_customer(threaded) for _ in range(3)]
    for number, customer in enumerate(threaded.customers):
        threaded.write(customer["id"], f"¿Dónde está mi envío S0{number}?")
        threaded.wait_drained()
    return threaded


def press(page, letter):
    page.keyboard.press(f"Alt+Shift+{letter}")


def states(inbox):
    rows = inbox.odoo.rpc(
        "whatsapp.inbox.conversation", "search_read", [], ["state", "user_id"]
    )
    return sorted((row["state"], bool(row["user_id"])) for row in rows)


def test_three_customers_without_a_mouse(desk, new_page):
    page = open_discuss(new_page(), desk.odoo.url, "kim")
    composer = page.locator(COMPOSER)
    for number, act in enumerate(("resolve", "note", "snooze")):
        press(page, "W")
        expect(bubble(page, f"S0{number}")).to_be_visible()
        press(page, "C")
        expect(page.locator(".o_whatsapp_inbox_agent")).to_contain_text("You")
        expect(composer).to_be_focused()
        page.keyboard.type(f"Sale hoy {number}")
        page.keyboard.press("Enter")
        expect(bubble(page, f"Sale hoy {number}")).to_be_visible()
        if act == "note":
            press(page, "N")
            page.keyboard.type("Paga tarde")
            page.keyboard.press("Enter")
            expect(bubble(page, "Paga tarde")).to_be_visible()
            press(page, "N")
        elif act == "snooze":
            press(page, "S")
            dialog = page.get_by_role("dialog")
            expect(dialog).to_be_visible()
            page.keyboard.press("Control+Enter")
            expect(dialog).to_be_hidden()
        else:
            press(page, "R")
            expect(bubble(page, "Sale hoy 0")).to_be_hidden()
    assert [state for state, _owned in states(desk)].count("resolved") == 1
    assert ("snoozed", True) in states(desk)
    desk.wait_sent()
    sent = desk.simulator.get("messages", direction="outbound")["data"]
    payloads = [message["payload"] for message in sent]
    texts = sorted(p["text"]["body"] for p in payloads if "text" in p)
    assert texts == [f"Sale hoy {number}" for number in range(3)]
    assert never_reloaded(page)


def test_found_and_opened_at_the_message(desk, new_page):
    page = open_discuss(new_page(), desk.odoo.url, "kim")
    expect(page.locator(".o_whatsapp_inbox_category")).to_be_visible()
    press(page, "F")
    box = page.locator(f"{BOX} input")
    expect(box).to_be_focused()
    page.keyboard.type("ENVIO s01")
    option = page.locator(f"{BOX} [role=option]")
    expect(option).to_have_count(1)
    expect(option.locator("mark").first).to_have_text("envío")
    page.keyboard.press("Enter")
    expect(page.locator(".o-mail-Message.o-highlighted")).to_contain_text("S01")
    press(page, "F")
    page.keyboard.type(desk.customers[1]["phone"][-9:])
    expect(option.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_be_hidden()
    expect(page.locator(COMPOSER)).to_be_focused()


def test_the_help(desk, new_page):
    page = open_discuss(new_page(), desk.odoo.url, "kim")
    expect(page.locator(".o_whatsapp_inbox_category")).to_be_visible()
    page.locator("body").press("?")
    keys = page.locator(".o_whatsapp_inbox_keys")
    expect(keys.locator("[data-key=claim]")).to_have_class(re.compile("o_not_now"))
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
