"""An agent who sells, beside a customer's chat: a quotation by Odoo's own form, and a
product shown to the customer."""

import base64

import pytest
from playwright.sync_api import expect

from .browser import bubble, open_discuss, open_thread
from .processes import wait_until

LUCIA = "34600123456"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944"
    "4154789c6360000002000001e221bc330000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def shop(threaded):
    """An agent who sells, and two products."""
    odoo = threaded.odoo
    group = threaded.scalar(
        "SELECT res_id FROM ir_model_data WHERE module = 'sales_team'"
        " AND name = 'group_sale_salesman_all_leads'"
    )
    agents = odoo.rpc("res.users", "search", [("login", "=", "agent")])
    odoo.rpc("res.users", "write", agents, {"group_ids": [(4, group)]})
    picture = base64.b64encode(PIXEL).decode()
    odoo.rpc(
        "product.template",
        "create",
        [
            {"name": "Agave", "list_price": 12, "image_1920": picture},
            {"name": "Terracotta pot", "list_price": 5, "is_storable": True},
        ],
    )
    threaded.write("lucia", "Do you have an agave?")
    threaded.channel_of(LUCIA)
    return threaded


def orders(discuss):
    return discuss.locator(".o_whatsapp_inbox_section[data-section='orders']")


def add_line(dialog, product, price):
    """The last line of the quotation, by the search, which says the price."""
    dialog.get_by_role("button", name="Add a product").click()
    line = dialog.locator(".o_field_x2many .o_selected_row")
    line.get_by_role("combobox").first.fill(product)
    option = dialog.page.locator(".o-autocomplete--dropdown-item", has_text=product)
    expect(option.first).to_contain_text(price)
    option.first.click()
    expect(line.locator("[name=price_unit] input")).to_have_value(price)


def test_two_products_and_confirmed(shop, new_page):
    discuss = open_discuss(new_page(), shop.odoo.url)
    open_thread(discuss, "Lucía")
    composer = discuss.locator(".o-mail-Composer-input")
    composer.fill("Half a sentence")
    orders(discuss).get_by_role("button", name="New Quotation").click()
    dialog = discuss.get_by_role("dialog")
    expect(dialog.locator("[name=partner_id]")).to_contain_text("Lucía")
    add_line(dialog, "Agave", "12.00")
    add_line(dialog, "Terracotta pot", "5.00")
    dialog.get_by_role("button", name="Confirm").click()
    current = dialog.locator(".o_arrow_button_current")
    expect(current).to_have_text("Sales Order")
    dialog.get_by_role("button", name="Close", exact=True).click()
    row = orders(discuss).locator(".o_whatsapp_inbox_order")
    expect(row).to_contain_text("Sales Order")
    row.get_by_role("button", name="Lines of").click()
    expect(row.locator(".o_whatsapp_inbox_order_line")).to_have_count(2)
    expect(composer).to_have_value("Half a sentence")
    said = (
        "SELECT count(*) FROM mail_message WHERE model = 'sale.order' AND body LIKE %s"
    )
    assert shop.scalar(said, "%Confirmed in the WhatsApp chat%") == 1


def test_cancelled_and_taken_back(shop, new_page):
    discuss = open_discuss(new_page(), shop.odoo.url)
    open_thread(discuss, "Lucía")
    orders(discuss).get_by_role("button", name="Order Again").click()
    dialog = discuss.get_by_role("dialog")
    expect(dialog.locator(".o_data_row")).to_have_count(2)
    dialog.get_by_role("button", name="Discard").click()
    rows = orders(discuss).locator(".o_whatsapp_inbox_order")
    quotation = rows.filter(has_text="Quotation")
    quotation.get_by_role("button", name="Actions of").click()
    discuss.get_by_role("menuitem", name="Cancel").click()
    expect(rows.filter(has_text="Cancelled")).to_have_count(1)
    discuss.get_by_role("button", name="Undo").click()
    expect(rows.filter(has_text="Quotation")).to_have_count(1)


def test_a_product_is_shown(shop, new_page):
    discuss = open_discuss(new_page(), shop.odoo.url)
    open_thread(discuss, "Lucía")
    discuss.locator(".o-mail-Composer button[name='more-actions']").click()
    discuss.locator("button[name='whatsapp-product']").click()
    dialog = discuss.get_by_role("dialog")
    dialog.get_by_placeholder("Search products").fill("Agave")
    dialog.locator(".list-group-item", has_text="Agave").click()
    expect(dialog.locator(".o_whatsapp_inbox_phone img")).to_be_visible()
    dialog.get_by_role("button", name="Send on WhatsApp").click()
    expect(bubble(discuss, "Agave").locator("img").first).to_be_visible()

    def arrived():
        sent = shop.simulator.get("messages", direction="outbound")["data"]
        return [message for message in sent if message["type"] == "image"]

    [image] = wait_until(arrived, "the picture on the phone")
    assert "*Agave*" in image["payload"]["image"]["caption"]
