from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import (
    BSUID,
    CUSTOMER,
    NOW,
    WhatsappCase,
    change,
    hours,
    message,
    minutes,
    person,
    said,
    webhook,
)

NEW_BSUID = "ES.20000000000000000002"
NEW_PHONE = "34600333444"


class ChangesCase(WhatsappCase):
    """Ana, known by number and id, whose names change hands."""

    def ana(self, text="Hi", wa_id=CUSTOMER, bsuid=BSUID, name="Ana", **values):
        """A message of somebody, Ana by default."""
        if bsuid:
            values["from_user_id"] = bsuid
        contacts = [person(name, wa_id, bsuid)]
        return self.receive(said(text, sender=wa_id, **values), contacts=contacts)

    def system(self, kind="user_changed_number", sender=None, sender_id=None, **values):
        content = {"type": kind, "body": "Meta's words", **values}
        extra = {"from_user_id": sender_id} if sender_id else {}
        element = message("system", content, sender=sender, **extra)
        return self.receive(element, contacts=[])

    def matches(self, *contacts):
        return self.env["whatsapp.inbox.contact.match"].search(
            [("contact_id", "=", contacts[0].id), ("other_id", "=", contacts[1].id)]
        )

    def told(self, thread, words):
        """:return: how often the thread tells these words"""
        return sum(words in text for text in self.texts(thread))


