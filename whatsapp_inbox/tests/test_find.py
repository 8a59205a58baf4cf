"""One box for all threads: what is found, how it is written, and by whom."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models import discuss_channel_search
from .common import BSUID, PIXEL, SecurityCase, message, person, said

NOTE = {"message_type": "comment", "subtype_xmlid": "mail.mt_note"}


class FindCase(SecurityCase):
    def setUp(self):
        super().setUp()
        self.account.team_id = self.team
        self.meta.media["m"] = ("image/png", PIXEL)

    def find(self, term, user=None, **values):
        Channel = self.env["discuss.channel"].with_user(user or self.agent)
        return Channel.whatsapp_find(term, **values)

    def messages(self, term, user=None, **values):
        """The texts of the found messages."""
        found = self.find(term, user, **values)["messages"]
        return ["".join(piece for piece, _marked in row["text"]) for row in found]

    def customers(self, term, user=None):
        return [row["name"] for row in self.find(term, user)["customers"]]


@tagged("post_install", "-at_install")
class TestFindMessages(FindCase):
    def test_all_words_whatever_case_and_accents(self):
        self.receive(said("Mi ENVÍO no llegó a Logroño"))
        for term in ("envio", "Envío", "LLEGO envio", "logrono mi", "ogroñ"):
            with self.subTest(term=term):
                self.assertEqual(len(self.messages(term)), 1)
        for term in ("envio paquete", "llegará", "%", "__", "", "a", " "):
            with self.subTest(term=term):
                self.assertEqual(self.messages(term), [])

    def test_short_words_begin_words(self):
        self.receive(said("The box is open"))
        self.assertEqual(len(self.messages("bo")), 1)
        self.assertEqual(self.messages("ox"), [])

    def test_words_are_marked_in_their_place(self):
        record = self.receive(said("Mi <b>envío</b>, por favor"))
        row = self.find("ENVIO")["messages"][0]
        self.assertIn(("envío", True), row["text"])
        self.assertEqual(row["id"], record.mail_message_id.id)
        self.assertEqual(row["thread_id"], record.channel_id.id)
        self.assertEqual((row["author"], row["note"]), ("Anita", False))

    def test_answers_notes_and_files(self):
        thread = self.receive(said("Hi")).channel_id.with_user(self.agent)
        thread.message_post(
            body="The quote",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("Presupuesto márzo.pdf", b"%PDF-1.4")],
        )
        thread.message_post(body="She pays late", **NOTE)
        self.assertEqual(
            self.messages("presupuesto marzo"), ["The quote Presupuesto márzo.pdf"]
        )
        self.assertTrue(self.find("pays")["messages"][0]["note"])

    def test_files_that_come_later(self):
        content = {"id": "m", "caption": "Look", "filename": "albarán 77.png"}
        self.receive(message("document", content))
        self.run_job("whatsapp.inbox.media")
        self.assertEqual(len(self.messages("albaran look")), 1)

    def test_what_is_no_more_is_not_found(self):
        record = self.receive(said("My secret is out"))
        self.assertTrue(self.messages("secret"))
        record.mail_message_id.body = "Nothing"
        self.assertFalse(self.messages("secret"))
        self.assertTrue(self.messages("nothing"))
        record.mail_message_id.unlink()
        self.env.flush_all()
        self.assertFalse(self.messages("nothing"))

    def test_lines_between_the_messages_are_no_messages(self):
        conversation = self.receive(said("Hi")).conversation_id
        conversation.channel_id._whatsapp_post_line("A line", conversation.create_date)
        self.assertFalse(self.messages("line"))

    def test_pages(self):
        for number in range(5):
            self.receive(said(f"Parcel {number}"))
        first = self.find("parcel", messages=3)
        self.assertEqual((len(first["messages"]), first["more_messages"]), (3, True))
        last = first["messages"][-1]["id"]
        rest = self.find("parcel", messages=3, customers=0, before=last)
        self.assertEqual((len(rest["messages"]), rest["more_messages"]), (2, False))
        self.assertEqual(self.messages("parcel", messages=1), ["Parcel 4"])

    def test_common_words_and_rare_ones(self):
        """Rare ones are older than the messages that are read one by one."""
        self.receive(said("Once upon a time"), *[said("Hello") for _ in range(3)])
        self.patch(discuss_channel_search, "NEWEST", 2)
        self.assertEqual(self.messages("once"), ["Once upon a time"])
        self.assertEqual(len(self.messages("hello")), 3)

    def test_cost(self):
        """As many queries for twenty messages as for two."""
        for number in range(22):
            self.receive(said(f"Parcel {number}", sender=f"346110000{number:02}"))
        self.find("parcel")  # what is read once for a process
        counts = [
            self.queries_of(lambda n=n: self.find("parcel", customers=n, messages=n))
            for n in (2, 20)
        ]
        self.assertEqual(*counts)


@tagged("post_install", "-at_install")
class TestFindCustomers(FindCase):
    def test_names(self):
        record = self.receive(
            said("Hi", sender=None, from_user_id=BSUID),
            contacts=[person("Zoë", wa_id=None, bsuid=BSUID, username="zoe.garden")],
        )
        record.contact_id.partner_id.name = "Zoé Núñez, Sevilla"
        for term in ("zoe", "nunez sevilla", "@zoe.garden", "GARDEN"):
            with self.subTest(term=term):
                self.assertEqual(self.customers(term), ["Zoé Núñez, Sevilla"])
        self.assertEqual(self.customers("zoe madrid"), [])

    def test_numbers_however_written(self):
        number = "34611000001"
        self.receive(said("Hi", sender=number), contacts=[person("Ana", number)])
        for term in (
            "+34 611 00 00 01",
            "0034611000001",
            "611-000-001",
            "(611) 000.001",
            "0611 000 001",
            "000001",
        ):
            with self.subTest(term=term):
                self.assertEqual(self.customers(term), ["Ana"])
        self.assertEqual(self.customers("+34 611 00 00 02"), [])

    def test_numbers_as_whatsapp_has_them(self):
        """Mexico's 1 is in the id, and not in the number that one dials."""
        number = "5215512345678"
        self.receive(said("Hi", sender=number), contacts=[person("Luz", number)])
        for term in ("+52 55 1234 5678", "+52 1 55 1234 5678"):
            with self.subTest(term=term):
                self.assertEqual(self.customers(term), ["Luz"])

    def test_by_tags(self):
        record = self.receive(said("Hi"), contacts=[person("Ana")])
        tag = self.env["whatsapp.inbox.tag"].create({"name": "Devolución"})
        record.conversation_id.tag_ids = tag
        self.assertEqual(self.customers("devolucion"), ["Ana"])

    def test_more(self):
        for number in range(3):
            self.receive(
                said("Hi", sender=f"3461100000{number}"),
                contacts=[person("Ana", wa_id=f"3461100000{number}")],
            )
        found = self.find("ana", customers=2)
        self.assertEqual((len(found["customers"]), found["more_customers"]), (2, True))


