"""Buttons of ours that customers tap."""

import logging
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import tap
from .common import (
    NOW,
    WhatsappCase,
    change,
    message,
    minutes,
    person,
    said,
    webhook,
)
from .test_routing_menu import MenuCase

LOG = "odoo.addons.whatsapp_inbox.models.whatsapp_inbox_tap"


def tapped(payload, kind="button_reply", title="Confirm", **values):
    """A reply button, a row of a list, or a quick reply of a template."""
    if kind == "button":
        return message("button", {"payload": payload, "text": title}, **values)
    content = {"type": kind, kind: {"id": payload, "title": title}}
    return message("interactive", content, **values)


class TapCase(WhatsappCase):
    """A record of a customer; its button notes who tapped it."""

    def setUp(self):
        super().setUp()
        self.calls = []
        self.tap_model = self.env["whatsapp.inbox.tap"]
        note = patch.object(
            type(self.tap_model), "_tapped_note", self._note, create=True
        )
        note.start()
        self.addCleanup(note.stop)
        self.customer_thread = self.thread()
        self.partner = self.customer_thread.whatsapp_contact_id.partner_id
        self.record = self.bank_of(self.partner)
        self.payload = self.tap_model._payload("note", self.record)

    def _note(self, message, record):
        self.calls.append((message.wamid, record))

    def bank_of(self, partner, **values):
        """A model with a customer and a company that the addon has anyway."""
        return self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": f"N{partner.id}", **values}
        )


@tagged("post_install", "-at_install")
class TestTap(TapCase):
    def test_each_kind_of_reply(self):
        for kind in ("button_reply", "list_reply", "button"):
            with self.subTest(kind=kind):
                self.calls.clear()
                record = self.receive(tapped(self.payload, kind))
                self.assertEqual(self.calls, [(record.wamid, self.record)])
                self.assertIn("Confirm", record.mail_message_id.body)

    def test_once_however_often_meta_tells(self):
        element = tapped(self.payload)
        body = webhook(change(self.account, messages=[element, element]))
        for _n in range(2):
            self.store(body)
            self.drain()
        self.assertEqual(self.calls, [(element["id"], self.record)])

    def test_what_we_did_not_sign(self):
        """Ordinary replies, which are shown and do nothing."""
        other = self.tap_model._payload("other", self.record)  # no such method
        foreign = self.payload.replace(":note:", ":other:")
        for payload in (
            self.payload[:-1] + ("0" if self.payload[-1] != "0" else "1"),
            foreign,
            other,
            tap.payload(tap.claim("note", "res.partner.bank", 1), "0" * 64),
            "wi:note:res.partner.bank:1:" + "0" * 32,
            "wi:" + "x" * 5000,
            "menu:1",
        ):
            with self.subTest(payload=payload[:40]):
                record = self.receive(tapped(payload))
                self.assertTrue(record.mail_message_id)
        self.assertFalse(self.calls)

    def test_the_log_has_nothing_of_it(self):
        with self.assertLogs(LOG, logging.INFO) as logs:
            self.receive(tapped(self.payload[:-2] + "zz", title="Secret words"))
        self.assertNotIn("Secret", logs.output[0])
        self.assertNotIn(self.payload[:20], logs.output[0])

    def test_another_secret(self):
        """What another database signed."""
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.receive(tapped(self.payload))
        self.assertFalse(self.calls)

    def test_a_record_that_is_gone(self):
        record = self.env["whatsapp.inbox.tag"].create({"name": "Gone"})
        payload = self.tap_model._payload("note", record)
        record.unlink()
        self.receive(tapped(payload))
        self.assertFalse(self.calls)

    # -- of whom --------------------------------------------------------------

    def test_a_colleague_of_the_customer(self):
        house = self.env["res.partner"].create({"name": "House", "is_company": True})
        colleague = self.env["res.partner"].create(
            {"name": "Bob", "parent_id": house.id}
        )
        self.partner.parent_id = house
        payload = self.tap_model._payload("note", self.bank_of(colleague))
        self.receive(tapped(payload))
        self.assertEqual(len(self.calls), 1)

    def test_a_stranger(self):
        """An id that was forwarded: told to the agents, without the document."""
        stranger = self.env["res.partner"].create({"name": "Stranger Danger"})
        payload = self.tap_model._payload("note", self.bank_of(stranger))
        self.receive(tapped(payload))
        self.assertFalse(self.calls)
        [told] = [t for t in self.texts(self.customer_thread) if "somebody else" in t]
        self.assertNotIn("Stranger", told)

    def test_nobody_is_the_customer_of_nobody(self):
        """Neither has a partner, which makes them no one person."""
        record = self.env["whatsapp.inbox.tag"].create({"name": "No document"})
        nobody = self.env["res.partner"]
        self.customer_thread.whatsapp_contact_id.partner_id = False
        with patch.object(type(self.tap_model), "_customer", lambda *_a: nobody):
            self.receive(tapped(self.tap_model._payload("note", record)))
        self.assertFalse(self.calls)

    def test_another_company(self):
        other = self._create_company("Other Garden", "base.es")
        self.partner.company_id = other
        self.assertEqual(self.record.company_id, other)
        self.receive(tapped(self.payload))
        self.assertFalse(self.calls)

    # -- faults --------------------------------------------------------------

    @mute_logger(LOG)
    def test_a_fault_loses_no_message(self):
        """Nothing of the action is done; agents are told; its neighbours are stored."""

        def fail(_self, message, record):
            record.acc_number = "half done"
            record.flush_recordset()
            raise ValueError("secret")

        with patch.object(type(self.tap_model), "_tapped_note", fail):
            first, second = self.receive(tapped(self.payload), said("And now?"))
        self.assertTrue(first.mail_message_id and second.mail_message_id)
        self.record.invalidate_recordset()
        self.assertNotEqual(self.record.acc_number, "half done")
        self.assertTrue(
            [t for t in self.texts(self.customer_thread) if "could not be done" in t]
        )

    # -- cost --------------------------------------------------------------

    def test_other_replies_cost_nothing(self):
        def cost():
            elements = [
                tapped(f"reply:{n}", at=NOW + minutes(1)) for n in range(10)
            ] + [said("Hi", at=NOW + minutes(1)) for _n in range(10)]
            self.store(webhook(change(self.account, messages=elements)))
            return self.queries_of(self.drain)

        cost()
        with_taps = cost()
        with patch.object(type(self.tap_model), "_receive", lambda *_args: None):
            self.assertEqual(cost(), with_taps)


@tagged("post_install", "-at_install")
class TestTapMenu(MenuCase):
    def test_the_menu_does_not_ask_back(self):
        """Who taps our button has said what it is about."""
        for payload, asked in (("wi:note:x:1:" + "0" * 32, False), ("reply:1", True)):
            sender = f"3460011133{asked:d}"
            reply = tapped(payload, sender=sender)
            contacts = [person(wa_id=sender)]
            new = self.receive(reply, contacts=contacts).conversation_id
            self.assertEqual(new.routing_state == "asking", asked)
