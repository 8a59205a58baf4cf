"""Takes the README's pictures from a running demo (`make demo`).

    . dev/env.sh && python docs/screenshots.py [--odoo URL] [--simulator URL]

Customers write through the simulator, an agent answers in Discuss as a person would,
then the pages are photographed into docs/ and the addon's description. Take it on a
fresh demo database: what was written in it before stays in the pictures. It needs what
`dev/install test` brings: Playwright and Debian's Chromium.
"""

import argparse
import base64
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DESCRIPTION = ROOT / "whatsapp_inbox" / "static" / "description"
GARDEN = ROOT / "simulator" / "samples" / "garden.jpg"
PALETTE = DOCS / "dark.scss"
FONTS = ROOT / ".dev" / "odoo" / "usr" / "share" / "fonts"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
POT = """
<svg xmlns="http://www.w3.org/2000/svg" width="208" height="156" viewBox="0 0 48 36">
<path fill="#f3e9dc" d="M0 0h48v36H0z"/><path fill="#e3d2bb" d="M0 29h48v7H0z"/>
<g fill="#2f7d54"><rect x="20" y="5" width="8" height="20" rx="4"/>
<path d="M20 19h-3a4 4 0 0 1-4-4v-3a1.5 1.5 0 0 1 4 0v2a1 1 0 0 0 1 1h2zM28 16h3a4 4
0 0 0 4-4v-2a1.5 1.5 0 0 0-4 0v1a1 1 0 0 1-1 1h-2z"/></g>
<circle cx="24" cy="5" r="2" fill="#e2557a"/>
<path fill="#c4693d" d="M15 22h18l-2 10H17z"/><path fill="#a95530" d="M14 21h20v3H14z"/>
</svg>"""


# -- what customers write -----------------------------------------------------------


class Customers:
    """The phones of the simulator.

    :param request: Playwright's ``APIRequestContext``
    """

    def __init__(self, request, url):
        self.request = request
        self.url = url

    def call(self, name, **values):
        answer = self.request.post(f"{self.url}/simulator/{name}", data=values)
        if not answer.ok:
            raise SystemExit(f"The simulator refused {name}: {answer.text()}")
        return answer.json()

    def write(self, customer, minutes_ago, **message):
        """:return: the wamid of the message, dated in the past"""
        values = {
            "customer": customer,
            "timestamp": int(time.time()) - minutes_ago * 60,
        }
        return self.call("inbound", **values, **message)["wamid"]

    def answers(self, customer):
        """:return: wamids of what the business sent, oldest first"""
        answer = self.request.get(
            f"{self.url}/simulator/messages",
            params={"customer": customer, "direction": "outbound"},
        )
        return [message["id"] for message in answer.json()["data"]]


def write_to_the_business(customers, photo):
    customers.write("mateo", 95, text="Buenas, ¿hacen envíos a Rosario?")
    customers.write(
        "noa", 63, text="Is the shop open on Sunday? I'd pass by with my kids 🙂"
    )
    customers.write(
        "joao",
        41,
        type="document",
        filename="comprovante.pdf",
        caption="Pago! Obrigado",
    )
    customers.write(
        "giulia", 24, text="Il pacco è arrivato, tutto intatto. *Grazie mille!* 🌵"
    )
    customers.write(
        "emma",
        17,
        text="Good morning! We are moving to a new office and would like some green "
        "in the entrance.",
    )
    customers.write("emma", 16, type="voice")
    customers.write(
        "emma",
        15,
        type="location",
        location={
            "latitude": 38.8893,
            "longitude": -77.0502,
            "name": "Riverside Offices",
            "address": "12 Canal Street, Washington",
        },
    )
    customers.write(
        "emma",
        14,
        type="image",
        caption="Do you have these?",
        data=base64.b64encode(photo).decode(),
        mime_type="image/png",
    )
    customers.write("lucia", 6, text="Hola, ¿el _Echinopsis_ llega ya en flor?")
    customers.write("lucia", 5, text="Es para un regalo 🎁 y lo necesito el viernes")


def where_it_is_morning():
    """:return: name of the time zone in which it is ten to eleven now"""
    hours = 10 - time.gmtime().tm_hour
    hours += 24 * (hours < -12)
    return f"Etc/GMT{-hours:+d}"


# -- what the agent does ------------------------------------------------------------


