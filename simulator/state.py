"""What Meta would remember, under one lock; optionally kept in an SQLite file."""

import base64
import hashlib
import secrets
import threading
import time
from dataclasses import asdict, fields

from . import numbering
from .records import App, Customer, Media, Message, Number, Template, Token, Waba
from .store import Store

DAY = 24 * 3600
WINDOW = DAY
KINDS = {
    "app": App,
    "token": Token,
    "waba": Waba,
    "number": Number,
    "customer": Customer,
    "media": Media,
    "template": Template,
    "message": Message,
}


class State:
    """Records by id and the indexes over them.

    Every method may be called from any thread; multi-step changes hold `lock`
    (re-entrant).
    """

    def __init__(self, path=None):
        self.lock = threading.RLock()
        self.store = Store(path) if path else None
        self.clock_offset = 0.0
        self._empty()
        if self.store:
            self._load()

    def _empty(self):
        self.records = {kind: {} for kind in KINDS}
        self.apps = self.records["app"]
        self.tokens = self.records["token"]
        self.wabas = self.records["waba"]
        self.numbers = self.records["number"]
        self.customers = self.records["customer"]
        self.media = self.records["media"]
        self.templates = self.records["template"]
        self.messages = self.records["message"]
        self.by_wa_id = {}
        self.by_bsuid = {}
        self.threads = {}  # (number id, customer id) → [Message]
        self.windows = {}  # (number id, customer id) → last inbound, unix seconds
        self.phone_known = {}  # (number id, customer id) → last send to the phone
        self._last_id = 0

    # --- keeping -------------------------------------------------------------

    def _load(self):
        for kind, class_ in KINDS.items():
            known = {f.name for f in fields(class_)}
            for document, blob in self.store.load(kind):
                record = class_(**{k: v for k, v in document.items() if k in known})
                if kind == "media":
                    record.data = blob or b""
                self.records[kind][record.id] = record
                self._index(kind, record)

    def _index(self, kind, record):
        if kind == "customer":
            self.by_wa_id[record.wa_id] = record
        elif kind == "message" and record.customer_id:
            key = record.number_id, record.customer_id
            self.threads.setdefault(key, []).append(record)
            if record.direction == "inbound":
                self.windows[key] = max(self.windows.get(key, 0), record.timestamp)
            elif "to" in record.recipient:
                self.phone_known[key] = record.timestamp

    def add(self, record):
        """Keep a new record and index it."""
        kind = type(record).__name__.lower()
        with self.lock:
            self.records[kind][record.id] = record
            self._index(kind, record)
            self.save(record, blob=record.data if kind == "media" else None)
        return record

    def save(self, record, blob=None):
        """Write a changed record to the file, if there is one."""
        if not self.store:
            return
        kind = type(record).__name__.lower()
        with self.lock:
            if kind == "media":
                document = {k: v for k, v in record.__dict__.items() if k != "data"}
            else:
                document = asdict(record)
            self.store.save(kind, record.id, document, blob)

    def remove(self, record):
        kind = type(record).__name__.lower()
        with self.lock:
            self.records[kind].pop(record.id, None)
            if self.store:
                self.store.delete(kind, record.id)

    def reset(self):
        with self.lock:
            self._empty()
            self.clock_offset = 0.0
            if self.store:
                self.store.clear()

    def close(self):
        if self.store:
            self.store.close()

    # --- time and ids --------------------------------------------------------

    def now(self):
        """Unix seconds on Meta's clock, which tests may move."""
        return time.time() + self.clock_offset

    def new_id(self):
        """16 digits, as Meta's object ids look; never twice, nor after a restart."""
        with self.lock:
            self._last_id = max(self._last_id + 1, int(time.time() * 1e6))
            return str(self._last_id)

    @staticmethod
    def new_wamid(number, inbound):
        """An opaque id in the form that Meta's have: base64 of number and random."""
        number = (number or "0").encode()[:24]
        random = secrets.token_hex(10).upper().encode()
        raw = (
            bytes([0x1C, 0x18, len(number)])
            + number
            + bytes([0x15, 0x02, 0x00, 0x12 if inbound else 0x11, 0x18, len(random)])
            + random
            + b"\0"
        )
        return "wamid." + base64.b64encode(raw).decode()

    # --- finding -------------------------------------------------------------

    def numbers_of(self, waba_id):
        return [n for n in self.numbers.values() if n.waba_id == waba_id]

    def waba_of(self, number):
        return self.wabas[number.waba_id]

    def customer_by_number(self, text, number=None):
        """The WhatsApp user of a written number, by every variant of it.

        Without "+", the business's own country code may be missing.
        """
        wanted = numbering.digits(text)
        candidates = numbering.variants(wanted)
        if number and not str(text).strip().startswith("+"):
            code = numbering.dial_code(numbering.digits(number.display_phone_number))
            candidates += numbering.variants(code + wanted)
        for candidate in candidates:
            if candidate in self.by_wa_id:
                return self.by_wa_id[candidate]
        return None

    def find_customer(self, key, portfolio_id=None):
        """By id, phone in any writing, BSUID or username; None when unknown."""
        key = str(key)
        if key in self.customers:
            return self.customers[key]
        if "." in key:
            portfolios = (
                [portfolio_id]
                if portfolio_id
                else {waba.portfolio_id for waba in self.wabas.values()}
            )
            for portfolio in portfolios:
                if customer := self.customer_by_bsuid(key, portfolio):
                    return customer
        if numbering.looks_dialable(key):
            return self.customer_by_number(key)
        name = key.lstrip("@")
        return next((c for c in self.customers.values() if name == c.username), None)

    def bsuid(self, customer, portfolio_id):
        """The user's business-scoped id: one per portfolio, new with a new phone."""
        seed = f"{portfolio_id}/{customer.id}/{customer.generation}"
        number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
        value = f"{numbering.country(customer.phone)}.{number:020d}"
        self.by_bsuid[portfolio_id, value] = customer
        return value

    def customer_by_bsuid(self, bsuid, portfolio_id):
        with self.lock:
            found = self.by_bsuid.get((portfolio_id, bsuid))
            if not found:
                for customer in self.customers.values():
                    if self.bsuid(customer, portfolio_id) == bsuid:
                        return customer
            elif self.bsuid(found, portfolio_id) != bsuid:
                return None  # of a number the user has left
            return found

    def thread(self, number_id, customer_id):
        return self.threads.get((number_id, customer_id), [])

    # --- the window and the visibility of the phone --------------------------

    def window_expires(self, number_id, customer_id):
        """Unix seconds at which free-form messages end; 0 when never opened."""
        last = self.windows.get((number_id, customer_id), 0)
        return last + WINDOW if last else 0

    def shows_phone(self, number, customer):
        """Whether webhooks to `number` carry the user's phone.

        It is withheld from a user with a username, unless this number wrote to the
        phone itself within 30 days.
        """
        if customer.gone:
            return False
        if not customer.hide_phone:
            return True
        at = self.phone_known.get((number.id, customer.id), 0)
        return self.now() - at < 30 * DAY
