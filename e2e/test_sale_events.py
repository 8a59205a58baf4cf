"""From the customer's phone to an order: a basket of the catalogue, and the button
below a quotation."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from . import processes
from .browser import SECONDS, open_discuss, open_phone, open_thread, write
from .processes import wait_until

LUCIA, GIULIA = "34600123456", "393331234567"


@pytest.fixture(scope="module")
def shop(threaded):
    """A seller, and two products of the phone's catalogue."""
    rpc = threaded.odoo.rpc
    agents = rpc("res.users", "search", [("login", "=", "agent")])
    group = threaded.scalar(
        "SELECT res_id FROM ir_model_data WHERE module = 'sales_team'"
        " AND name = 'group_sale_salesman_all_leads'"
    )
    rpc("res.users", "write", agents, {"group_ids": [(4, group)]})
    for reference, price in (("CACTUS", 9.9), ("POT", 6)):
        values = {"name": reference.title(), "default_code": reference}
        values |= {"list_price": price, "taxes_id": [(5,)]}
        rpc("product.product", "create", [values])
    return threaded


def order_of(shop, phone):
    query = (
        "SELECT o.id FROM sale_order o JOIN whatsapp_inbox_contact k"
        " ON k.partner_id = o.partner_id WHERE k.phone = %s ORDER BY o.id DESC"
    )
    return wait_until(lambda: shop.rows(query, f"+{phone}"), "a quotation")[0][0]


def state_of(shop, order):
    return shop.scalar("SELECT state FROM sale_order WHERE id = %s", order)


def test_a_basket_becomes_an_order(shop, new_page):
    phone = open_phone(new_page(), shop.simulator.url, "lucia")
    phone.get_by_role("button", name="Attach", exact=True).click()
    phone.get_by_role("menuitem", name="Order").click()
    dialog = phone.get_by_role("dialog")
    dialog.get_by_label("Reference").nth(2).fill("AGAVE")
    dialog.get_by_label("Message").fill("For Saturday, please")
    dialog.get_by_role("button", name="Send").click()
    expect(phone.get_by_text("Order of 3 products")).to_be_visible()
    order = order_of(shop, LUCIA)

    discuss = open_discuss(new_page(), shop.odoo.url)
    open_thread(discuss, "Lucía")
    section = discuss.locator(".o_whatsapp_inbox_section[data-section='baskets']")
    expect(section).to_contain_text("AGAVE × 1: no product has this reference")
    expect(section).to_contain_text("POT × 1: 5 EUR in the catalogue")
    assert state_of(shop, order) == "draft"
    section.get_by_role("button", name="Confirm").click()
    discuss.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    wait_until(lambda: state_of(shop, order) == "sale", "the order")
    expect(section.locator(".o_whatsapp_inbox_basket")).to_have_count(0)


def test_the_customer_confirms(shop, new_page):
    company = shop.scalar("SELECT company_id FROM whatsapp_inbox_account LIMIT 1")
    shop.odoo.rpc(
        "res.company",
        "write",
        [company],
        {"whatsapp_quotation_active": True, "whatsapp_quotation_confirm": True},
    )
    phone = open_phone(new_page(), shop.simulator.url, "giulia")
    write(phone, "Un cactus, per favore")
    shop.channel_of(GIULIA)
    partner = shop.scalar(
        "SELECT partner_id FROM whatsapp_inbox_contact WHERE phone = %s", f"+{GIULIA}"
    )
    [product] = shop.odoo.rpc(
        "product.product", "search", [("default_code", "=", "CACTUS")]
    )
    line = {"product_id": product, "product_uom_qty": 2}
    values = {"partner_id": partner, "company_id": company}
    values |= {"require_signature": False, "require_payment": False}
    values["order_line"] = [(0, 0, line)]
    [order] = shop.odoo.rpc("sale.order", "create", [values])
    shop.odoo.rpc("sale.order", "action_quotation_sent", [order])
    button = phone.get_by_role("button", name="Confirm")
    button.click(timeout=30 * SECONDS)
    wait_until(lambda: state_of(shop, order) == "sale", "the order")
    expect(phone.get_by_text("is confirmed").last).to_be_visible()
    note = "SELECT count(*) FROM mail_message WHERE model = 'sale.order'"
    note += " AND res_id = %s AND body LIKE '%%with the button on WhatsApp%%'"
    assert shop.scalar(note, order) == 1


