"""What the tests with browsers have in common: a customer on the phone page, agents in
Discuss, and a mark on each page, which must still be there at the end."""

from playwright.sync_api import expect

from .inbox import AGENT

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
SECONDS = 1000
WIDE, NARROW = {"width": 1400, "height": 900}, {"width": 390, "height": 844}


def log_in(page, url, path, login):
    page.goto(f"{url}/web/login?redirect={path}")
    page.fill("#login", login)
    page.fill("#password", login)
    page.press("#password", "Enter")


def open_discuss(page, url, login=AGENT, which=""):
    log_in(page, url, f"/odoo/discuss{which}", login)
    expect(page.locator(".o-mail-Discuss")).to_be_visible()
    return mark(page)


def open_phone(page, url, customer):
    page.goto(f"{url}/#customer={customer}")
    expect(page.get_by_role("textbox", name="Message")).to_be_visible()
    return mark(page)


def mark(page):
    page.evaluate("window.neverReloaded = true")
    return page


def never_reloaded(page):
    return page.evaluate("window.neverReloaded === true")


def write(phone, text):
    phone.get_by_role("textbox", name="Message").fill(text)
    phone.get_by_role("button", name="Send", exact=True).click()


def open_thread(discuss, name):
    discuss.locator(".o-mail-DiscussSidebarChannel", has_text=name).click()
    expect(discuss.locator(".o-mail-Composer-input")).to_be_visible()


def answer(discuss, text):
    discuss.locator(".o-mail-Composer-input").click()
    discuss.keyboard.type(text)
    discuss.keyboard.press("Enter")


def bubble(discuss, text):
    return discuss.locator(".o-mail-Message", has_text=text)
