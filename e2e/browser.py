"""What the tests with browsers have in common: a customer on the phone page, agents in
Discuss, and a mark on each page, which must still be there at the end."""

from urllib.parse import urlsplit

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


class Network:
    """The requests of a page that had no answer, or an error, for the report of a
    failed test."""

    def __init__(self, page):
        self.open, self.failed = [], []
        page.on("request", self.begin)
        page.on("requestfinished", self.done)
        page.on("requestfailed", self.fail)

    def begin(self, request):
        self.open.append(request)

    def done(self, request):
        if request in self.open:
            self.open.remove(request)

    def fail(self, request):
        self.done(request)
        self.failed.append(f"{urlsplit(request.url).path} {request.failure}")

    def told(self):
        waiting = [urlsplit(request.url).path for request in self.open]
        return f"unanswered: {waiting or 'none'}, failed: {self.failed or 'none'}"


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
