"""Orders beside the chat, sent into it: a real PDF reaches the customer's phone, and
the order knows."""

import base64
import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from .browser import NARROW, log_in, open_discuss, open_phone, open_thread
from .processes import wait_until
from .test_sending import file_of

LUCIA = "34600123456"
SENT = "SELECT state FROM sale_order WHERE id = %s"
PDF = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF").decode()


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.fixture(scope="module")
def shop(threaded):
    """The agent sells, a customer wrote, a template has a document as its header."""
    rpc = threaded.odoo.rpc
    group = threaded.scalar(
        "SELECT res_id FROM ir_model_data WHERE module = 'sales_team'"
        " AND name = 'group_sale_salesman_all_leads'"
    )
    agents = rpc("res.users", "search", [("login", "=", "agent")])
    rpc("res.users", "write", agents, {"group_ids": [(4, group)]})
    threaded.write("lucia", "Good morning")
    threaded.channel_of(LUCIA)
    [template] = rpc(
        "whatsapp.inbox.template",
        "create",
        [
            {
                "name": "your_quotation",
                "lang_code": "en",
                "category": "utility",
                "header_type": "document",
                "header_file": PDF,
                "header_filename": "example.pdf",
                "body": "Hello {{1}}, here is {{2}} for you to look at.",
            }
        ],
    )
    own = [("template_id", "=", template), ("component", "=", "body")]
    for key, example, name in (
        ("1", "Ana", "customer.name"),
        ("2", "S00042", "order.name"),
    ):
        rows = rpc(
            "whatsapp.inbox.template.variable", "search", [*own, ("key", "=", key)]
        )
        values = {"example": example, "placeholder": name}
        rpc("whatsapp.inbox.template.variable", "write", rows, values)
    rpc("whatsapp.inbox.template", "action_submit", [template])
    status = "SELECT status FROM whatsapp_inbox_template WHERE id = %s"

    def approved():
        rpc("whatsapp.inbox.template", "action_sync", [])
        return threaded.scalar(status, template) == "approved"

    wait_until(approved, "the approval", every=0.5)
    return threaded


@pytest.fixture
def order(shop):
    """A quotation of the customer's: (id, name)"""
    query = "SELECT partner_id FROM whatsapp_inbox_contact WHERE phone = %s"
    rpc = shop.odoo.rpc
    products = rpc("product.product", "create", [{"name": "Cactus", "list_price": 12}])
    [order] = rpc(
        "sale.order",
        "create",
        [
            {
                "partner_id": shop.scalar(query, f"+{LUCIA}"),
                "order_line": [
                    (0, 0, {"product_id": products[0], "product_uom_qty": 3})
                ],
            }
        ],
    )
    return order, shop.scalar("SELECT name FROM sale_order WHERE id = %s", order)


def last_sent(shop):
    return shop.simulator.get("messages", direction="outbound")["data"][-1]


def received(shop, media_id):
    """:return: what the customer has on the phone"""
    mime_type, data = file_of(shop, media_id)
    assert mime_type == "application/pdf"
    assert data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
    return data


def test_an_order_is_sent_from_beside_the_chat(shop, order, new_page):
    number, name = order
    phone = open_phone(new_page(), shop.simulator.url, "lucia")
    discuss = open_discuss(new_page(), shop.odoo.url)
    open_thread(discuss, "Lucía")
    composer = discuss.locator(".o-mail-Composer-input")
    composer.fill("Half a sentence")
    row = discuss.locator(".o_whatsapp_inbox_order", has_text=name)
    shot(discuss, "panel")
    row.locator(".o_whatsapp_inbox_document_actions").click()
    shot(discuss, "menu")
    discuss.get_by_role("menuitem", name="Send as PDF").click()
    dialog = discuss.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Quotation {name}.pdf")
    caption = dialog.get_by_label("Message")
    caption.fill("As promised")
    shot(discuss, "dialog")
    caption.press("Enter")
    expect(dialog).to_have_count(0)

    # the customer has it, and both sides know of each other
    expect(phone.get_by_text("As promised").last).to_be_visible()
    document = last_sent(shop)["payload"]["document"]
    assert document["filename"] == f"Quotation {name}.pdf"
    size = len(received(shop, document["id"]))
    here = "SELECT file_size FROM ir_attachment WHERE name = %s"
    assert size == shop.scalar(here, document["filename"]) > 5000
    wait_until(lambda: shop.scalar(SENT, number) == "sent", "an order that is sent")
    chip = discuss.locator(".o_whatsapp_inbox_document", has_text=name)
    expect(chip).to_be_visible()
    expect(composer).to_have_value("Half a sentence")
    shot(discuss, "chip")
    chip.click()
    expect(discuss.get_by_role("dialog")).to_contain_text(name)
    shot(discuss, "record")
    discuss.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    expect(composer).to_have_value("Half a sentence")

    # loaded again, it is named as well
    discuss.reload()
    expect(chip).to_be_visible()

    # what the customer answers is told on the order, with the way back
    wamid = last_sent(shop)["id"]
    shop.simulator.post(
        "inbound", customer="lucia", type="text", text="I take it", reply_to=wamid
    )
    form = new_page()
    log_in(form, shop.odoo.url, f"/odoo/sale.order/{number}", "agent")
    note = form.locator(".o-mail-Message", has_text="answered")
    expect(note).to_contain_text("I take it")
    shot(form, "form")
    note.locator("a.o_message_redirect").click()
    chat = form.locator(".o-mail-ChatWindow, .o-mail-Discuss")
    expect(chat).to_contain_text("I take it")
    shot(form, "jump")


