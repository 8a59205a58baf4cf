"""Files and messages out of a thread: two customers on the phone page, an agent in
Discuss."""

import io
import re
import zipfile

from playwright.sync_api import expect

from simulator import seed

from .browser import bubble, open_discuss, open_phone, open_thread, write
from .processes import wait_until

LUCIA, GIULIA = "34600123456", "393331234567"


def choose(discuss, text, action):
    """An action of the menu of a message."""
    message = bubble(discuss, text).last
    message.hover()
    message.get_by_title("Expand").first.click()
    discuss.locator(".o-dropdown-item", has_text=action).click()


def open_panel(discuss):
    discuss.locator(
        ".o-mail-DiscussContent-header button[name='whatsapp-gallery']"
    ).click()
    return discuss.locator(".o_whatsapp_inbox_gallery")


def test_what_a_customer_sent_is_found_and_taken(threaded, new_page):
    for kind in ("image", "document", "image"):
        threaded.simulator.post("inbound", customer="lucia", type=kind)
    threaded.write("lucia", "See https://example.com/garden")
    channel = threaded.channel_of(LUCIA)
    here = "SELECT count(*) FROM ir_attachment WHERE res_model = 'discuss.channel'"
    here += " AND res_id = %s"
    wait_until(lambda: threaded.scalar(here, channel) == 3, "three files")
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    gallery = open_panel(discuss)
    expect(gallery.locator(".o_whatsapp_inbox_tile img")).to_have_count(2)
    expect(gallery.locator("img").first).to_have_js_property("complete", True)

    gallery.locator(".o_whatsapp_inbox_tile button").first.click()
    expect(discuss.locator(".o-FileViewer-view")).to_be_visible()
    discuss.keyboard.press("Escape")
    gallery.get_by_role("tab", name="Links").click()
    expect(gallery.locator("a[href='https://example.com/garden']")).to_be_visible()
    gallery.get_by_role("tab", name="Documents").click()
    expect(gallery.locator(".o_whatsapp_inbox_line")).to_have_count(1)

    with discuss.expect_download() as download:
        gallery.locator(".o_whatsapp_inbox_download_all").click()
    with open(download.value.path(), "rb") as file:
        content = io.BytesIO(file.read())
    with zipfile.ZipFile(content) as packed:
        assert packed.testzip() is None
        names = packed.namelist()
    assert len(names) == 3
    assert all(re.match(r"\d{4}-\d\d-\d\d \S", name) for name in names)


def test_forwarded_from_one_customer_to_another(threaded, new_page):
    threaded.write("giulia", "Quanto costa?")
    threaded.channel_of(GIULIA)
    threaded.simulator.post(
        "inbound", customer="lucia", type="image", caption="My *garden*"
    )
    threaded.wait_drained()
    phone = open_phone(new_page(), threaded.simulator.url, "giulia")
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    expect(bubble(discuss, "My garden").locator("img").last).to_be_visible()
    choose(discuss, "My garden", "Forward")
    dialog = discuss.get_by_role("dialog")
    dialog.get_by_role("button", name="Giulia").click()
    expect(discuss.locator(".o_notification", has_text="Giulia")).to_be_visible()

    incoming = phone.locator(".message.incoming", has_text="My garden")
    expect(incoming.locator("img")).to_have_js_property("naturalWidth", 480)
    expect(phone.locator(".message.incoming", has_text="Lucía")).to_have_count(0)


