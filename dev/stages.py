"""The stages of `make test`: run side by side, then summed up in one line each.

Called by dev/test, which installs what is needed first. Names of stages as arguments
run only those. A stage that needs a database gets its own copy of a template.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(os.environ["ROOT"])
LOGS = Path(os.environ["DEV_DIR"], "log")
#: What has the models of an addon that is not public: see dev/standin
STANDIN = {
    "DEV_STANDIN": "1",
    "ODOO_ADDONS_PATH": os.environ["ODOO_ADDONS_PATH"].replace(
        os.environ["OTHER_ADDONS"], str(ROOT / "dev/standin")
    ),
}
#: Addons of others that are there since what ours do depends on them.
COMPANIONS = sorted(
    path.name for path in Path(os.environ["OTHER_ADDONS"]).glob("helpdesk_mgmt_*")
)
HOOT_FILES = sorted(
    path.relative_to(ROOT) for path in ROOT.glob("whatsapp_inbox*/tests/test_hoot*.py")
)
STAGE_SECONDS = 3000
BEGAN = float(os.environ.get("DEV_BEGAN") or time.time())
running = set()
databases = set()


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other):
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )

    def __str__(self):
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def say(text):
    print(f"[{time.time() - BEGAN:4.0f} s] {text}", flush=True)


def execute(stage, *command, **environment):
    """Run ``command`` with its output in the stage's log.

    :return: the exit status; -1 when it took longer than STAGE_SECONDS
    """
    with open(LOGS / f"test-{stage}.log", "a") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        running.add(process)
        try:
            return process.wait(STAGE_SECONDS)
        except subprocess.TimeoutExpired:
            log.write(f"Stopped: it took longer than {STAGE_SECONDS} seconds\n")
            return -1
        finally:
            end(process)
            running.discard(process)


def end(process):
    """Stop the process and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)


def our_addons(question="ours", **environment):
    """:param question: of dev/database: ``ours`` or ``plain``"""
    command = [ROOT / "dev/database", question]
    found = subprocess.check_output(
        command, text=True, env={**os.environ, **environment}
    )
    return found.strip().split(",")


@contextmanager
def database(stage, template, **environment):
    """The name of a database that lives as long as the stage."""
    name = f"test_{stage}_{os.getpid()}"
    command = ROOT / "dev/database"
    if execute(stage, command, "copy", name, template, **environment):
        raise RuntimeError(f"no database could be copied from the template {template}")
    databases.add(name)
    try:
        yield name
    finally:
        databases.discard(name)
        execute(stage, command, "drop", name)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def pytest(stage, *arguments, **environment):
    """Run pytest and read its counts from its JUnit report."""
    report = LOGS / f"test-{stage}.xml"
    report.unlink(missing_ok=True)
    status = execute(
        stage,
        "pytest",
        f"--junitxml={report}",
        "--durations=10",
        *arguments,
        **environment,
    )
    outcome = Outcome()
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):
            count = {
                key: int(suite.get(key, 0))
                for key in ("tests", "failures", "errors", "skipped")
            }
            failed = count["failures"] + count["errors"]
            outcome += Outcome(
                count["tests"] - failed - count["skipped"], failed, count["skipped"]
            )
    if status and not outcome.failed:
        outcome.failed = 1
    return outcome


def odoo_tests(stage, template, *runs):
    """Run Odoo's own runner, in one database. A warning in the log about what is ours
    is a failure.

    :param runs: (options, tags) of each
    """
    status = 0
    with database(stage, template) as name:
        for options, tags in runs:
            status |= execute(
                stage,
                ROOT / "dev/odoo",
                *("-d", name, *options, "--test-tags", tags, "--stop-after-init"),
                ODOO_HTTP_PORT=free_port(),
            )
    log = (LOGS / f"test-{stage}.log").read_text(errors="replace")
    results = re.findall(
        r"(\d+) failed, (\d+) error\(s\) of (\d+) tests when loading", log
    )
    missing = len(runs) - len(results)
    failures, errors, total = (
        sum(map(int, column))
        for column in zip(*results, (0, missing, missing), strict=True)
    )
    skipped = re.findall(r": skipped (\S+ : .*)", log)
    passed = total - failures - errors - len(skipped)
    outcome = Outcome(passed, failures + errors, len(skipped))
    for reason in skipped:
        say(f"{stage}: skipped {reason}")
    for warning in our_warnings(log):
        say(f"{stage}: a warning of ours in Odoo's log: {warning}")
        outcome.failed += 1
    if (status or not total) and not outcome.failed:
        outcome.failed = 1
    return outcome


def our_warnings(log):
    """The warnings and errors of an Odoo log that come from our addons or name them.

    A test that fails is logged too, by Odoo's runner, and is counted by the runner.

    :return: the first warning of each kind: they differ by more than numbers
    """
    found = {}
    for entry in re.split(r"\n(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,)", log):
        heading = re.match(r"\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) \S+ (\S+): ", entry)
        if not heading or re.search(r"\btests\b", heading[1]):
            continue
        if re.search(r"whatsapp.inbox", entry[heading.start(1) :]):
            text = entry[heading.start(1) :].split("\n")[0][:300]
            found.setdefault(re.sub(r"\d+", "#", text), text)
    return list(found.values())


def lint():
    stage = "lint"
    status = execute(stage, ROOT / "dev/lint")
    log = (LOGS / f"test-{stage}.log").read_text()
    counts = re.search(r"lint: (\d+) passed, (\d+) failed", log)
    outcome = Outcome(*map(int, counts.groups())) if counts else Outcome()
    if status and not outcome.failed:
        outcome.failed = 1
    return outcome