class Agent:
    """A user of Odoo in a browser of their own."""

    def __init__(self, browser, odoo, login, viewport, dark=False):
        self.odoo = odoo
        self.context = browser.new_context(
            viewport=viewport,
            device_scale_factor=1.5,
            locale="en-US",
            timezone_id=where_it_is_morning(),
        )
        self.page = self.context.new_page()
        if dark:
            self._wear_dark()
        self._log_in(login)

    def _wear_dark(self):
        """Odoo Community has no switch for its dark style: swap the sheets."""
        dark = f"{self.odoo}/web/assets/debug/web.assets_web_dark.css"
        self.context.route(
            "**/web.assets_web.min.css",
            lambda route: route.fulfill(response=route.fetch(url=dark)),
        )

    def _log_in(self, login):
        page = self.page
        page.goto(f"{self.odoo}/web/login")
        page.fill("input[name=login]", login)
        page.fill("input[name=password]", login)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector(".o_main_navbar", timeout=120_000)

    def call(self, model, method, *args):
        answer = self.context.request.post(
            f"{self.odoo}/web/dataset/call_kw",
            data={
                "params": {"model": model, "method": method, "args": args, "kwargs": {}}
            },
        ).json()
        if "error" in answer:
            raise SystemExit(f"{model}.{method}: {answer['error']['data']['message']}")
        return answer["result"]

    def open_discuss(self):
        self.page.goto(f"{self.odoo}/odoo/discuss")
        self.page.wait_for_selector(".o-mail-DiscussSidebar, .o-mail-MessagingMenu")

    def open_thread(self, name):
        self.open_discuss()
        if self.page.viewport_size == NARROW:
            self.page.locator(".o-mail-MessagingMenu-tab", has_text="WhatsApp").click()
        item = ".o-mail-DiscussSidebarChannel, .o-mail-NotificationItem"
        self.page.locator(item, has_text=name).first.click()
        self.page.wait_for_selector(".o-mail-Message")
        self.settle()

    def settle(self):
        """Wait for files and pictures, then for what is animated."""
        page = self.page
        page.wait_for_function(
            "() => !document.querySelector('.o_whatsapp_inbox_file.o-pending')"
            " && [...document.images].every((image) => image.complete)",
            timeout=60_000,
        )
        page.wait_for_timeout(1_500)

    def answer(self, text, picture=None, quote=None):
        page = self.page
        if quote:
            message = page.locator(".o-mail-Message", has_text=quote).last
            message.hover()
            message.locator("[title=Reply]").first.click()
        if picture:
            page.locator(".o-mail-Composer .o_input_file").first.set_input_files(
                picture
            )
            page.wait_for_selector(".o-mail-Composer .o-mail-AttachmentContainer")
        page.locator(".o-mail-Composer-input").first.fill(text)
        page.keyboard.press("Enter")

    def take(self, *paths, clip=None):
        self.page.mouse.move(0, 0)
        self.page.screenshot(path=paths[0], clip=clip)
        for other in paths[1:]:
            shutil.copy(paths[0], other)
        print(", ".join(str(path.relative_to(ROOT)) for path in paths))


def draw(browser, html, width, height):
    """:return: PNG of what the HTML shows"""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f"<style>body {{ margin: 0 }}</style>{html}")
    drawing = page.screenshot()
    page.close()
    return drawing


def talk(agent, customers, pot):
    """The agent answers Emma, who reads it and answers in her turn."""
    agent.open_thread("Emma Johnson")
    before = len(customers.answers("emma"))  # what the inbox said by itself
    pot = {"name": "golden barrel.png", "mimeType": "image/png", "buffer": pot}
    agent.answer(
        "Good morning Emma! Yes: the big one is a golden barrel, €38.50 in a clay pot. "
        "Delivery to Canal Street is free.",
        picture=pot,
        quote="Do you have these?",
    )
    deadline = time.time() + 60
    while len(answers := customers.answers("emma")) <= before:
        if time.time() > deadline:
            raise SystemExit("The answer did not reach the simulator in a minute.")
        time.sleep(0.5)
    agent.settle()
    customers.call("read", customer="emma")
    customers.write(
        "emma", 0, type="reaction", reply_to=answers[-1], reaction={"emoji": "👍"}
    )
    customers.write(
        "emma",
        0,
        text="Lovely. Three of them for Friday, please!",
        reply_to=answers[-1],
    )
    agent.page.wait_for_selector("text=Three of them for Friday")
    agent.settle()


