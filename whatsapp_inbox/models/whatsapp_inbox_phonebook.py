from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import phonebook


class WhatsappInboxPhonebook(models.Model):
    """A name in the address book of the phone app, for when its owner writes.

    Kept apart from contacts and partners: most of these people never write.
    """

    _name = "whatsapp.inbox.phonebook"
    _description = "WhatsApp Phone Book"
    _order = "name, id"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="cascade"
    )
    key = fields.Char("Number or User ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    told_at = fields.Datetime(required=True, readonly=True, help="Meta's.")

    _key_unique = models.UniqueIndex("(account_id, key)")
    _name_idx = models.Index("(key)")

    @api.model
    def _receive_fields(self, account, updates):
        if not account.on_phone_app:
            account.on_phone_app = True
        if not account.use_phone_contacts:
            return
        now = fields.Datetime.now()
        told = {}
        for update in updates:
            for entry in phonebook.entries(update.value, now):
                known = told.get(entry.key)
                if not known or known.told_at <= entry.told_at:
                    told[entry.key] = entry
        news = self._keep(account, told.values()) | self._forget(account, told.values())
        self.env["whatsapp.inbox.contact"]._apply_phonebook(
            account, {key: told[key].name for key in news}
        )

    @api.model
    def _keep(self, account, entries):
        """In one statement, as an address book has thousands.

        :return: keys of the names that are new
        """
        named = [entry for entry in entries if entry.name]
        if not named:
            return set()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO whatsapp_inbox_phonebook (account_id, key, name, told_at)
                     VALUES %s
                ON CONFLICT (account_id, key) DO UPDATE
                        SET name = excluded.name, told_at = excluded.told_at
                      WHERE whatsapp_inbox_phonebook.told_at <= excluded.told_at
                  RETURNING key
                """,
                SQL(", ").join(
                    SQL("%s", (account.id, entry.key, entry.name, entry.told_at))
                    for entry in named
                ),
            ),
            log_exceptions=False,  # names and numbers of people
        )
        self.invalidate_model(flush=False)
        return {row[0] for row in self.env.cr.fetchall()}

    @api.model
    def _forget(self, account, entries):
        """:return: keys of the names that were taken away"""
        removed = {entry.key: entry for entry in entries if not entry.name}
        known = self.search(
            [("account_id", "=", account.id), ("key", "in", list(removed))]
        ).filtered(lambda name: name.told_at <= removed[name.key].told_at)
        keys = set(known.mapped("key"))
        known.unlink()
        return keys

    @api.model
    def _names(self, company, keys):
        """:return: by key, the name that a phone of the company has for it"""
        found = self.search_fetch(
            [
                ("account_id.company_id", "=", company.id),
                ("key", "in", [key for key in keys if key]),
            ],
            ["key", "name"],
            order="told_at",
        )
        return {entry.key: entry.name for entry in found}
