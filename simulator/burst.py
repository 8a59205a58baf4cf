"""Many customers writing at once, for benchmarks and tests of concurrency."""

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

from . import seed, webhooks
from .records import Message

FIRST_PHONE = 34700000000
MOST_TRIES = 6


class Burst:
    """`world` is the Simulator (its parts)."""

    def __init__(self, world):
        self.world = world
        self.state = world.state
        self._phones = itertools.count(FIRST_PHONE)

    def run(self, values):
        """Messages of new (or the given) customers, posted by `concurrency` threads.

        A refused post is tried again up to five times, as `retry_base_ms` says.

        :param values: {customers: 10, messages_each: 1, concurrency: 20,
            duplicate_every: 0, batch: 1 (messages in one POST), phone_number_id?,
            first_phone?, text?, keep: true (in the message log)}; or, for statuses of
            accepted sends, {statuses: ["sent", "delivered", …], wamids? (default all)}
        :return: counts, wamids, seconds, requests a second, latencies in ms
        """
        number = self.world.control.number(values)
        waba = self.state.waba_of(number)
        receivers = self.world.dispatcher.receivers(waba, "messages", number)
        if not receivers:
            raise ValueError(self.world.dispatcher.problem(number))
        prepare = self._prepare_statuses if values.get("statuses") else self._prepare
        bodies, wamids, customers = prepare(number, values)
        every = int(values.get("duplicate_every") or 0)
        jobs = []
        for index, body in enumerate(bodies, 1):
            jobs.append(body)
            if every and index % every == 0:
                jobs.append(body)
        app, url = receivers[0]
        result = self._post(url, app.secret, jobs, int(values.get("concurrency") or 20))
        return {
            **result,
            "customers": [customer.id for customer in customers],
            "phones": ["+" + customer.phone for customer in customers],
            "messages": len(wamids),
            "wamids": wamids,
        }

    def _prepare(self, number, values):
        """Bodies interleaved over the customers, so that they race."""
        count = int(values.get("customers") or 10)
        each = int(values.get("messages_each") or 1)
        batch = max(1, int(values.get("batch") or 1))
        customers = self._customers(count, values.get("first_phone"))
        messages = []
        for index in range(each):
            for customer in customers:
                text = values.get("text") or "Message {index} of {name}"
                body = text.format(index=index + 1, name=customer.name)
                messages.append((customer, self._message(number, customer, body)))
        with self.state.lock:
            for customer, message in messages:
                if values.get("keep", True):
                    self.state.add(message)
                else:
                    key = number.id, customer.id
                    self.state.windows[key] = message.timestamp
        bodies = []
        for start in range(0, len(messages), batch):
            part = messages[start : start + batch]
            values_ = [
                webhooks.inbound_value(self.state, number, customer, message, None)
                for customer, message in part
            ]
            bodies.append(self._together(number, values_))
        return bodies, [message.id for _customer, message in messages], customers

    def _prepare_statuses(self, number, values):
        """Bodies with the asked statuses of sends, status by status."""
        wamids = values.get("wamids") or [
            message.id
            for message in list(self.state.messages.values())
            if message.direction == "outbound" and message.number_id == number.id
        ]
        now = self.state.now()
        statuses = [
            webhooks.status_value(
                self.state,
                number,
                self.state.customers[self.state.messages[wamid].customer_id],
                self.state.messages[wamid],
                status,
                now,
            )
            for status in values["statuses"]
            for wamid in wamids
        ]
        batch = max(1, int(values.get("batch") or 1))
        parts = [statuses[i : i + batch] for i in range(0, len(statuses), batch)]
        return [self._together(number, part) for part in parts], wamids, []

    @staticmethod
    def _together(number, values):
        """One body of several `value`s of the same kind."""
        value = values[0]
        for other in values[1:]:
            for key in ("messages", "statuses"):
                if key in other:
                    value[key] += other[key]
            value["contacts"] += [
                contact
                for contact in other["contacts"]
                if contact not in value["contacts"]
            ]
        return webhooks.encode(webhooks.envelope(number.waba_id, "messages", value))

    def _customers(self, count, first_phone):
        phones = itertools.count(int(first_phone)) if first_phone else self._phones
        customers = []
        for phone in itertools.islice(phones, count):
            found = self.state.customer_by_number(f"+{phone}")
            customers.append(
                found
                or seed.make_customer(
                    self.state, f"Customer {phone}", str(phone), id=str(phone)
                )
            )
        return customers

    def _message(self, number, customer, body):
        return Message(
            id=self.state.new_wamid(customer.wa_id, True),
            number_id=number.id,
            customer_id=customer.id,
            direction="inbound",
            type="text",
            payload={"text": {"body": body}},
            timestamp=int(self.state.now()),
        )

    def _post(self, url, secret, bodies, concurrency):
        """Post the bodies from `concurrency` threads; counts and latencies."""
        local = threading.local()

        def post(body):
            if not hasattr(local, "session"):
                local.session = requests.Session()
                local.session.trust_env = False
            return self._post_one(local.session, url, secret, body)

        started = time.perf_counter()
        with ThreadPoolExecutor(concurrency) as pool:
            results = list(pool.map(post, bodies))
        seconds = time.perf_counter() - started
        taken = sorted(took * 1000 for codes, took in results if codes[-1] == 200)
        return {
            "posts": len(bodies),
            "acknowledged": len(taken),
            "refused_tries": sum(len(codes) - 1 for codes, _took in results),
            "status_codes": sorted({code for codes, _ in results for code in codes}),
            "seconds": round(seconds, 3),
            "per_second": round(len(taken) / seconds, 1) if seconds else 0,
            "latency_ms": {
                "p50": _percentile(taken, 0.5),
                "p95": _percentile(taken, 0.95),
                "p99": _percentile(taken, 0.99),
                "max": _percentile(taken, 1),
            },
        }

    def _post_one(self, session, url, secret, body):
        """([status code of each try, 0 = no answer], seconds of the last try)."""
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": webhooks.sign(secret, body),
        }
        codes = []
        for number in range(MOST_TRIES):
            if number:
                base = self.world.faults.retry_base_ms / 1000
                time.sleep(base * 2 ** (number - 1))
            started = time.perf_counter()
            try:
                answer = session.post(url, data=body, headers=headers, timeout=60)
                codes.append(answer.status_code)
            except requests.RequestException:
                codes.append(0)
            took = time.perf_counter() - started
            if codes[-1] == 200:
                break
        return codes, took


def _percentile(ordered, share):
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)