def have_them_talk(browser, odoo, simulator):
    agent = Agent(browser, odoo, "demo", WIDE)
    customers = Customers(agent.context.request, simulator)
    garden = base64.b64encode(GARDEN.read_bytes()).decode()
    garden = f'<img src="data:image/jpeg;base64,{garden}" width="288">'
    write_to_the_business(customers, draw(browser, garden, 288, 192))
    agent.open_discuss()
    agent.page.wait_for_selector("text=Lucía Fernández", timeout=60_000)
    talk(agent, customers, draw(browser, POT, 208, 156))
    agent.context.close()


@contextmanager
def without_menu(browser, odoo):
    """The demo's menu asks new customers for a shop, and the pictures show a talk that
    is under way: they go to the number's own team, the online shop."""
    admin = Agent(browser, odoo, "admin", WIDE)
    asking = admin.call(
        "whatsapp.inbox.account", "search", [["routing_active", "=", True]]
    )
    admin.call("whatsapp.inbox.account", "write", asking, {"routing_active": False})
    try:
        yield
    finally:
        admin.call("whatsapp.inbox.account", "write", asking, {"routing_active": True})
        admin.context.close()


# -- dark ---------------------------------------------------------------------------


@contextmanager
def dark_palette(browser, odoo):
    """The demo's dark style sheet has colours of its own for this time (dark.scss)."""
    admin = Agent(browser, odoo, "admin", WIDE)
    url = "/whatsapp_inbox/docs/dark.scss"
    created = [
        (
            "ir.attachment",
            admin.call(
                "ir.attachment",
                "create",
                {
                    "name": "dark.scss",
                    "type": "binary",
                    "mimetype": "text/scss",
                    "url": url,
                    "datas": base64.b64encode(PALETTE.read_bytes()).decode(),
                },
            ),
        ),
        (
            "ir.asset",
            admin.call(
                "ir.asset",
                "create",
                {
                    "name": "Dark palette of the pictures",
                    "bundle": "web.assets_web_dark",
                    "directive": "prepend",
                    "path": url,
                },
            ),
        ),
    ]
    try:
        yield
    finally:
        for model, record in reversed(created):
            admin.call(model, "unlink", [record])
        admin.context.close()


# -- the pictures -------------------------------------------------------------------


def photograph_discuss(browser, odoo):
    for viewport, dark, paths in (
        (WIDE, False, (DOCS / "inbox.png", DESCRIPTION / "inbox.png")),
        (WIDE, True, (DOCS / "inbox-dark.png",)),
        (NARROW, False, (DOCS / "inbox-narrow.png", DESCRIPTION / "inbox-narrow.png")),
        (NARROW, True, (DOCS / "inbox-narrow-dark.png",)),
    ):
        agent = Agent(browser, odoo, "demo", viewport, dark)
        agent.open_thread("Emma Johnson")
        agent.take(*paths)
        agent.context.close()


def photograph_panel(browser, odoo):
    """What is known of the customer, beside their thread."""
    agent = Agent(browser, odoo, "demo", WIDE)
    agent.open_thread("Emma Johnson")
    order = agent.page.locator(".o_whatsapp_inbox_order").first
    order.get_by_role("button", expanded=False).first.click()
    agent.page.wait_for_selector(".o_whatsapp_inbox_order_line")
    agent.page.locator("[data-section=orders]").evaluate(
        "section => section.scrollIntoView({block: 'end'})"
    )
    agent.settle()
    agent.take(DOCS / "panel.png")
    agent.context.close()


def photograph_ticket(browser, odoo):
    """The demo's ticket with its chat, before they talk of other things."""
    agent = Agent(browser, odoo, "demo", WIDE)
    page = agent.page
    made_of_chats = [["whatsapp_conversation_ids", "!=", False]]
    [ticket] = agent.call("helpdesk.ticket", "search", made_of_chats)
    page.goto(f"{odoo}/odoo/helpdesk.ticket/{ticket}")
    page.click(".o_whatsapp_inbox_chatter")
    agent.answer("So sorry, Emma! A new pot leaves today, free of charge 🌵")
    page.wait_for_selector(".o-mail-Message >> text=A new pot leaves today")
    agent.settle()
    agent.take(DOCS / "ticket.png")
    agent.context.close()