@tagged("post_install", "-at_install")
class TestRecycledNumber(ChangesCase):
    """peers 11 and 22: an alias of one customer rewritten to another's, and answers
    that go to the wrong person."""

    def berta(self, text="It is me, Berta", **values):
        return self.ana(text, bsuid=NEW_BSUID, name="Berta", **values)

    def test_a_new_owner_is_another_person(self):
        old = self.ana()
        new = self.berta()
        self.assertNotEqual(new.contact_id, old.contact_id)
        self.assertNotEqual(new.channel_id, old.channel_id)
        self.assertNotEqual(new.contact_id.partner_id, old.contact_id.partner_id)
        self.assertEqual(new.contact_id.partner_id.name, "Berta")
        self.assertEqual(old.contact_id.partner_id.phone, "+34 600 11 12 22")
        self.assertRecordValues(
            old.contact_id | new.contact_id,
            [
                {"phone": False, "match_reason": "number"},
                {"phone": "+34600111222", "match_reason": "number"},
            ],
        )

    def test_answers_go_to_who_asked(self):
        old = self.ana()
        new = self.berta()
        self.answer(old.channel_id, "For Ana")
        self.answer(new.channel_id, "For Berta")
        self.send()
        sent = {p["text"]["body"]: p for p in self.meta.sent}
        self.assertEqual(sent["For Ana"]["recipient"], BSUID)
        self.assertNotIn("to", sent["For Ana"])
        self.assertEqual(sent["For Berta"]["to"], f"+{CUSTOMER}")

    def test_an_answer_that_waits_while_the_number_moves(self):
        """In the queue until the day is over, and with the webhook still unread."""
        old = self.ana()
        self.answer(old.channel_id, "Before")
        self.later(hours(25))
        element = said("Hi", at=NOW + hours(25), from_user_id=NEW_BSUID)
        contacts = [person("Berta", CUSTOMER, NEW_BSUID)]
        unread = change(self.account, messages=[element], contacts=contacts)
        self.store(webhook(unread))
        self.send()
        [sent] = self.meta.sent
        self.assertEqual(sent["recipient"], BSUID)
        self.assertNotIn("to", sent)

    def test_the_number_is_theirs_for_a_day(self):
        record = self.ana()
        contact, conversation = record.contact_id, record.conversation_id
        to_number = {"to": f"+{CUSTOMER}"}
        self.assertEqual(contact._recipient(conversation), to_number)
        self.receive(
            said("No number", sender=None, from_user_id=BSUID, at=NOW + hours(20)),
            contacts=[],
        )
        self.later(hours(30))
        self.assertEqual(contact._recipient(conversation), to_number)
        self.later(hours(45))
        self.assertEqual(contact._recipient(conversation), {"recipient": BSUID})

    def test_a_new_id_means_a_new_number(self):
        """Told without the number: the old one may be anybody's."""
        record = self.ana()
        self.system(
            "user_changed_user_id",
            sender_id=BSUID,
            user_id=NEW_BSUID,
            previous_user_id=BSUID,
        )
        self.ana("Hi again", wa_id=None, bsuid=NEW_BSUID)
        contact, conversation = record.contact_id, record.conversation_id
        self.assertEqual(contact._recipient(conversation), {"recipient": NEW_BSUID})
        self.ana("With number", wa_id=NEW_PHONE, bsuid=NEW_BSUID)
        to_number = {"to": f"+{NEW_PHONE}"}
        self.assertEqual(contact._recipient(conversation), to_number)

    def test_both_are_told_and_neither_learns_who_the_other_is(self):
        old = self.ana()
        new = self.berta()
        [line] = [text for text in self.texts(old.channel_id) if "belongs" in text]
        self.assertIn("+34 600 11 12 22 now belongs to somebody else", line)
        self.assertNotIn("Berta", line)
        self.assertEqual(self.told(new.channel_id, "another customer's here"), 1)
        self.assertEqual(self.told(new.channel_id, "Ana"), 0)
        self.berta("And again")
        self.assertEqual(self.told(old.channel_id, "belongs"), 1)
        self.assertFalse(self.outgoing(old.channel_id.message_ids))

    def test_what_comes_late_takes_nothing_back(self):
        old = self.ana()
        new = self.berta(at=NOW + minutes(5))
        late = self.ana("Late", at=NOW + minutes(1))
        self.assertEqual(late.contact_id, old.contact_id)
        self.assertEqual(new.contact_id.phone, "+34600111222")
        self.assertFalse(old.contact_id.phone)
        by_number = self.ana("Number alone", bsuid=None)
        self.assertEqual(by_number.contact_id, new.contact_id)

    def test_the_old_owner_writes_from_the_new_phone(self):
        old = self.ana()
        self.berta()
        again = self.ana(wa_id=NEW_PHONE)
        self.assertEqual(again.contact_id, old.contact_id)
        self.assertEqual(old.contact_id.phone, "+34600333444")

    def test_recycled_twice(self):
        contacts = [
            self.ana(bsuid=f"ES.{n}", name=f"Owner {n}").contact_id for n in range(3)
        ]
        self.assertEqual(len(set(contacts)), 3)
        self.assertEqual(
            [contact.phone for contact in contacts], [False, False, "+34600111222"]
        )
        self.assertEqual(
            [contact._recipient()["recipient"] for contact in contacts],
            ["ES.0", "ES.1", "ES.2"],
        )

    def test_old_and_new_owner_in_one_post(self):
        contacts = [
            person("Ana", CUSTOMER, BSUID),
            person("Berta", CUSTOMER, NEW_BSUID),
        ]
        records = self.receive(
            said("Ana", from_user_id=BSUID),
            said("Berta", from_user_id=NEW_BSUID, at=NOW + minutes(1)),
            contacts=contacts,
        )
        ana, berta = records.contact_id.sorted("id")
        self.assertEqual((ana.name, berta.name), ("Ana", "Berta"))
        self.assertFalse(ana.phone)
        self.assertEqual(berta.phone, "+34600111222")
        self.assertEqual(self.told(ana.channel_ids, "belongs to somebody else"), 1)
        self.assertEqual(self.told(berta.channel_ids, "another customer's here"), 1)

    def test_old_data_without_an_id_learns_it(self):
        old = self.ana(bsuid=None)
        self.assertEqual(old.contact_id._recipient(), {"to": f"+{CUSTOMER}"})
        again = self.ana()
        self.assertEqual(again.contact_id, old.contact_id)
        self.assertEqual(old.contact_id._recipient(), {"recipient": BSUID})
        self.assertFalse(old.contact_id.match_reason)

    def test_the_number_of_old_data_is_somebody_elses(self):
        """Of two contacts, the one WhatsApp names has it: no way to the other is
        left, and none is guessed."""
        old = self.ana(bsuid=None)
        answer = self.answer(old.channel_id, "Waits")
        new = self.receive(
            said("Hi", sender=None, from_user_id=NEW_BSUID),
            contacts=[person("Berta", None, NEW_BSUID)],
        )
        self.berta("With phone")
        self.assertEqual(new.contact_id.phone, "+34600111222")
        self.assertEqual(old.contact_id._recipient(), {})
        self.send()
        self.assertEqual(answer.state, "failed")
        self.assertFalse(self.meta.sent)
        with self.assertRaisesRegex(UserError, "no address"):
            self.answer(old.channel_id, "More")
        self.assertEqual(self.told(old.channel_id, "Nothing can be sent"), 1)
        self.assertTrue(self.matches(old.contact_id, new.contact_id))

    def test_the_offer_is_made_once(self):
        old, new = self.ana().contact_id, self.berta().contact_id
        match = self.matches(old, new)
        match.with_user(self.supervisor).action_refuse()
        self.assertFalse(old.match_reason)
        self.system(wa_id=CUSTOMER, user_id=BSUID)  # the number goes back
        self.assertEqual(old.phone, "+34600111222")
        self.assertEqual(self.matches(old, new), match)
        self.assertEqual(match.state, "refused")


