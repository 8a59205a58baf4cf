import json

from odoo import api, fields, models
from odoo.tools import SQL

MAX_NAME = 100
MAX_SAMPLE = 20_000
#: Types that have no bubble of their own and are dealt with all the same.
TYPES = frozenset(("reaction", "edit", "revoke"))


class WhatsappInboxUnknown(models.Model):
    """How often Meta sent something that nothing is made of, for administrators.

    One row for each number, kind and name, so that it stays small whatever comes.
    """

    _name = "whatsapp.inbox.unknown"
    _description = "WhatsApp: Kept, Not Used"
    _order = "last_seen desc, id desc"
    _rec_name = "name"

    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        string="Number",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("field", "Webhook field"),
            ("type", "Type of message"),
            ("status", "Status"),
            ("event", "Event"),
            ("account", "Other WhatsApp account"),
        ],
        required=True,
        readonly=True,
    )
    name = fields.Char("Meta's Word", required=True, readonly=True)
    count = fields.Integer("Times", readonly=True)
    first_seen = fields.Datetime(readonly=True)
    last_seen = fields.Datetime(readonly=True)
    sample = fields.Text(
        "First One", readonly=True, help="What Meta sent the first time."
    )

    _name_unique = models.UniqueIndex("(account_id, kind, name)")

    @api.model
    def _count(self, account, kind, name, raw):
        """One more, in one statement.

        :param raw: what Meta sent; of the first one it is kept
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO whatsapp_inbox_unknown AS known
                    (account_id, kind, name, count, first_seen, last_seen, sample)
                VALUES (%(account)s, %(kind)s, %(name)s, 1, %(now)s, %(now)s, %(raw)s)
                ON CONFLICT (account_id, kind, name) DO UPDATE
                   SET count = known.count + 1, last_seen = EXCLUDED.last_seen
                """,
                account=account.id,
                kind=kind,
                name=(str(name) or "?")[:MAX_NAME],
                now=fields.Datetime.now(),
                raw=json.dumps(raw, indent=1, ensure_ascii=False)[:MAX_SAMPLE],
            ),
            log_exceptions=False,  # the log must not show what customers write
        )
        self.invalidate_model(flush=False)

    @api.model
    def _count_types(self, account, updates):
        """Messages that the thread can only announce.

        :param list updates: ``tools.payload.InboundMessage``
        """
        Bubble = self.env["whatsapp.inbox.bubble"]
        for update in updates:
            if update.type == "unsupported":
                about = update.raw.get("unsupported")
                about = about.get("type") if isinstance(about, dict) else None
                name = f"unsupported: {about}" if about else "unsupported"
                self._count(account, "type", name, update.raw)
            elif update.type not in TYPES and not hasattr(
                Bubble, f"_body_{update.type}"
            ):
                self._count(account, "type", update.type, update.raw)
