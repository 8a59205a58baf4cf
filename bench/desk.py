"""An agent's composer and thread, with 5,000 messages and 2,000 canned replies.

The floor is Discuss's own: a group channel of as many messages, whose composer asks for
those whom one may mention and tells that one types. Over HTTP first, then in a browser:
how long its main thread is busy.
"""

import shutil

from playwright.sync_api import expect, sync_playwright

from e2e.browser import CHROMIUM, SECONDS, WIDE, open_discuss
from e2e.processes import connection

from . import growth
from .agent import Agent
from .discuss import pairs_of
from .models import GROUP_AGENT
from .plan import LONG_THREAD
from .turns import TARGET, compare

CANNED = 2000
LOADED = 10  # times that one scrolls to the top: 30 messages each
TEXT = "Good morning, it leaves today and is with you on Monday "
BUBBLE, INPUT = ".o-mail-Message", ".o-mail-Composer-input"
LOAD = """async (id) => {
    const store = odoo.__WOWL_DEBUG__.root.env.services["mail.store"];
    const thread = store.Thread.get({model: "discuss.channel", id});
    await thread.fetchMoreMessages();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    return thread.messages.length;
}"""


def run(bench):
    with growth.served(bench, "bench-desk", 0) as (server, copy):
        with connection(copy) as cursor:
            pairs = pairs_of(cursor)
        [(thread, group, _count)] = [p for p in pairs if p[2] == LONG_THREAD]
        agent, other = Agent(server, "agent0"), Agent(server, GROUP_AGENT)
        _write_canned(agent)
        _asked(bench, agent, other, thread, group)
        with sync_playwright() as playwright:
            _seen(bench, playwright, server, thread[0], group[0])


def _write_canned(agent):
    values = [
        {
            "source": f"reply{number}",
            "substitution": f"Dear {{{{customer.name}}}}, answer {number}: {TEXT}",
        }
        for number in range(CANNED)
    ]
    agent.do(agent.orm("mail.canned.response", "create", values))


def _asked(bench, agent, other, thread, group):
    """What the composer and the thread ask the server for."""
    middle = (thread[1] + 1, group[1] + 1)
    for _page in range(20):
        middle = (
            _oldest(agent, thread[0], middle[0]),
            _oldest(other, group[0], middle[1]),
        )
    size = f"of {LONG_THREAD:,} messages"
    compare(
        bench,
        f"scrolled up in a thread {size}",
        f"in a group {size}",
        lambda n: other.do(other.messages(group[0], before=middle[1])),
        lambda n: agent.do(agent.messages(thread[0], before=middle[0])),
    )
    mention = other.orm(
        "res.partner", "get_mention_suggestions_from_channel", group[0], "team2"
    )
    for what, term in (("word", "reply12"), ("word of all of them", "morning")):
        compare(
            bench,
            f"a {what} is searched in {CANNED:,} canned replies",
            "those whom one may mention",
            lambda n: other.do(mention),
            lambda n, term=term: agent.do(
                agent.orm("mail.canned.response", "whatsapp_search", thread[0], term)
            ),
            target=None,
        )
    compare(
        bench,
        "a draft is saved",
        "it is told that one types",
        lambda n: other.do(other.typing(group[0], n % 2 == 0)),
        lambda n: agent.do(
            agent.orm(
                "discuss.channel",
                "whatsapp_save_draft",
                [thread[0]],
                f"{TEXT}{n}",
                False,
            )
        ),
        target=None,
    )
    compare(
        bench,
        f"an answer in a thread {size}",
        f"a message in a group {size}",
        lambda n: other.do(other.post(group[0], f"{TEXT}{n}")),
        lambda n: agent.do(agent.post(thread[0], f"{TEXT}{n}")),
        target=None,
    )


def _oldest(agent, channel_id, before):
    [answer] = agent.do(agent.messages(channel_id, before=before)).answers
    return min(answer["messages"])


def _seen(bench, playwright, server, thread_id, group_id):
    """What the browser is busy with: no wall clock, whose share the server has."""
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=CHROMIUM
    )
    expect.set_options(timeout=20 * SECONDS)
    pages = {
        "floor": Tab(browser, server, GROUP_AGENT, group_id),
        "ours": Tab(browser, server, "agent0", thread_id),
    }
    size = f"of {LONG_THREAD:,} messages"
    loads = {which: [] for which in pages}
    keys = {which: [] for which in pages}
    for _page in range(LOADED):
        for which, tab in pages.items():
            loads[which].append(tab.load())
    for _turn in range(bench.scale.rounds):
        for which, tab in pages.items():
            keys[which].append(tab.type())
    browser.close()
    for name, floor, ours in (
        ("30 older messages are loaded and drawn", *loads.values()),
        (f"a key in the composer, {30 * LOADED} messages drawn", *keys.values()),
    ):
        bench.add(
            f"{name}, a thread {size}: time of the browser",
            f"a group {size}",
            "ms",
            floor,
            ours,
            target=TARGET,
            better="lower",
        )


class Tab:
    """A page of one agent, at one channel."""

    def __init__(self, browser, server, login, channel_id):
        self.channel_id = channel_id
        self.page = browser.new_context(viewport=WIDE).new_page()
        self.page.set_default_timeout(60 * SECONDS)
        where = f"?active_id=discuss.channel_{channel_id}"
        open_discuss(self.page, server.url, login, where)
        expect(self.page.locator(BUBBLE).first).to_be_visible()
        self.cdp = self.page.context.new_cdp_session(self.page)
        self.cdp.send("Performance.enable")

    def load(self):
        """:return: milliseconds for 30 messages more"""
        began = self._busy()
        count = self.page.evaluate(LOAD, self.channel_id)
        # events have lines of their own, which are no bubbles
        expect(self.page.locator(BUBBLE).nth(count * 9 // 10)).to_be_attached()
        return (self._busy() - began) * 1000

    def type(self):
        """:return: milliseconds a key"""
        composer = self.page.locator(INPUT)
        composer.fill("")
        composer.focus()
        began = self._busy()
        composer.press_sequentially(TEXT)
        self.page.wait_for_timeout(1500)  # a draft is saved a second after the last key
        return (self._busy() - began) * 1000 / len(TEXT)

    def _busy(self):
        """:return: seconds for which the main thread had something to do"""
        metrics = self.cdp.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "TaskDuration")
