"""Customers who are blocked: an agent in Discuss, customers on the phone."""

from playwright.sync_api import expect

from .browser import open_discuss, open_thread
from .processes import wait_until
from .test_panel import section

LUCIA = "34600123456"


def test_a_customer_is_blocked_and_unblocked(threaded, new_page):
    """At Meta, in the open browsers of colleagues, and with a name in the thread."""
    threaded.write("lucia", "Buy my coins")
    channel = threaded.channel_of(LUCIA)
    discuss, colleague = (
        open_discuss(new_page(), threaded.odoo.url, login)
        for login in ("agent", "admin")
    )
    open_thread(discuss, "Lucía")
    colleague.goto(
        f"{threaded.odoo.url}/odoo/discuss?active_id=discuss.channel_{channel}"
    )
    composer = ".o-mail-Composer-input"
    expect(colleague.locator(composer)).to_be_visible()
    customer = section(discuss, "customer")
    customer.get_by_role("button", name="Block…").click()
    discuss.get_by_role("dialog").get_by_role("button", name="Block").click()
    for page in (discuss, colleague):
        expect(page.locator(".o_whatsapp_inbox_closed")).to_contain_text("is blocked")
        expect(page.locator(composer)).to_have_count(0)
    # WhatsApp does not deliver what they write
    said = threaded.simulator.post("inbound", customer="lucia", text="Coins!")
    assert said["receivers"] == 0

    customer.get_by_role("button", name="Unblock").click()
    expect(discuss.locator(composer)).to_be_visible()
    threaded.write("lucia", "Sorry")
    expect(discuss.locator(".o-mail-Message", has_text="Sorry")).to_be_visible()
    lines = "SELECT count(*) FROM mail_message WHERE model = 'discuss.channel'"
    lines += " AND res_id = %s AND body LIKE %s"
    wait_until(
        lambda: threaded.scalar(lines, channel, "%blocked this customer%") == 2,
        "the lines",
    )