def test_several_go_once_each_and_in_their_order(threaded, new_page):
    threaded.write("giulia", "Mi mostra il giardino?")
    other = threaded.channel_of(GIULIA)
    for text in ("The gate is blue", "The wall is white"):
        threaded.write("lucia", text)
        threaded.wait_drained()
    note(threaded, threaded.channel_of(LUCIA), "For nobody else")
    threaded.simulator.post(
        "inbound", customer="lucia", type="image", caption="All of it"
    )
    threaded.wait_drained()
    threaded.wait_sent()
    before = forwarded(threaded, other)
    phone = open_phone(new_page(), threaded.simulator.url, "giulia")
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    expect(bubble(discuss, "All of it").locator("img").last).to_be_visible()
    choose(discuss, "The gate is blue", "Select")
    check = bubble(discuss, "All of it").locator(".o_whatsapp_inbox_check")
    check.click(modifiers=["Shift"])
    bar = discuss.locator(".o_whatsapp_inbox_selection")
    expect(bar).to_contain_text("3 selected")
    bar.locator(".o_whatsapp_inbox_forward").click()
    discuss.keyboard.type("giulia")
    dialog = discuss.get_by_role("dialog")
    expect(dialog.locator(".list-group-item")).to_have_count(1)
    expect(dialog.locator("[aria-busy='false']")).to_be_visible()
    dialog.get_by_role("button", name="Giulia").dblclick()
    expect(discuss.locator(".o_notification", has_text="Giulia")).to_be_visible()
    expect(bar).to_have_count(0)

    expect(
        phone.locator(".message.incoming", has_text="All of it").locator("img")
    ).to_have_js_property("naturalWidth", 480)
    threaded.wait_sent()
    incoming = "\n".join(phone.locator(".message.incoming").all_inner_texts())
    places = [incoming.find(t) for t in ("gate is blue", "wall is white", "All of it")]
    assert -1 not in places
    assert places == sorted(places)
    assert forwarded(threaded, other) == before + 3
    assert "For nobody else" not in incoming


def forwarded(inbox, channel):
    return inbox.scalar(
        "SELECT count(*) FROM whatsapp_inbox_message"
        " WHERE channel_id = %s AND direction = 'outbound'",
        channel,
    )


def note(inbox, channel, text):
    inbox.odoo.rpc(
        "discuss.channel",
        "message_post",
        [channel],
        login="agent",
        body=text,
        message_type="comment",
        subtype_xmlid="mail.mt_note",
    )


def test_a_note_is_offered_to_no_customer(threaded, new_page):
    threaded.write("lucia", "Good morning")
    channel = threaded.channel_of(LUCIA)
    note(threaded, channel, "She pays late")
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    choose(discuss, "She pays late", "Forward")
    dialog = discuss.get_by_role("dialog")
    expect(dialog).to_contain_text("never sent to a customer")
    expect(dialog.get_by_role("tab")).to_have_count(0)


def test_transcript_is_a_pdf(threaded, new_page):
    phone = open_phone(new_page(), threaded.simulator.url, "lucia")
    write(phone, "Is my order ready?")
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Lucía")
    expect(bubble(discuss, "Is my order ready?").last).to_be_visible()
    discuss.locator(
        ".o-mail-DiscussContent-header button[name='whatsapp-transcript']"
    ).click()
    with discuss.expect_download(timeout=60_000) as download:
        discuss.get_by_role("button", name="PDF").click()
    with open(download.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"


def test_an_open_gallery_follows_the_thread(threaded, new_page):
    threaded.simulator.post(
        "numbers", phone_number_id=seed.NUMBER_ID, is_on_biz_app=True
    )
    threaded.write("valentina", "Good morning")
    discuss = open_discuss(new_page(), threaded.odoo.url)
    open_thread(discuss, "Valentina")
    asked = []
    discuss.on(
        "request",
        lambda request: asked.append(1) if "whatsapp_gallery" in request.url else None,
    )
    gallery = open_panel(discuss)
    tiles = gallery.locator(".o_whatsapp_inbox_tile img")
    expect(gallery).to_contain_text("No photo or video yet.")
    sent = threaded.simulator.post("inbound", customer="valentina", type="image")
    expect(tiles).to_have_count(1)
    expect(gallery.locator(".o_whatsapp_inbox_missing")).to_have_count(0)
    threaded.simulator.post(
        "revise", customer="valentina", wamid=sent["wamid"], delete=True
    )
    expect(tiles).to_have_count(0)
    assert len(asked) == 1
