"""Canned replies (peers 15): a customer on the phone page, an agent in Discuss."""

import base64

import pytest
from playwright.sync_api import expect

from simulator.samples import FOLDER

from .browser import NARROW, bubble, open_discuss, open_phone, open_thread, write

INPUT = ".o-mail-Composer-input"
CUSTOMERS = {
    True: ("lucia", "Lucía", "34600123456"),
    False: ("giulia", "Giulia", "393331234567"),
}


@pytest.fixture(scope="module")
def reply(threaded):
    """A canned reply of everyone, with a file, buttons and two placeholders."""
    content = base64.b64encode((FOLDER / "garden.jpg").read_bytes()).decode()
    [file] = threaded.odoo.rpc(
        "ir.attachment",
        "create",
        [{"name": "g.jpg", "datas": content, "res_model": "mail.canned.response"}],
    )
    values = {
        "source": "slot",
        "substitution": "Hola {{customer.first_name}}, llegamos {{team.next_opening}}.",
        "whatsapp_scope": "everyone",
        "whatsapp_attachment_ids": [file],
        "whatsapp_button_titles": "Perfecto\nOtro día",
    }
    threaded.odoo.rpc("mail.canned.response", "create", [values])
    return values


@pytest.mark.parametrize("viewport", [None, NARROW], ids=["wide", "narrow"])
def test_a_canned_reply_is_answered_by_a_tap(threaded, new_page, reply, viewport):
    """By the keyboard alone, in a wide window and on a phone."""
    customer, name, number = CUSTOMERS[viewport is None]
    phone = open_phone(new_page(), threaded.simulator.url, customer)
    write(phone, "Hola, ¿cuándo llega?")
    channel = threaded.channel_of(number)
    options = {"viewport": viewport} if viewport else {}
    discuss = open_discuss(
        new_page(**options),
        threaded.odoo.url,
        which=f"?active_id=discuss.channel_{channel}",
    )
    if viewport is None:
        open_thread(discuss, name)
    discuss.locator(INPUT).click()
    discuss.keyboard.type("::slo")
    option = discuss.locator(".o_whatsapp_inbox_canned", has_text=f"Hola {name}")
    expect(option).to_be_visible()
    expect(option.locator("mark")).to_have_text("[team.next_opening]")
    discuss.keyboard.press("Enter")
    chips = discuss.locator(".o-mail-Composer .o_whatsapp_inbox_reply_button")
    expect(chips).to_have_count(2)
    expect(discuss.locator(".o_whatsapp_inbox_gaps")).to_be_visible()

    if viewport is None:  # on a phone, Enter begins a line
        discuss.keyboard.press("Enter")
        expect(discuss.locator(".o_notification")).to_contain_text("Fill in")
    # the gap is selected: what one types takes its place
    discuss.keyboard.type("mañana")
    expect(discuss.locator(".o_whatsapp_inbox_gaps")).to_have_count(0)
    discuss.locator(".o-mail-Composer button[title^='Send']").click()

    incoming = phone.locator(".message.incoming", has_text=f"{name}, llegamos mañana.")
    expect(incoming).to_be_visible()
    picture = phone.locator(".message.incoming img").first
    expect(picture).to_have_js_property("naturalWidth", 480)
    phone.get_by_role("button", name="Otro día", exact=True).click()
    tapped = bubble(discuss, "Otro día").last
    expect(tapped.locator(".o-mail-MessageInReply")).to_contain_text("llegamos mañana")
    uses = "SELECT sum(uses) FROM whatsapp_inbox_canned_use"
    assert threaded.scalar(uses) == (1 if viewport is None else 2)