@tagged("post_install", "-at_install")
class TestToldChanges(ChangesCase):
    """System messages say that it is the same person (Meta's page: messages/system)."""

    def test_change_of_number(self):
        first = self.ana()
        record = self.system(
            sender=CUSTOMER,
            sender_id=BSUID,
            wa_id=NEW_PHONE,
            user_id=NEW_BSUID,
            previous_user_id=BSUID,
        )
        self.assertEqual(record.channel_id, first.channel_id)
        later = self.ana("New phone", wa_id=NEW_PHONE, bsuid=NEW_BSUID)
        contact = first.contact_id
        self.assertEqual(later.contact_id, contact)
        self.assertEqual(contact.phone, "+34600333444")
        self.assertEqual(contact._recipient(), {"recipient": NEW_BSUID})
        self.assertFalse(contact.match_reason)
        # the old number may be anybody's now
        stranger = self.ana("Hello", bsuid="ES.3", name="Carla")
        self.assertNotEqual(stranger.contact_id, contact)
        self.assertFalse(stranger.contact_id.match_reason)

    def test_change_of_number_told_under_the_new_names(self):
        first = self.ana()
        self.system(
            sender=NEW_PHONE,
            sender_id=NEW_BSUID,
            wa_id=NEW_PHONE,
            user_id=NEW_BSUID,
            previous_user_id=BSUID,
        )
        self.assertEqual(first.contact_id.phone, "+34600333444")
        self.assertEqual(first.contact_id._recipient(), {"recipient": NEW_BSUID})

    def test_change_of_number_without_ids(self):
        """As before August 2026, by either name of the field."""
        first = self.ana(bsuid=None)
        self.system("customer_changed_number", CUSTOMER, new_wa_id=NEW_PHONE)
        later = self.ana("New phone", wa_id=NEW_PHONE, bsuid=None)
        self.assertEqual(later.channel_id, first.channel_id)
        self.assertEqual(first.contact_id._recipient(), {"to": f"+{NEW_PHONE}"})
        self.assertEqual(first.contact_id.phone, "+34600333444")

    def test_change_to_the_number_of_another(self):
        """It is whose WhatsApp says it is; the other is told, nothing is merged."""
        other = self.ana("Mine", wa_id=NEW_PHONE, bsuid="ES.3", name="Carla")
        first = self.ana()
        self.system(sender=CUSTOMER, wa_id=NEW_PHONE)
        record = self.ana("Who?", wa_id=NEW_PHONE, bsuid=None)
        self.assertEqual(record.contact_id, first.contact_id)
        self.assertEqual(other.contact_id._recipient(), {"recipient": "ES.3"})
        self.assertEqual(self.told(other.channel_id, "belongs to somebody else"), 1)
        self.assertTrue(self.matches(other.contact_id, first.contact_id))

    def test_change_of_id(self):
        """Without a phone, as it is for who hides it."""
        first = self.ana(wa_id=None)
        self.system("user_changed_user_id", user_id=NEW_BSUID, previous_user_id=BSUID)
        record = self.ana(wa_id=None, bsuid=NEW_BSUID)
        self.assertEqual(record.contact_id, first.contact_id)
        self.assertEqual(first.contact_id._recipient(), {"recipient": NEW_BSUID})
        late = self.ana("By the old id", wa_id=None)
        self.assertEqual(late.contact_id, first.contact_id)
        self.assertEqual(first.contact_id._recipient(), {"recipient": NEW_BSUID})

    def test_the_field_of_its_own(self):
        first = self.ana(wa_id=None)
        update = {
            "detail": "",
            "user_id": {"previous": BSUID, "current": NEW_BSUID},
            "timestamp": 1,
        }
        self.receive(field="user_id_update", user_id_update=[update, "x", {}])
        self.assertEqual(first.contact_id._recipient(), {"recipient": NEW_BSUID})
        self.assertEqual(self.told(first.channel_id, "a new id"), 1)

    def test_the_message_and_the_change_in_one_post(self):
        first = self.ana()
        content = {
            "type": "user_changed_number",
            "wa_id": NEW_PHONE,
            "user_id": NEW_BSUID,
            "previous_user_id": BSUID,
        }
        records = self.receive(
            said("Hi", sender=NEW_PHONE, from_user_id=NEW_BSUID),
            message("system", content, sender=None, at=NOW + minutes(1)),
            contacts=[],
        )
        self.assertEqual(records.channel_id, first.channel_id)

    def test_the_new_id_writes_before_the_change_is_told(self):
        """Two threads until a person merges them; each answers where it can."""
        first = self.ana()
        second = self.ana("New phone", wa_id=NEW_PHONE, bsuid=NEW_BSUID)
        partners = first.contact_id.partner_id, second.contact_id.partner_id
        self.assertNotEqual(second.contact_id, first.contact_id)
        self.system(
            sender=CUSTOMER,
            sender_id=BSUID,
            wa_id=NEW_PHONE,
            user_id=NEW_BSUID,
            previous_user_id=BSUID,
        )
        match = self.matches(first.contact_id, second.contact_id)
        self.assertEqual(match.reason, "told")
        self.assertEqual(first.contact_id.match_reason, "told")
        self.assertEqual(
            (first.contact_id.partner_id, second.contact_id.partner_id), partners
        )
        self.assertEqual(second.contact_id._recipient(), {"recipient": NEW_BSUID})
        self.assertEqual(first.contact_id._recipient(), {})
        self.assertEqual(self.told(first.channel_id, "Answer there"), 1)

    def test_there_and_back(self):
        first = self.ana()
        self.system(wa_id=NEW_PHONE, user_id=NEW_BSUID, previous_user_id=BSUID)
        self.system(wa_id=CUSTOMER, user_id="ES.3", previous_user_id=NEW_BSUID)
        record = self.ana(bsuid="ES.3")
        self.assertEqual(record.contact_id, first.contact_id)
        self.assertEqual(first.contact_id.phone, "+34600111222")

    def test_a_changed_security_code_changes_nobody(self):
        first = self.ana()
        identity = {"acknowledged": True, "created_timestamp": "1", "hash": "x"}
        record = self.system(
            "customer_identity_changed", CUSTOMER, BSUID, identity=identity
        )
        self.assertEqual(record.contact_id, first.contact_id)
        self.assertEqual(first.contact_id._recipient(), {"recipient": BSUID})

    def test_a_number_that_is_read_only_in_the_form(self):
        """What an administrator writes on a contact is no address."""
        contact = self.ana(bsuid=None).contact_id
        contact.with_user(self.admin).write({"phone": "+34999999999", "bsuid": "ES.9"})
        self.assertEqual(contact._recipient(), {"to": f"+{CUSTOMER}"})
