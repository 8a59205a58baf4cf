import json
import os
import random

from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import WhatsappCase, change, said
from .pure.spoiling import encode, mutate, spoil
from .pure.webhook_samples import samples

LOGGER = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_webhook_event"
EVENTS = int(os.environ.get("FUZZ_EVENTS", "150"))
AT_ONCE = 30


@tagged("post_install", "-at_install")
class TestFuzz(WhatsappCase):
    """Bodies of all kinds, spoilt, from the store to the threads.

    ``FUZZ_EVENTS=5000 FUZZ_SEED=7`` for another run; by default it is always the same.
    """

    def setUp(self):
        super().setUp()
        self.rng = random.Random(int(os.environ.get("FUZZ_SEED", "1")))
        self.documents = samples()
        self.good = []

    def test_each_sample(self):
        """Peers 3, 4 and 18: all that Meta documents goes through without a failure."""
        events = [self.store(json.dumps(document).encode()) for document in samples()]
        with mute_logger(LOGGER):
            self.drain()
        for event in events:
            self.assertEqual(event.state, "done", event.error)
        again = self.env["whatsapp.inbox.message"].search_count([])
        for document in samples():
            self.store(json.dumps(document).encode())
        with mute_logger(LOGGER):
            self.drain()
        self.assertEqual(self.env["whatsapp.inbox.message"].search_count([]), again)

    def test_spoilt_bodies(self):
        """Peers 2, 3: no exception leaves the drain, each event ends as done or as
        failed with a reason that is no exception of ours, and neighbours arrive."""
        for _turn in range(0, EVENTS, AT_ONCE):
            events = [self.store(self.body()) for _index in range(AT_ONCE)]
            with mute_logger(LOGGER):
                self.drain()
            for event in events:
                self.assertIn(event.state, ("done", "failed"))
                self.assertEqual(event.state == "failed", bool(event.error))
                self.assertNotIn("Traceback", event.error or "", event.body[:3000])
        self.assertGreater(len(self.good), EVENTS / 2)
        self.assert_harmless()
        for wamid in self.good:
            self.assertTrue(self.transport(wamid), wamid)

    def assert_harmless(self):
        """No word of a customer became a tag, an attribute or a link of its own."""
        messages = self.env["whatsapp.inbox.message"].search([])
        self.assertTrue(messages.mail_message_id)
        for mail in messages.mail_message_id:
            for element in html.fragment_fromstring(mail.body or "", "div").iter():
                self.assertNotIn(element.tag, ("img", "script", "iframe", "style"))
                for name, value in element.attrib.items():
                    self.assertFalse(name.startswith("on"), mail.body)
                    if name in ("href", "src"):
                        self.assertRegex(value, "^(https?|tel|mailto|geo):")

    def body(self):
        document = self.rng.choice(self.documents)
        document = mutate(
            json.loads(json.dumps(document)), self.rng, self.rng.randint(1, 5)
        )
        self.add_neighbours(document)
        body = encode(document, self.rng)
        if self.rng.random() < 0.2:
            # what is cut off takes its neighbours along
            body = spoil(encode(self.rng.choice(self.documents), self.rng), self.rng)
        else:
            self.good += self.added
        return body

    def add_neighbours(self, document):
        """One good message beside the spoilt ones, and one in a change of its own."""
        self.added = []
        entries = document.get("entry") if isinstance(document, dict) else None
        if not isinstance(entries, list):
            return
        for place in self.places(entries):
            place.append(self.good_message())
        entries.append({"id": "1001", "changes": [change(self.account, messages=[])]})
        messages = entries[-1]["changes"][0]["value"]["messages"]
        messages.append(self.good_message())

    def good_message(self):
        element = said("A good one", f"wamid.good.{len(self.good)}.{len(self.added)}")
        self.added.append(element["id"])
        return element

    def places(self, entries):
        """The lists of messages that are still for our number."""
        for entry in entries:
            changes = entry.get("changes") if isinstance(entry, dict) else None
            for each in changes if isinstance(changes, list) else ():
                value = each.get("value") if isinstance(each, dict) else None
                if not isinstance(value, dict) or each.get("field") != "messages":
                    continue
                metadata = value.get("metadata")
                number = (
                    metadata.get("phone_number_id")
                    if isinstance(metadata, dict)
                    else ""
                )
                if number == "501" and isinstance(value.get("messages"), list):
                    yield value["messages"]