def test_a_link_to_pay(shop, order, new_page):
    _number, name = order
    phone = open_phone(new_page(), shop.simulator.url, "lucia")
    discuss = open_discuss(new_page(), shop.odoo.url)
    open_thread(discuss, "Lucía")
    row = discuss.locator(".o_whatsapp_inbox_order", has_text=name)
    row.locator(".o_whatsapp_inbox_document_actions").click()
    discuss.get_by_role("menuitem", name="Send Link to the Portal").click()
    dialog = discuss.get_by_role("dialog")
    expect(dialog.get_by_label("Message")).to_have_value(
        # the words are read before they leave
        wait_until(lambda: dialog.get_by_label("Message").input_value(), "a text")
    )
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog).to_have_count(0)
    link = phone.locator("a[href*='/my/orders/']").last
    expect(link).to_be_visible()
    page = new_page()
    page.goto(link.get_attribute("href"))
    expect(page.locator("body")).to_contain_text(name)


def test_from_the_form_in_a_closed_window(shop, order, new_page):
    number, name = order
    shop.set_window(shop.channel_of(LUCIA), timedelta(hours=-1))
    shop.simulator.post("window", customer="lucia", state="closed")
    form = new_page()
    log_in(form, shop.odoo.url, f"/odoo/sale.order/{number}", "agent")
    form.get_by_role("button", name="Send by WhatsApp").click()
    dialog = form.get_by_role("dialog")
    expect(dialog).to_contain_text(f"here is {name} for you to look at")
    shot(form, "template")
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(form.locator(".o_notification")).to_contain_text("on its way")
    expect(dialog).to_have_count(0)
    shop.wait_sent()
    template = last_sent(shop)["payload"]["template"]
    header = template["components"][0]["parameters"][0]["document"]
    assert header["filename"] == f"Quotation {name}.pdf"
    assert len(received(shop, header["id"])) > 5000
    assert shop.scalar(SENT, number) == "sent"
    expect(form.locator(".o-mail-Message", has_text="Sent by WhatsApp")).to_be_visible()
    shot(form, "after-template")


def test_on_a_phone(shop, order, new_page):
    """The dialog and the chips of a narrow screen."""
    _number, name = order
    shop.write("lucia", "Hello again")
    channel = shop.channel_of(LUCIA)
    which = f"?active_id=discuss.channel_{channel}"
    discuss = open_discuss(new_page(NARROW), shop.odoo.url, which=which)
    expect(discuss.locator(".o-mail-Composer-input")).to_be_visible()
    shot(discuss, "narrow")
    discuss.locator(".o-mail-Composer button[name='more-actions']").click()
    discuss.locator("button[name='whatsapp-document']").click()
    dialog = discuss.get_by_role("dialog")
    dialog.get_by_role("button", name=name).click()
    expect(discuss.locator(".o-mail-AttachmentCard, .o-mail-AttachmentContainer").last)
    shot(discuss, "narrow-taken")
    discuss.locator(".o-mail-Composer-input").fill("From the menu")
    discuss.locator(".o-mail-Composer button[name='send-message']").click()
    expect(discuss.locator(".o_whatsapp_inbox_document", has_text=name)).to_be_visible()
    shot(discuss, "narrow-sent")


def test_nobody_else_sees_the_buttons(shop, order, new_page):
    """Who sells and is no agent."""
    number, name = order
    group = shop.scalar(
        "SELECT res_id FROM ir_model_data WHERE module = 'sales_team'"
        " AND name = 'group_sale_salesman_all_leads'"
    )
    values = {"name": "Seller", "login": "seller", "password": "seller"}
    shop.odoo.rpc(
        "res.users",
        "create",
        [{**values, "group_ids": [(4, group)], "odoobot_state": "disabled"}],
    )
    form = new_page()
    log_in(form, shop.odoo.url, f"/odoo/sale.order/{number}", "seller")
    expect(form.locator(".o_form_view")).to_contain_text(name)
    expect(form.get_by_text("WhatsApp")).to_have_count(0)
