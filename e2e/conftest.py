"""Each module has its own Odoo, simulator and database; their logs are shown when a
test fails."""

import pytest

from .inbox import running

LOG_CHARACTERS = 6000


@pytest.fixture(scope="session")
def logs(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def threaded(request, logs):
    """An inbox whose Odoo has threads, as ``make demo``."""
    with running(_name(request), logs, workers=0) as inbox:
        yield inbox


@pytest.fixture(scope="module")
def prefork(request, logs):
    """An inbox whose Odoo has two workers and two crons."""
    with running(_name(request), logs, workers=2, cron_threads=2) as inbox:
        yield inbox


def _name(request):
    return request.module.__name__.rpartition("test_")[2]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if not report.failed or "logs" not in item.fixturenames:
        return
    for log in sorted(item.funcargs["logs"].glob("*.log")):
        text = log.read_text(errors="replace")[-LOG_CHARACTERS:]
        report.sections.append((f"the end of {log.name}", text))
