"""Each module has its own Odoo, simulator and database; their logs are shown when a
test fails."""

import shutil

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect, sync_playwright

from .browser import CHROMIUM, SECONDS, WIDE, Network
from .inbox import running

LOG_CHARACTERS = 6000
SHORT_CHARACTERS = 400
#: Where a page tells what it does, or what went wrong.
TOLD = "[role=status]:visible, [role=alert]:visible, [role=dialog]:visible"
#: Room for two jobs that receive and two that send, in three workers.
CHANNELS = "root:3,root.whatsapp_inbox.drain:2,root.whatsapp_inbox.outbox:2"


@pytest.fixture(scope="session")
def logs(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def threaded(request, logs):
    """An inbox whose Odoo has threads, as ``make demo``."""
    with running(_name(request), logs, workers=0, channels="root:2") as inbox:
        yield inbox


@pytest.fixture(scope="module")
def prefork(request, logs):
    """An inbox whose Odoo has three workers, two crons and a job runner."""
    processes = {"workers": 3, "cron_threads": 2, "channels": CHANNELS}
    with running(_name(request), logs, **processes) as inbox:
        yield inbox


@pytest.fixture
def runner(request, prefork):
    """The inbox with who does the work: the crons alone, a thread after each commit as
    well, or jobs."""
    prefork.choose_runner(request.param)
    yield prefork
    prefork.choose_runner("cron")


@pytest.fixture(scope="module")
def browser():
    expect.set_options(timeout=20 * SECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(request, browser):
    """Pages of a browser each, whose errors fail the test, and which never reload."""
    pages = []
    request.node.pages = pages

    def make(viewport=WIDE):
        page = browser.new_context(viewport=viewport).new_page()
        page.set_default_timeout(20 * SECONDS)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.network = Network(page)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.context.close()
    assert [problem for page in pages for problem in page.problems] == []


def _name(request):
    return request.module.__name__.rpartition("test_")[2]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if not report.failed:
        return
    if report.when == "call":
        _add_pages(report, getattr(item, "pages", ()))
    if "logs" in item.fixturenames:
        for log in sorted(item.funcargs["logs"].glob("*.log")):
            text = log.read_text(errors="replace")[-LOG_CHARACTERS:]
            report.sections.append((f"the end of {log.name}", text))


def _add_pages(report, pages):
    """What each page shows and waits for. Beside the test's name, where little has
    room: what it waits for, and what it tells of itself."""
    for number, page in enumerate(pages, 1):
        network = page.network.told()
        try:
            words = page.inner_text("body", timeout=SECONDS)
            told = page.locator(TOLD).all_inner_texts()
        except PlaywrightError as error:
            words, told = str(error), []
        report.sections.append((f"page {number}: {page.url}", f"{network}\n{words}"))
        if crash := getattr(report.longrepr, "reprcrash", None):
            short = " | ".join(" ".join(text.split()) for text in told if text.strip())
            crash.message += (
                f"\npage {number}: {network}, says: {short[-SHORT_CHARACTERS:]}"
            )