def photograph_list(browser, odoo):
    agent = Agent(browser, odoo, "demo", NARROW)
    agent.open_discuss()
    agent.page.locator(".o-mail-MessagingMenu-tab", has_text="WhatsApp").click()
    agent.page.wait_for_selector(".o-mail-NotificationItem")
    agent.settle()
    agent.take(DOCS / "inbox-narrow-list.png")
    agent.context.close()


def photograph_administration(browser, odoo):
    """The form of a number, its connection test, the diagnosis."""
    agent = Agent(browser, odoo, "admin", WIDE)
    page = agent.page
    page.goto(f"{odoo}/odoo/action-whatsapp_inbox.whatsapp_inbox_account_action")
    page.locator(".o_data_row .o_data_cell", has_text="Desert Garden").first.click()
    page.wait_for_selector(".o_form_view [name=action_test_connection]")
    agent.settle()
    agent.take(DOCS / "number.png", DESCRIPTION / "number.png")
    page.click("[name=action_test_connection]")
    page.wait_for_selector(".modal .o_list_renderer")
    agent.settle()
    agent.take(DOCS / "test-connection.png", DESCRIPTION / "test-connection.png")
    page.goto(f"{odoo}/odoo/whatsapp-diagnosis")
    page.wait_for_selector("li[data-key]")
    agent.settle()
    agent.take(DOCS / "diagnosis.png", DESCRIPTION / "diagnosis.png")
    agent.context.close()


def photograph_teams(browser, odoo):
    """A team with its hours, and the page that tries the routing."""
    agent = Agent(browser, odoo, "admin", WIDE)
    page = agent.page
    [team] = agent.call("whatsapp.inbox.team", "search", [["name", "=", "Madrid"]])
    page.goto(f"{odoo}/odoo/action-whatsapp_inbox.whatsapp_inbox_team_action/{team}")
    page.wait_for_selector(".o_form_view .o_field_widget[name=name]")
    page.locator(".nav-link", has_text="Opening Hours").click()
    agent.settle()
    agent.take(DOCS / "team.png")
    page.goto(f"{odoo}/odoo/action-whatsapp_inbox.whatsapp_inbox_routing_test_action")
    page.fill(".modal [name=text] textarea", "Hello, my cactus arrived broken")
    page.keyboard.press("Tab")
    page.wait_for_selector(".modal .o_whatsapp_inbox_phone")
    agent.settle()
    dialog = page.locator(".modal-content").bounding_box()
    agent.take(DOCS / "routing.png", clip=dialog)
    agent.context.close()


def photograph_phone(browser, simulator):
    page = browser.new_page(
        viewport=WIDE, device_scale_factor=1.5, timezone_id=where_it_is_morning()
    )
    page.goto(simulator)
    page.locator("text=Emma Johnson").first.click()
    page.wait_for_selector("text=golden barrel")
    page.wait_for_timeout(1_500)
    page.screenshot(path=DOCS / "phone.png")
    print("docs/phone.png")


@contextmanager
def chromium():
    """Debian's Chromium with the font that Odoo asks for first of what Debian has."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        if FONTS.is_dir():
            Path(folder, "fonts").symlink_to(FONTS)
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox"],
            env={**os.environ, "XDG_DATA_HOME": folder},
        )
        yield browser
        browser.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--odoo", default="http://localhost:8069", metavar="URL")
    parser.add_argument("--simulator", default="http://localhost:8070", metavar="URL")
    parser.add_argument(
        "--no-talk", action="store_true", help="photograph what is there already"
    )
    options = parser.parse_args()
    with chromium() as browser:
        if not options.no_talk:
            photograph_ticket(browser, options.odoo)
            with without_menu(browser, options.odoo):
                have_them_talk(browser, options.odoo, options.simulator)
        with dark_palette(browser, options.odoo):
            photograph_discuss(browser, options.odoo)
        photograph_panel(browser, options.odoo)
        photograph_list(browser, options.odoo)
        photograph_teams(browser, options.odoo)
        photograph_administration(browser, options.odoo)
        photograph_phone(browser, options.simulator)


if __name__ == "__main__":
    main()