def pure():
    """What needs no Odoo: the addons' tools and the simulator."""
    outcome = Outcome()
    for folder in [*ROOT.glob("whatsapp_inbox*/tests/pure"), ROOT / "simulator/tests"]:
        if list(folder.glob("**/test_*.py")):
            outcome += pytest("pure", "-p", "no:odoo", folder)
    return outcome


def pytest_odoo():
    return odoo_pytest("pytest_odoo", our_addons())


def standin():
    """The bridges to what is not public, and what a live chat changes: neither is in
    another stage's database."""
    rest = set(our_addons(**STANDIN)) - set(our_addons())
    livechat = ROOT.glob("whatsapp_inbox*/tests/test_*livechat.py")
    return odoo_pytest("standin", rest, *livechat, **STANDIN)


def odoo_pytest(stage, addons, *files, **environment):
    folders = [ROOT / addon / "tests" for addon in sorted(addons)]
    folders = [folder for folder in folders if (folder / "__init__.py").exists()]
    folders += files
    if not folders:
        return Outcome()
    with database(stage, "addon", **environment) as name:
        return pytest(
            stage,
            f"--odoo-database={name}",
            f"--odoo-config={ROOT / 'dev/odoo.conf'}",
            "--odoo-http",
            *(f"--ignore={folder / 'pure'}" for folder in folders),
            *(f"--ignore={ROOT / path}" for path in HOOT_FILES),
            *folders,
            **environment,
        )


def odoo():
    """Odoo's own runner, as at the installation of the addons: first of those that
    need nothing but Odoo, without any addon of others, then of the bridges to these."""
    plain = our_addons("plain")
    runs = []
    for addons in (plain, [addon for addon in our_addons() if addon not in plain]):
        tags = [f"/{addon}" for addon in addons] + [f"-/{path}" for path in HOOT_FILES]
        others = [] if addons == plain else COMPANIONS
        if addons:
            runs.append((["-i", ",".join([*addons, *others])], ",".join(tags)))
    return odoo_tests("odoo", "base", *runs)


def hoot():
    """The JavaScript unit tests, counted singly though one HttpCase runs them all. One
    that Odoo skips, for the browser did not start, is a failure."""
    if not HOOT_FILES:
        return Outcome()
    tags = ",".join(f"/{path}" for path in HOOT_FILES)
    outcome = odoo_tests("hoot", "addon", (["-u", our_addons()[0]], tags))
    log = (LOGS / "test-hoot.log").read_text(errors="replace")
    passed = sum(map(int, re.findall(r"\[HOOT\] Passed (\d+) tests?", log)))
    failed = sum(map(int, re.findall(r"\[HOOT\] Failed (\d+) tests?", log)))
    failed = max(failed, outcome.failed) + outcome.skipped
    return Outcome(passed or outcome.passed, failed)


def browser():
    """Real processes and real browsers: each test has its own Odoo and simulator."""
    if not list(ROOT.glob("e2e/**/test_*.py")):
        return Outcome()
    return pytest("browser", "-p", "no:odoo", ROOT / "e2e")


# Two lanes for two cores; then what measures seconds, alone.
LANES = [
    [[lint, pure, odoo, standin], [pytest_odoo, hoot]],
    [[browser]],
]


def end_of_log(stage):
    path = LOGS / f"test-{stage}.log"
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    return "\n".join([*lines[-80:], f"^ the end of {path}"])


def failures(stage):
    """The tests of a stage that failed, each with what its log says in that line:
    Odoo's runner (FAIL: or ERROR:), pytest (FAILED or ERROR) and Hoot."""
    path = LOGS / f"test-{stage}.log"
    pattern = (
        r"(?m)(?:: |^)((?:(?:FAIL|ERROR): |(?:SUB)?FAILED|ERROR ).*"
        r'|\[HOOT\] Test ".*" failed.*)'
    )
    log = path.read_text(errors="replace") if path.exists() else ""
    return [found[:300] for found in dict.fromkeys(re.findall(pattern, log))][:40]


def run_stage(stage):
    """:return: the outcome, and what sums it up: a line, and one for each failure"""
    name = stage.__name__
    (LOGS / f"test-{name}.log").unlink(missing_ok=True)
    began = time.monotonic()
    say(f"{name} …")
    try:
        outcome = stage()
    except RuntimeError as error:
        say(f"{name}: {error}")
        outcome = Outcome(failed=1)
    if not outcome.passed + outcome.failed:
        say(f"{name}: no test was found, which counts as a failure")
        outcome.failed = 1
    line = f"{name:<12} {outcome} in {time.monotonic() - began:.0f} s"
    if outcome.failed:
        print(end_of_log(name), flush=True)
        line = "\n".join([line, *(f"  {failure}" for failure in failures(name))])
    say(line)
    return outcome, line


def run_lane(stages, wanted):
    return [
        run_stage(stage) for stage in stages if not wanted or stage.__name__ in wanted
    ]


def interrupted(signum, frame):
    for process in list(running):
        end(process)
    for name in list(databases):
        subprocess.run([ROOT / "dev/database", "drop", name], check=False)
    os._exit(130)


def main(wanted):
    names = {stage.__name__ for group in LANES for lane in group for stage in lane}
    if unknown := set(wanted) - names:
        sys.exit(f"No stage {', '.join(unknown)}: there are {', '.join(sorted(names))}")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    LOGS.mkdir(parents=True, exist_ok=True)
    results = []
    for group in LANES:
        with ThreadPoolExecutor(len(group)) as pool:
            for lane in pool.map(lambda stages: run_lane(stages, wanted), group):
                results += lane
    total = sum((outcome for outcome, _line in results), Outcome())
    print("", *(line for _outcome, line in results), "", total, sep="\n")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
