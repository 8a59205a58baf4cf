"""The panel beside a customer's thread: an agent in Discuss, customers on the phone."""

from playwright.sync_api import expect

from .browser import open_discuss, open_thread
from .processes import wait_until

LUCIA = "34600123456"


def section(discuss, name):
    return discuss.locator(f".o_whatsapp_inbox_section[data-section='{name}']")


def unfold(discuss, name):
    own = section(discuss, name)
    own.get_by_role("button", expanded=False).first.click()
    return own


def partner_of(inbox, phone):
    query = "SELECT partner_id FROM whatsapp_inbox_contact WHERE phone = %s"
    return inbox.scalar(query, f"+{phone}")


def contact_managers(inbox):
    """Agents who may write contacts."""
    group = inbox.scalar(
        "SELECT res_id FROM ir_model_data"
        " WHERE module = 'base' AND name = 'group_partner_manager'"
    )
    agents = inbox.odoo.rpc("res.users", "search", [("login", "=", "agent")])
    inbox.odoo.rpc("res.users", "write", agents, {"group_ids": [(4, group)]})


def test_the_customer_is_edited_beside_the_chat(threaded, new_page):
    contact_managers(threaded)
    threaded.write("lucia", "Buenos días")
    threaded.channel_of(LUCIA)
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    composer = discuss.locator(".o-mail-Composer-input")
    composer.fill("Half a sentence")
    city = section(discuss, "customer").get_by_label("City")
    city.fill("Murcia")
    city.press("Tab")
    partner = partner_of(threaded, LUCIA)
    saved = "SELECT city FROM res_partner WHERE id = %s"
    wait_until(lambda: threaded.scalar(saved, partner) == "Murcia", "the city")
    expect(composer).to_have_value("Half a sentence")

    # closed, it stays closed, also when the page is loaded again
    discuss.locator("button[name='whatsapp-customer']").click()
    expect(discuss.locator(".o_whatsapp_inbox_panel")).to_have_count(0)
    choice = "SELECT whatsapp_panel FROM res_users_settings s JOIN res_users u"
    choice += " ON u.id = s.user_id WHERE u.login = 'agent'"
    wait_until(lambda: threaded.scalar(choice) == {"closed": True}, "the choice")
    discuss.reload()
    expect(composer).to_be_visible()
    expect(discuss.locator(".o_whatsapp_inbox_panel")).to_have_count(0)
    discuss.locator("button[name='whatsapp-customer']").click()
    city = section(discuss, "customer").get_by_label("City")
    expect(city).to_have_value("Murcia")


def test_the_wrong_person_is_corrected(threaded, new_page):
    """What is shown follows at once."""
    [right] = threaded.odoo.rpc(
        "res.partner", "create", [{"name": "Lucía Ferrer", "city": "Cádiz"}]
    )
    threaded.write("lucia", "Soy otra Lucía")
    threaded.channel_of(LUCIA)
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    customer = section(discuss, "customer")
    customer.get_by_role("button", name="Somebody Else…").click()
    discuss.get_by_role("button", name="Another contact…").click()
    dialog = discuss.get_by_role("dialog").last
    dialog.get_by_role("searchbox").fill("Ferrer")
    discuss.keyboard.press("Enter")
    dialog.get_by_role("cell", name="Lucía Ferrer").first.click()
    expect(customer.get_by_label("City")).to_have_value("Cádiz")
    assert partner_of(threaded, LUCIA) == right


def test_what_else_there_was(threaded, new_page):
    """A note on the contact and the photo that was sent."""
    threaded.simulator.post("inbound", customer="lucia", type="image")
    channel = threaded.channel_of(LUCIA)
    here = "SELECT count(*) FROM ir_attachment WHERE res_model = 'discuss.channel'"
    wait_until(lambda: threaded.scalar(f"{here} AND res_id = %s", channel), "a photo")
    threaded.odoo.rpc(
        "res.partner",
        "message_post",
        [partner_of(threaded, LUCIA)],
        body="Pays late",
        message_type="comment",
        subtype_xmlid="mail.mt_note",
    )
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    history = unfold(discuss, "history")
    expect(history.locator(".o_whatsapp_inbox_history_row")).to_have_count(2)
    history.get_by_role("button", name="Everything").click()
    discuss.get_by_role("menuitem", name="Notes").click()
    rows = history.locator(".o_whatsapp_inbox_history_row")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Pays late")
    files = unfold(discuss, "files")
    expect(files.locator("img")).to_have_js_property("complete", True)
    files.get_by_role("button", name="All Files").click()
    expect(discuss.locator(".o_whatsapp_inbox_gallery")).to_be_visible()
    discuss.locator(
        ".o-mail-DiscussContent-header button[name='whatsapp-gallery']"
    ).click()
    expect(discuss.locator(".o_whatsapp_inbox_panel")).to_be_visible()
