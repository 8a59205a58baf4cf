"""Customers who write and agents who answer, all through, whatever breaks."""

import base64
import hashlib
import itertools
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg2
import requests

from ..processes import wait_until

CUSTOMER_THREADS = 4
AGENTS = [f"agent{number}" for number in range(1, 5)]
MESSAGES_OF_EACH = 40
FILES = 0.08
QUOTES = 0.1
#: How far ahead of the slowest a writer may be.
AHEAD = 60
FIRST_PHONE = 34_655_000_000
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Step:
    """One message to be written.

    :ivar str writer: "customer", or the login of an agent
    :ivar str form: text, quote or file
    """

    number: int
    writer: str
    phone: str
    form: str


def plan(messages, rng):
    """The messages of a run: each customer writes first, then it goes to and fro."""
    customers = max(8, messages // MESSAGES_OF_EACH)
    phones = [str(FIRST_PHONE + index) for index in range(customers)]
    known, steps = [], []
    for number in range(messages):
        # new customers all along, the last of them when three quarters are through
        due = len(known) * messages * 3 // 4 < number * customers
        if not known or (due and len(known) < customers):
            known.append(phones[len(known)])
            steps.append(Step(number, "customer", known[-1], "text"))
            continue
        dice = rng.random()
        form = "file" if dice < FILES else "quote" if dice < FILES + QUOTES else "text"
        writer = "customer" if rng.random() < 0.5 else rng.choice(AGENTS)
        steps.append(Step(number, writer, rng.choice(known), form))
    return steps


@dataclass
class Said:
    """One message as its writer knows it.

    :ivar str key: the wamid of a customer's; the text of an agent's
    :ivar bool sure: whether the writer was told that it is done
    """

    key: str
    phone: str
    text: str
    sha256: str = ""
    sure: bool = True


@dataclass
class Traffic:
    """:ivar int done: steps that are done, for whoever times the faults by it"""

    inbox: object
    steps: list
    rng: random.Random
    done: int = 0
    customers: list = field(default_factory=list)
    agents: list = field(default_factory=list)
    errors: Counter = field(default_factory=Counter)
    broken: list = field(default_factory=list)

    def __post_init__(self):
        self._progress = threading.Condition()
        self._channels = {}
        self._wamids = {}
        # one of its own for each message, so that no order of threads matters
        self._contents = {
            step.number: self.rng.randbytes(self.rng.randint(20_000, 60_000))
            for step in self.steps
            if step.form == "file"
        }

    def run(self):
        """Write all of it.

        :raises RuntimeError: a writer gave up
        """
        writers = [
            threading.Thread(target=self._write, args=(mine,), daemon=True)
            for mine in self._shares()
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        if self.broken:
            raise RuntimeError(f"a writer gave up: {self.broken[0]}")

    def _shares(self):
        shares = {}
        for step in self.steps:
            who = step.writer
            if who == "customer":
                who = int(step.phone) % CUSTOMER_THREADS
            shares.setdefault(who, []).append(step)
        return shares.values()

    def _write(self, steps):
        try:
            for step in steps:
                with self._progress:
                    self._progress.wait_for(lambda at=step: at.number < self._limit())
                write = self._customer if step.writer == "customer" else self._agent
                write(step)
                with self._progress:
                    self.done += 1
                    self._progress.notify_all()
        except Exception as error:  # noqa: BLE001 - told by run()
            with self._progress:
                self.broken.append(repr(error))
                self._progress.notify_all()

    def _limit(self):
        return len(self.steps) if self.broken else self.done + AHEAD

    # -- customers ----------------------------------------------------------------

    def _customer(self, step):
        text = f"question {step.number} of {step.phone}"
        values = {"type": "text", "text": text}
        digest = ""
        if step.form == "file":
            content = self._contents[step.number]
            digest = hashlib.sha256(content).hexdigest()
            values = {
                "type": "document",
                "data": base64.b64encode(content).decode(),
                "mime_type": "application/pdf",
                "filename": f"{step.number}.pdf",
                "caption": text,
            }
        elif step.form == "quote" and step.phone in self._wamids:
            values["reply_to"] = self._wamids[step.phone]
        self._said(step.phone, text, digest, values)

    def customer_writes(self, phone, text):
        """One message more."""
        self._said(phone, text, "", {"type": "text", "text": text})

    def _said(self, phone, text, digest, values):
        answer = self.inbox.simulator.post("inbound", customer=f"+{phone}", **values)
        self._wamids[phone] = answer["wamid"]
        self.customers.append(Said(answer["wamid"], phone, text, digest))

    # -- agents -------------------------------------------------------------------

    def _agent(self, step):
        """Post as Discuss does. Who is told of an error, or of nothing, tries again
        with another text, as it may have been posted."""
        channel = self._channel(step.phone)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for attempt in itertools.count(1):
            text = f"answer {step.number}, try {attempt}"
            said = Said(text, step.phone, text, sure=False)
            self.agents.append(said)
            try:
                self._post(step, channel, said)
                said.sure = True
                return
            except (requests.RequestException, ValueError, RuntimeError) as error:
                self.errors[type(error).__name__] += 1
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)

    def _post(self, step, channel, said):
        odoo, login = self.inbox.odoo, step.writer
        post = {"body": said.text, "message_type": "comment"}
        post["subtype_xmlid"] = "mail.mt_comment"
        if step.form == "file":
            content = self._contents[step.number]
            said.sha256 = hashlib.sha256(content).hexdigest()
            values = {"name": f"{step.number}.pdf", "mimetype": "application/pdf"}
            values["datas"] = base64.b64encode(content).decode()
            values.update(res_model="mail.compose.message", res_id=0)
            post["attachment_ids"] = odoo.rpc(
                "ir.attachment", "create", [values], login=login
            )
        odoo.call(
            "/mail/message/post",
            {
                "thread_model": "discuss.channel",
                "thread_id": channel,
                "post_data": post,
            },
            login=login,
        )

    def _channel(self, phone):
        """The thread of a customer whose first message may still be on its way.

        The customer gets impatient and writes again; a server that was started again
        looks for work only after a minute unless somebody calls it.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._find_channel(phone):
            if time.monotonic() > deadline:
                raise TimeoutError(f"no thread of {phone}")
            with suppress(TimeoutError):
                wait_until(lambda: self._find_channel(phone), "a thread", 3, every=0.3)
                break
            self.customer_writes(phone, f"are you there? {time.monotonic()}")
        return self._channels[phone]

    def _find_channel(self, phone):
        if phone not in self._channels:
            try:
                self._channels.update(self._threads())
            except psycopg2.Error:
                self.errors["the database was away"] += 1
        return phone in self._channels

    def _threads(self):
        return [
            (phone.lstrip("+"), channel)
            for phone, channel in self.inbox.rows(
                "SELECT k.phone, c.id FROM discuss_channel c"
                " JOIN whatsapp_inbox_contact k ON k.id = c.whatsapp_contact_id"
                " WHERE k.phone IS NOT NULL"
            )
        ]
