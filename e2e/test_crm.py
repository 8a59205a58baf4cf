"""Leads from conversations: an agent in Discuss, a customer who came by an ad."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from .browser import log_in, open_discuss, open_thread
from .inbox import AGENT
from .processes import connection, wait_until

LUCIA = "34600123456"
AD = {
    "source_type": "ad",
    "source_id": "120212",
    "source_url": "https://fb.me/cacti",
    "headline": "Cactus para oficinas",
    "body": "20% de descuento",
}
ORIGIN = """
    SELECT s.name, m.name, c.name
      FROM crm_lead l
      JOIN utm_source s ON s.id = l.source_id
      JOIN utm_medium m ON m.id = l.medium_id
      JOIN utm_campaign c ON c.id = l.campaign_id
     WHERE l.name = %s
"""


@pytest.fixture(scope="module")
def selling(threaded):
    """An inbox whose agent sells, and sees all leads."""
    group = threaded.scalar(
        "SELECT res_id FROM ir_model_data WHERE module = 'sales_team'"
        " AND name = 'group_sale_salesman_all_leads'"
    )
    agents = threaded.odoo.rpc("res.users", "search", [("login", "=", AGENT)])
    threaded.odoo.rpc("res.users", "write", agents, {"group_ids": [(4, group)]})
    return threaded


def test_a_lead_from_an_ad(selling, new_page):
    selling.write("lucia", "Quiero veinte cactus", referral=AD)
    selling.channel_of(LUCIA)
    discuss = open_discuss(new_page(), selling.odoo.url)
    open_thread(discuss, "Lucía")
    composer = discuss.locator(".o-mail-Composer-input")
    composer.press_sequentially("/le")
    suggestion = discuss.locator(".o-mail-NavigableList-item")
    expect(suggestion.filter(has_text="Make a lead or opportunity")).to_be_visible()
    composer.press("Enter")
    expect(composer).to_have_value("/lead ")
    composer.press_sequentially("Veinte cactus")
    expect(suggestion).to_have_count(0)
    composer.press("Enter")
    expect(discuss.locator(".o_notification")).to_contain_text("Veinte cactus")
    expect(composer).to_have_value("")
    [origin] = selling.rows(ORIGIN, "Veinte cactus")
    assert origin == ("WhatsApp", "Ad", "Cactus para oficinas")

    leads = discuss.locator("[data-section='leads']")
    expect(leads.get_by_role("button", name="Veinte cactus")).to_be_visible()
    leads.locator(".o_whatsapp_inbox_stage").click()
    discuss.get_by_role("menuitem", name="Qualified").click()
    expect(leads.locator(".o_whatsapp_inbox_stage")).to_have_text("Qualified")
    stage = "SELECT stage.name->>'en_US' FROM crm_lead l"
    stage += " JOIN crm_stage stage ON stage.id = l.stage_id WHERE l.name = %s"
    assert selling.scalar(stage, "Veinte cactus") == "Qualified"

    # the record over the chat, and back with what was half written
    composer.fill("Un momento")
    leads.get_by_role("button", name="Veinte cactus").click()
    dialog = discuss.get_by_role("dialog")
    expect(dialog.locator(".o_field_widget[name='description']")).to_contain_text(
        "From the ad: Cactus para oficinas"
    )
    dialog.get_by_role("button", name="Close").first.click()
    expect(composer).to_have_value("Un momento")
    composer.fill("")

    # what is no command does not reach the customer by two quick keys
    composer.fill("/led Otro")
    composer.press("Enter")
    expect(discuss.locator(".modal-title")).to_contain_text("Send “/led”")
    discuss.keyboard.press("Enter")
    expect(discuss.locator(".modal")).to_have_count(0)
    expect(composer).to_have_value("/led Otro")
    assert not selling.accepted()


def test_from_the_lead_to_the_thread(selling, new_page):
    lead = selling.scalar("SELECT id FROM crm_lead WHERE name = 'Veinte cactus'")
    page = new_page()
    log_in(page, selling.odoo.url, f"/odoo/crm.lead/{lead}", AGENT)
    button = page.locator("button[name='action_open_whatsapp']")
    expect(button).to_contain_text("1")
    button.click()
    thread = page.locator(".o-mail-DiscussContent")
    expect(thread.get_by_text("Quiero veinte cactus")).to_be_visible()


def test_two_clicks_at_once_make_one(selling):
    """In the database, whatever the browser does."""
    before = selling.scalar("SELECT count(*) FROM crm_lead")
    selling.write("emma", "Hello")
    name = "SELECT id FROM discuss_channel WHERE name = 'Emma Johnson'"
    channel = wait_until(lambda: selling.rows(name), "the thread")[0][0]

    def click(_n):
        return selling.odoo.rpc(
            "discuss.channel", "whatsapp_create_lead", [channel], login=AGENT
        )

    with ThreadPoolExecutor(6) as clicks:
        told = list(clicks.map(click, range(6)))
    assert len({lead["id"] for lead in told}) == 1
    assert sum(lead["new"] for lead in told) == 1
    assert selling.scalar("SELECT count(*) FROM crm_lead") == before + 1


@pytest.mark.parametrize(
    ("headline", "first"), [("Winter pots", 34600700801), ("20% off pots", 34600700803)]
)
def test_the_first_leads_of_an_ad_at_once(selling, headline, first):
    """Two agents, of two customers: there is one campaign, and nobody is told that its
    name must be unique."""
    channels = []
    for phone in (first, first + 1):
        ad = {**AD, "headline": headline}
        selling.write(f"+{phone}", "Pots, please", referral=ad)
        selling.wait_drained()
        channels.append(selling.channel_of(phone))
    name = f"{headline} for {channels[0]}"

    def click(channel):
        return selling.odoo.rpc(
            "discuss.channel", "whatsapp_create_lead", [channel], name, login=AGENT
        )

    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    waiting += " AND wait_event_type = 'Lock' AND query LIKE '%%utm_campaign%%'"
    with connection(selling.odoo.database) as cursor, ThreadPoolExecutor(2) as clicks:
        # both have looked for it when the first may make it
        cursor.execute("BEGIN; LOCK TABLE utm_campaign IN SHARE ROW EXCLUSIVE MODE")
        told = [clicks.submit(click, channel) for channel in channels]
        wait_until(lambda: selling.scalar(waiting) == 2, "both at the campaign")
        cursor.execute("COMMIT")
        assert all(lead.result()["new"] for lead in told)
    assert selling.rows(ORIGIN, name) == [("WhatsApp", "Ad", headline)] * 2
    query = "SELECT count(*) FROM utm_campaign WHERE name LIKE %s"
    assert selling.scalar(query, f"{headline}%") == 1
