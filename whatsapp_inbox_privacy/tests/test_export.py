import io
import json
import zipfile
from base64 import b64encode

from odoo.tests import HttpCase, tagged

from odoo.addons.whatsapp_inbox.tests.common import CUSTOMER

from .common import FILE, NOTE, WORD, PrivacyCase


@tagged("post_install", "-at_install")
class TestExport(PrivacyCase):
    """What a person gets who asks what is known of them."""

    def export(self, contact, user=None):
        target = io.BytesIO()
        Data = self.env["whatsapp.inbox.personal.data"].with_user(user or self.officer)
        Data._export(contact.with_user(user or self.officer), target)
        return zipfile.ZipFile(target)

    def test_all_of_it(self):
        thread = self.full_thread()
        contact = thread.whatsapp_contact_id
        notes, others = self.note_answer(f"Agreed, {WORD}")
        consent = contact.consent_id
        consent.proof_file = b64encode(b"%PDF-1.4 signed")
        consent.proof_filename = "signed.pdf"
        archive = self.export(contact)
        data = {
            name: json.loads(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".json")
        }
        [row] = data["data/whatsapp.inbox.contact.json"]
        self.assertEqual(row["phone"], f"+{CUSTOMER}")
        bodies = [m["body"] for m in data["data/mail.message.json"]]
        self.assertTrue(any(f"Here is {WORD}" in body for body in bodies))
        exported = {m["id"] for m in data["data/mail.message.json"]}
        self.assertLessEqual({note.id for note in notes}, exported)
        self.assertFalse({note.id for note in others} & exported)
        [proof] = [name for name in archive.namelist() if "signed.pdf" in name]
        self.assertTrue(proof.startswith(f"proofs/{consent.id} "))
        self.assertEqual(archive.read(proof), b"%PDF-1.4 signed")
        self.assertTrue(data["data/whatsapp.inbox.message.revision.json"])
        self.assertTrue(data["data/whatsapp.inbox.consent.json"])
        self.assertTrue(data["data/whatsapp.inbox.phonebook.json"])
        files = [name for name in archive.namelist() if name.startswith("files/")]
        self.assertIn(FILE, [archive.read(name) for name in files])
        chat = archive.read(f"chat-{thread.id}.html").decode()
        self.assertIn(f"Edited {WORD}", chat)
        self.assertNotIn("answered:", chat, "a note on an order")
        self.assertIn(files[0], chat)
        everything = b"".join(archive.read(name) for name in archive.namelist())
        self.assertNotIn(NOTE.encode(), everything, "the notes of colleagues")
        self.assertNotIn(b"Draft", everything)
        self.assertNotIn(b"TOKEN-501", everything)
        log = self.env["privacy.log"].search([], order="id desc", limit=1)
        self.assertEqual(log.user_id, self.officer)
        self.assertIn("exported", log.execution_details)
        self.assertNotIn("Perulina", log.anonymized_name)


@tagged("post_install", "-at_install")
class TestExportHttp(PrivacyCase, HttpCase):
    def test_download(self):
        contact = self.full_thread().whatsapp_contact_id
        self.officer.password = "wi_officer_1"
        self.authenticate("wi_officer", "wi_officer_1")
        answer = self.url_open(f"/whatsapp_inbox/person/{contact.id}/export")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertIn("data/mail.message.json", archive.namelist())
        self.assertFalse(
            self.env["ir.attachment"].search([("mimetype", "=", "application/zip")]),
            "it is kept nowhere",
        )

    def test_refused(self):
        contact = self.full_thread().whatsapp_contact_id
        address = f"/whatsapp_inbox/person/{contact.id}/export"
        for user in (self.agent, self.admin):
            user.password = "wi_password_1"
            self.authenticate(user.login, "wi_password_1")
            with self.subTest(user=user.login):
                answer = self.url_open(address)
                self.assertEqual(answer.status_code, 403)
                self.assertNotIn(CUSTOMER, answer.text)