SCRIPT = """
import time
import psycopg2
Basket = env["whatsapp.inbox.basket"]
Event = env["whatsapp.inbox.document.event"]
wait = {at} - time.time()
time.sleep(max(0, wait))
for model in (Basket, Event):
    # as if the job let several run: the rows' own locks are tried
    while True:
        try:
            done, left = model._job_step()
            env.cr.commit()
        except psycopg2.OperationalError:
            env.cr.rollback()
            env.invalidate_all(flush=False)
            continue
        if not left:
            break
print("ENDED")
"""


def test_two_workers(shop):
    """Twelve baskets and their news, for two processes at once: one quotation each."""
    cron = "UPDATE ir_cron SET active = %s WHERE cron_name LIKE %s RETURNING id"
    for name in ("%catalogue orders%", "%news of documents%"):
        assert shop.rows(cron, False, name)
    item = {"product_retailer_id": "POT", "quantity": 1, "item_price": 6}
    order = {"catalog_id": "1", "product_items": [{**item, "currency": "USD"}]}
    for _n in range(12):
        shop.simulator.post("inbound", customer="lucia", type="order", order=order)
    stored = "SELECT count(*) FROM whatsapp_inbox_basket WHERE state = 'pending'"
    wait_until(lambda: shop.scalar(stored) == 12, "baskets")
    script = SCRIPT.format(at=time.time() + 15)

    def work(_number):
        return subprocess.run(
            [
                processes.ROOT / "dev/odoo",
                *("shell", "-d", shop.odoo.database, "--no-http", "--log-level=warn"),
            ],
            input=script,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(work, range(2)))
    assert all("ENDED" in run.stdout for run in runs), runs[0].stderr[-3000:]
    rows = shop.rows(
        "SELECT order_id FROM whatsapp_inbox_basket ORDER BY id DESC LIMIT 12"
    )
    assert len({order_id for (order_id,) in rows if order_id}) == 12


def test_where_is_my_order(shop, new_page):
    """Asked for a proof, and answered, with nobody at work."""
    company = shop.scalar("SELECT company_id FROM whatsapp_inbox_account LIMIT 1")
    rule = {"name": "Where", "company_id": company, "keywords": "where"}
    shop.odoo.rpc(
        "whatsapp.inbox.routing.rule", "create", [{**rule, "action_service": "order"}]
    )
    phone = open_phone(new_page(), shop.simulator.url, "emma")
    write(phone, "Good morning")
    number = "12025550143"
    channel = shop.channel_of(number)
    partner = shop.scalar(
        "SELECT partner_id FROM whatsapp_inbox_contact WHERE phone = %s", f"+{number}"
    )
    values = {"partner_id": partner, "company_id": company, "client_order_ref": "X-77"}
    [order] = shop.odoo.rpc("sale.order", "create", [values])
    shop.odoo.rpc("sale.order", "action_confirm", [order])
    conversation = shop.scalar(
        "SELECT whatsapp_conversation_id FROM discuss_channel WHERE id = %s", channel
    )
    shop.odoo.rpc("whatsapp.inbox.conversation", "action_resolve", [conversation])
    write(phone, "Where is my order?")
    expect(phone.get_by_role("button", name="A person, please")).to_be_visible()
    write(phone, "It is x-77")
    expect(phone.get_by_role("log").get_by_text("is confirmed.")).to_be_visible()
