import json
import zipfile
from base64 import b64decode
from datetime import date, datetime

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.whatsapp_inbox.tools.archive import member_names

BATCH = 500
#: Fields of these types are files, or are exported with what they refer to.
NOT_EXPORTED = ("binary", "one2many", "many2many", "properties")
PAGE = Markup(
    '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>%s</title>'
    "<style>body{font-family:sans-serif;max-width:50em;margin:auto}"
    "article{border-bottom:1px solid #ccc;padding:.5em 0}"
    "small{color:#666}</style></head><body><h1>%s</h1>"
)
LINE = Markup("<article><small>%s · %s</small><div>%s</div>%s</article>")


class WhatsappInboxPersonalData(models.AbstractModel):
    """A person gets what is known of them: for machines, to read, and the files."""

    _inherit = "whatsapp.inbox.personal.data"

    @api.model
    def _export(self, contact, target):
        """Write a ZIP: ``data/<model>.json``, ``chat-<number>.html``, ``files/``,
        ``proofs/``: of consent.

        :param contact: one ``whatsapp.inbox.contact``
        :param target: a binary file; batch after batch, whatever the size
        :raises AccessError: see ``_check_rights``
        """
        self._check_rights(contact)
        # sudo: all of it, also of teams that an administrator is in none of
        full = contact.sudo()
        data = self.sudo()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            sources = data._sources(full)
            for model, domain in sources.items():
                data._export_model(archive, model, domain)
            data._export_proofs(archive, sources["whatsapp.inbox.consent"])
            for thread in full.with_context(active_test=False).channel_ids:
                data._export_thread(archive, full, thread)
        self._log_export(contact)

    @api.model
    def _export_model(self, archive, model, domain):
        records = self.env[model].with_context(active_test=False)
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.type not in NOT_EXPORTED
        ]
        with archive.open(f"data/{model}.json", "w", force_zip64=True) as member:
            member.write(b"[")
            first = True
            for batch in self._batches(records, domain):
                for row in batch.read(names, load=None):
                    text = json.dumps(row, default=_plain, ensure_ascii=False, indent=1)
                    member.write(b"" if first else b",\n")
                    member.write(text.encode())
                    first = False
            member.write(b"]\n")

    @api.model
    def _export_proofs(self, archive, domain):
        for batch in self._batches(self.env["whatsapp.inbox.consent"], domain):
            for consent in batch.filtered("proof_file"):
                [name] = member_names(
                    [(consent.at, consent.proof_filename or "proof", "")]
                )
                content = b64decode(consent.proof_file)
                archive.writestr(f"proofs/{consent.id} {name}", content)

    @api.model
    def _batches(self, records, domain):
        last = 0
        while batch := records.search(
            domain & Domain("id", ">", last), order="id", limit=BATCH
        ):
            last = batch[-1].id
            yield batch
            self.env.invalidate_all()

    @api.model
    def _export_thread(self, archive, contact, thread):
        """The chat as one reads it, and its files; notes are no part of it."""
        account = thread.whatsapp_account_id
        title = self.env._("WhatsApp with %s", account.name)
        domain = self._sources(contact)["mail.message"]
        domain &= Domain("model", "=", thread._name)
        domain &= Domain("res_id", "=", thread.id)
        files, taken = {}, []
        with archive.open(f"chat-{thread.id}.html", "w", force_zip64=True) as page:
            page.write((PAGE % (title, title)).encode())
            for batch in self._batches(self.env["mail.message"], domain):
                for message in batch:
                    names = Markup("")
                    for file in message.attachment_ids:
                        [name] = member_names(
                            [(message.date, file.name, file.mimetype)]
                        )
                        files[file.id] = f"files/{file.id} {name}"
                        names += Markup("<div>📎 %s</div>") % files[file.id]
                    page.write(self._line(contact, message, names).encode())
            page.write(b"</body></html>")
        for file_id, name in files.items():
            file = self.env["ir.attachment"].browse(file_id)
            archive.writestr(name, file.raw or b"")
            taken.append(name)
            self.env.invalidate_all()
        return taken

    def _line(self, contact, message, names):
        ours = message.whatsapp_direction != "inbound"
        author = self.env.company.name if ours else contact.display_name
        at = format_datetime(self.env, message.date, dt_format="medium")
        return LINE % (at, author, message.body or "", names)

    @api.model
    def _log_export(self, contact):
        number = contact.phone_formatted or contact.username or contact.bsuid
        # sudo: it is written down, whoever exports
        self.env["privacy.log"].sudo().create(
            {
                "user_id": self.env.uid,
                "anonymized_name": contact.display_name or number,
                "anonymized_email": contact.sudo().partner_id.email or "",
                "execution_details": self.env._("WhatsApp data exported"),
                "records_description": f"{contact._description} #{contact.id}",
            }
        )


def _plain(value):
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
