"""The form of a contact, what they said about marketing, and how they are erased: an
administrator in Odoo, a customer on the phone."""

import io
import zipfile

from playwright.sync_api import expect

from .browser import log_in, mark
from .processes import wait_until

LUCIA = "34600123456"
WORD = "Quirimbaba"


def partner_of(inbox):
    query = "SELECT partner_id FROM whatsapp_inbox_contact WHERE phone = %s"
    return inbox.scalar(query, f"+{LUCIA}")


def open_partner(page, inbox):
    inbox.write("lucia", f"Hello, {WORD}")
    inbox.answer(inbox.channel_of(LUCIA), "Hello Lucía", login="admin")
    inbox.wait_sent()
    path = f"/odoo/res.partner/{partner_of(inbox)}"
    log_in(page, inbox.odoo.url, path, "admin")
    expect(page.locator(".o_form_view")).to_be_visible()
    return mark(page)


def test_the_form_of_a_contact(threaded, new_page):
    page = open_partner(new_page(), threaded)
    button = page.locator("button[name=action_view_whatsapp_conversations]")
    expect(button).to_contain_text("1 · 2 messages")

    # what they said about marketing is recorded, with the reason
    page.get_by_role("tab", name="WhatsApp").click()
    page.get_by_role("button", name="Record What They Said").click()
    dialog = page.locator(".modal")
    dialog.get_by_label("Wants no marketing").check()
    dialog.locator("[name=reason] input").fill("Asked on the phone")
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(dialog).to_have_count(0)
    history = page.locator("[name=whatsapp_history_ids] .o_data_row")
    expect(history).to_contain_text("Wants no marketing")
    blocked = "SELECT count(*) FROM phone_blacklist WHERE number = %s AND active"
    assert threaded.scalar(blocked, f"+{LUCIA}") == 1

    # and the thread is one click away
    page.locator("button[name=action_open_whatsapp]").click()
    expect(page.locator(".o-mail-Message", has_text=WORD).first).to_be_visible()


def test_a_person_is_exported_and_erased(threaded, new_page):
    page = open_partner(new_page(), threaded)
    page.goto(
        f"{threaded.odoo.url}/odoo/action-privacy_lookup.action_privacy_lookup_wizard"
    )
    page.locator("[name=phone] input").fill("+34 600 12 34 56")
    page.get_by_role("button", name="Lookup").click()
    page.locator(".o_group_header", has_text="WhatsApp Contact").click()
    row = page.locator(".o_data_row", has_text="WhatsApp Contact")
    with page.expect_download() as download:
        row.locator("button[name=action_whatsapp_export]").click()
    with open(download.value.path(), "rb") as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    [chat] = [name for name in archive.namelist() if name.endswith(".html")]
    assert WORD in archive.read(chat).decode()

    row.locator("button[name=action_whatsapp_erase]").click()
    dialog = page.locator(".modal")
    expect(dialog).to_contain_text("There is no way back")
    dialog.get_by_role("button", name="Erase", exact=True).click()
    state = "SELECT state FROM whatsapp_inbox_erasure ORDER BY id DESC LIMIT 1"
    wait_until(lambda: threaded.scalar(state) == "done", "the end", 90)
    said = "SELECT count(*) FROM mail_message WHERE body LIKE %s"
    assert threaded.scalar(said, f"%{WORD}%") == 0
    aliases = "SELECT count(*) FROM whatsapp_inbox_contact_alias WHERE value LIKE %s"
    assert threaded.scalar(aliases, f"%{LUCIA}%") == 0

    # whoever writes again is somebody new, in a thread of their own
    threaded.write("lucia", "Me again")
    threaded.wait_drained()
    threaded.channel_of(LUCIA)