@tagged("post_install", "-at_install")
class TestFindRights(FindCase):
    def setUp(self):
        super().setUp()
        self.record = self.receive(said("A secret"), contacts=[person("Ana")])
        self.customer_thread = self.record.channel_id
        self.customer_thread.message_post(body="A secret note", **NOTE)
        self.abroad = self._create_company("Abroad", "base.pt")

    def seen(self, user, **context):
        Channel = self.env["discuss.channel"].with_user(user).with_context(**context)
        found = Channel.whatsapp_find("secret", messages=1)
        names = Channel.whatsapp_find("ana")
        shown = bool(found["messages"]), bool(names["customers"])
        more = found["more_messages"] or names["more_customers"]
        self.assertEqual(more, found["more_messages"] and shown[0])
        self.assertEqual(shown[0], shown[1])
        self.assertEqual(found["more_messages"], shown[0])  # no hint of what is hidden
        return shown[0]

    def test_teams_and_companies(self):
        stranger = self._create_user(
            "wi_far", "whatsapp_inbox.group_supervisor", self.abroad
        )
        for user, sees in (
            (self.agent, True),
            (self.other, False),
            (self.supervisor, True),
            (stranger, False),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self.seen(user), sees)

    def test_companies_that_are_switched_off(self):
        self.supervisor.company_ids += self.abroad
        own = self.supervisor
        self.assertTrue(self.seen(own, allowed_company_ids=self.company.ids))
        self.assertFalse(self.seen(own, allowed_company_ids=self.abroad.ids))

    def test_members_of_the_thread(self):
        """A colleague of another team who was asked in, or who listens in."""
        self.customer_thread.sudo().write(
            {
                "channel_member_ids": [
                    Command.create({"partner_id": self.other.partner_id.id})
                ]
            }
        )
        self.assertTrue(self.seen(self.other))

    def test_the_thread_goes_to_another_team(self):
        self.customer_thread.sudo().channel_member_ids.unlink()
        self.customer_thread.sudo().whatsapp_team_id = self.other_team
        self.assertFalse(self.seen(self.agent))
        self.assertTrue(self.seen(self.other))

    def test_who_is_no_agent(self):
        for user in (self.employee, self.portal, self.public):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.find("secret", user)

    def test_nobody_reads_the_texts_themselves(self):
        for user in (self.agent, self.admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["whatsapp.inbox.search.text"].with_user(user).search([])


@tagged("post_install", "-at_install")
class TestFindInThread(FindCase):
    def fetch(self, term, thread, **values):
        Message = self.env["mail.message"].with_user(self.agent)
        return Message._message_fetch(
            None, thread=thread.with_user(self.agent), search_term=term, **values
        )

    def test_as_in_all_threads(self):
        record = self.receive(said("Mi ENVÍO no llegó"))
        thread = record.channel_id
        other = self.receive(said("Otro envío", sender="34611000009"))
        found = self.fetch("llego envio", thread)
        self.assertEqual(found["messages"], record.mail_message_id)
        self.assertEqual(found["count"], 1)
        self.assertEqual(
            self.fetch("envio", other.channel_id)["messages"], other.mail_message_id
        )
        self.assertFalse(self.fetch("paquete", thread)["messages"])

    def test_lines_as_odoo_finds_them(self):
        record = self.receive(said("Hi"))
        line = record.channel_id._whatsapp_post_line("A line", record.create_date)
        self.assertEqual(self.fetch("a line", record.channel_id)["messages"], line)
        values = {"is_notification": False}
        self.assertFalse(self.fetch("line", record.channel_id, **values)["messages"])

    def test_other_channels_are_left_to_odoo(self):
        channel = self.env["discuss.channel"].create({"name": "General"})
        posted = channel.message_post(body="Envío", message_type="comment")
        Message = self.env["mail.message"]
        found = Message._message_fetch(None, thread=channel, search_term="Envío")
        self.assertEqual(found["messages"], posted)

    def test_backfill(self):
        """As when the addon is updated on a database that has messages."""
        self.receive(said("Mi envío"))
        Text = self.env["whatsapp.inbox.search.text"]
        Text.search([]).unlink()
        self.env.flush_all()
        self.assertFalse(self.messages("envio"))
        Text.init()
        self.assertEqual(self.messages("envio"), ["Mi envío"])
