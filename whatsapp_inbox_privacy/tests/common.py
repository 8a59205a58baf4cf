from functools import cached_property
from pathlib import Path

from odoo import Command
from odoo.tools import SQL

from odoo.addons.whatsapp_inbox.tests.common import (
    CUSTOMER,
    NOW,
    WhatsappCase,
    message,
    minutes,
    person,
    reacted,
    said,
    status,
)

#: Nobody else says this, and no file of Odoo's has it.
WORD = "Quirimbaba"
NOTE = "Zalamandru"
FILE = b"Xoconostle in a file that nobody else has"
NAME = "Anita Perulina"
BEA = "34600333444"


class PrivacyCase(WhatsappCase):
    """A customer of whom there is everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._create_user("wi_officer", "base.group_system")
        admin = cls.env.ref("whatsapp_inbox.group_admin")
        cls.officer.group_ids = [Command.link(admin.id)]

    def full_thread(self):
        """:return: the thread of somebody of whom something is in every place"""
        who = [person(NAME)]
        account = self.account
        account.write({"heeds_words": True, "start_text": "Bye {name}"})
        first = said(f"Hello, {WORD}", wamid="wamid.A")
        thread = self.receive(first, contacts=who).channel_id
        self.receive(said("START", at=NOW), contacts=who)
        place = message("location", {"latitude": 1.5, "longitude": 2, "name": WORD})
        self.receive(place, contacts=who)
        self.receive(message("holodeck", {"a": WORD}), contacts=who)
        self.receive(reacted("👍", "wamid.A", at=NOW + minutes(1)), contacts=who)
        edit = {
            "original_message_id": "wamid.A",
            "message": {"type": "text", "text": {"body": f"Edited {WORD}"}},
        }
        self.receive(message("edit", edit, at=NOW + minutes(2)), contacts=who)
        file = self.attach(f"{WORD}.txt", FILE)
        self.answer(thread, f"Here is {WORD}", attachment_ids=file.ids)
        self.send()
        mine = thread.with_user(self.agent)
        mine.message_post(
            body=f"{NOTE} is difficult",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        mine.whatsapp_schedule(f"Later {WORD}", "2026-03-02 12:00:00")
        mine.whatsapp_save_draft(f"Draft {WORD}", False)
        hello = self.transport("wamid.A").mail_message_id
        manager = self.env.ref("base.group_partner_manager")
        manager.user_ids += self.agent
        colleague = self.employee.partner_id
        hello = hello.with_user(self.agent)
        hello.whatsapp_forward_to_record("res.partner", colleague.id)
        note = thread.message_ids.filtered(lambda m: NOTE in m.body)
        note.with_user(self.agent).whatsapp_copy_note("res.partner", note_of(thread))
        self.receive_statuses(status("wamid.EARLY", "read", at=NOW))
        self.env["whatsapp.inbox.phonebook"].create(
            {"account_id": account.id, "key": CUSTOMER, "name": NAME, "told_at": NOW}
        )
        self.env["bus.bus"]._sendone("somebody", "discuss.channel/new", {"a": WORD})
        return thread

    @cached_property
    def documents(self):
        """:return: a record of each kind of document that our installed bridges have"""
        company = {"company_id": self.company.id}
        values = {
            "sale.order": {"partner_id": self.employee.partner_id.id, **company},
            "crm.lead": {"name": "Pots", **company},
            "account.move": {"move_type": "entry", "journal_id": self.journal(company)},
        }
        return [
            self.env[model].create(vals)
            for model, vals in values.items()
            if hasattr(self.env.registry.get(model), "_whatsapp_answered")
        ]

    def journal(self, company):
        if "account.journal" not in self.env:
            return None
        values = {"name": "Various", "code": "WIV", "type": "general", **company}
        return self.env["account.journal"].create(values).id

    def note_answer(self, text, wamid="wamid.YES"):
        """The customer answers, and so does Bea, about all documents.

        :return: the notes about the customer's answer, and about hers
        """
        notes = []
        for sender, name, words in ((CUSTOMER, NAME, text), (BEA, "Bea", "Bea agrees")):
            answer = said(
                words, sender=sender, wamid=f"{wamid}{name}", at=NOW + minutes(5)
            )
            message = self.receive(answer, contacts=[person(name, sender)])
            for document in self.documents:
                document._whatsapp_answered(message.mail_message_id)
            notes.append([document.message_ids[0] for document in self.documents])
        return notes

    def run_erasure(self, erasure):
        self.later(minutes(30))
        self.run_job("whatsapp.inbox.erasure")
        self.assertEqual(erasure.state, "done", erasure.error)

    def found_in(self, *words):
        """:return: names of tables in which one of these is, in any column"""
        self.env.flush_all()
        query = """
            SELECT table_name FROM information_schema.tables
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
        """
        self.env.cr.execute(query)
        found = set()
        for [name] in self.env.cr.fetchall():
            table = SQL.identifier(name)
            for word in words:
                rows = self.env.execute_query(
                    SQL(
                        "SELECT 1 FROM %s t WHERE t::text ILIKE %s LIMIT 1",
                        table,
                        f"%{word}%",
                    )
                )
                if rows:
                    found.add((name, word))
        return found

    def files_on_disk(self):
        """:return: paths of files in the filestore that have what the customer got"""
        root = self.env["ir.attachment"]._filestore()
        return [
            path
            for path in Path(root).rglob("*")
            if path.is_file()
            and path.stat().st_size < 10_000
            and FILE in path.read_bytes()
        ]


def note_of(thread):
    return thread.whatsapp_contact_id.partner_id.id
