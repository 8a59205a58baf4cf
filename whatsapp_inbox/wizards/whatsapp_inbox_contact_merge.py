import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store


class WhatsappInboxContactMerge(models.TransientModel):
    """Makes one of two contacts: asks first, and tells what will happen.

    The thread of the one goes into that of the other, message by message; nothing
    is lost and nothing is sent. The two customers of Odoo are not merged: one of
    them is chosen, the other stays as it is.
    """

    _name = "whatsapp.inbox.contact.merge"
    _description = "Merge WhatsApp Contacts"

    contact_id = fields.Many2one(
        "whatsapp.inbox.contact", "Stays", required=True, readonly=True
    )
    other_id = fields.Many2one(
        "whatsapp.inbox.contact", "Is Merged Into It", required=True, readonly=True
    )
    contact_handle = fields.Char(compute="_compute_handles")
    other_handle = fields.Char(compute="_compute_handles")
    contact_last_at = fields.Datetime("Last Message", compute="_compute_last_at")
    other_last_at = fields.Datetime("Their Last Message", compute="_compute_last_at")
    match_id = fields.Many2one(
        "whatsapp.inbox.contact.match", compute="_compute_match_id"
    )
    match_reason = fields.Selection(related="match_id.reason")
    candidate_ids = fields.Many2many("res.partner", compute="_compute_candidate_ids")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        help="Who the messages are of from now on. The other one stays as it is.",
    )
    has_two_partners = fields.Boolean(compute="_compute_candidate_ids")
    shared_account_ids = fields.Many2many(
        "whatsapp.inbox.account", compute="_compute_shared_account_ids"
    )

    @api.depends("contact_id", "other_id")
    def _compute_handles(self):
        for merge in self:
            merge.contact_handle = merge.contact_id._handle()
            merge.other_handle = merge.other_id._handle()

    @api.depends("contact_id", "other_id")
    def _compute_last_at(self):
        for merge in self:
            merge.contact_last_at = self._last_inbound(merge.contact_id).timestamp
            merge.other_last_at = self._last_inbound(merge.other_id).timestamp

    @api.depends("contact_id", "other_id")
    def _compute_match_id(self):
        for merge in self:
            merge.match_id = self.env["whatsapp.inbox.contact.match"].search(
                [
                    ("contact_id", "=", merge.contact_id.id),
                    ("other_id", "=", merge.other_id.id),
                    ("state", "=", "open"),
                ]
            )

    @api.depends("contact_id", "other_id")
    def _compute_candidate_ids(self):
        for merge in self:
            partners = merge.contact_id.partner_id | merge.other_id.partner_id
            merge.candidate_ids = partners
            merge.has_two_partners = len(partners) > 1

    @api.depends("candidate_ids")
    def _compute_partner_id(self):
        for merge in self:
            merge.partner_id = merge.candidate_ids[:1]

    @api.depends("contact_id", "other_id")
    def _compute_shared_account_ids(self):
        for merge in self:
            # sudo: numbers of threads of other teams, too, are named
            channels = (merge.contact_id | merge.other_id).sudo().channel_ids
            by_account = channels.grouped("whatsapp_account_id")
            merge.shared_account_ids = self.env["whatsapp.inbox.account"].union(
                *(account for account, own in by_account.items() if len(own) > 1)
            )

    def _last_inbound(self, contact):
        # sudo: when, not what, whoever's team it is
        return (
            self.env["whatsapp.inbox.message"]
            .sudo()
            .search(
                [("contact_id", "=", contact.id), ("direction", "=", "inbound")],
                order="timestamp desc, id desc",
                limit=1,
            )
        )

    def _dialog(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge WhatsApp Contacts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    # -- actions ------------------------------------------------------------------

    def action_refuse(self):
        """Two people: remembered, so that it is not asked again."""
        self.match_id.action_refuse()

    def action_merge(self):
        """:raises UserError: the chosen customer is neither's"""
        self.ensure_one()
        (self.contact_id | self.other_id).check_access("read")
        if self.partner_id and self.partner_id not in self.candidate_ids:
            raise UserError(self.env._("Choose one of the two customers."))
        kept, partner = self.contact_id, self.partner_id
        # sudo: supervisors merge, with no other right on what is moved
        self.sudo()._merge(partner.sudo())
        return self._open_kept(kept)

    def _open_kept(self, kept):
        channel = self.env["discuss.channel"].search(
            [("whatsapp_contact_id", "=", kept.id)], limit=1
        )
        if not channel:
            return None
        # in the place of the thread that is gone, not after it
        return {**channel._whatsapp_open_action(), "target": "main"}

    # -- merging ------------------------------------------------------------------

    def _merge(self, partner):
        kept, other = self.contact_id, self.other_id
        self._lock(kept | other)
        name = other.display_name
        partners = kept.partner_id | other.partner_id
        vals = self._kept_vals(kept, other)
        for channel in other.channel_ids:
            target = kept.channel_ids.filtered(
                lambda c, channel=channel: (
                    c.whatsapp_account_id == channel.whatsapp_account_id
                )
            )
            if target:
                self._join_threads(channel, target)
            else:
                channel.whatsapp_contact_id = kept
        self._join_contacts(kept, other)
        kept.write({**vals, "partner_id": partner.id, "partner_ambiguous": False})
        for channel in kept.channel_ids:
            for old in partners or partner:
                channel._whatsapp_partner_changed(old, partner)
        kept.env["whatsapp.inbox.contact.match"]._publish_for(kept)
        self.env["whatsapp.inbox.identity"]._tell(
            kept,
            self.env._(
                "%(user)s merged the WhatsApp contact %(contact)s into this one.",
                user=self.env.user.name,
                contact=name,
            ),
        )

    def _lock(self, contacts):
        """Alone with these contacts: no drain of a number of theirs is at work, and
        one that began before does not go on with what it read.

        Whatever came since our snapshot changed a row that is locked here, or refers
        to one that is deleted at the end; both makes PostgreSQL refuse, and the
        request is tried again.
        """
        self.env.flush_all()
        accounts = self.env["whatsapp.inbox.account"].with_context(active_test=False)
        accounts = accounts.search([("company_id", "in", contacts.company_id.ids)])
        accounts = accounts.filtered(
            lambda a: a._contact_scope() in contacts.mapped("scope")
        )
        for query in (
            SQL(
                # an update, so that older snapshots of the drain cannot lock it
                "UPDATE whatsapp_inbox_account SET write_date = write_date"
                " WHERE id IN %s",
                tuple(accounts.ids) or (0,),
            ),
            SQL(
                "SELECT id FROM whatsapp_inbox_contact WHERE id IN %s"
                " ORDER BY id FOR UPDATE",
                tuple(contacts.ids),
            ),
            SQL(
                "SELECT id FROM discuss_channel WHERE whatsapp_contact_id IN %s"
                " ORDER BY id FOR UPDATE",
                tuple(contacts.ids),
            ),
        ):
            self.env.cr.execute(query, log_exceptions=False)
        self.env.invalidate_all()

    def _kept_vals(self, kept, other):
        """How WhatsApp calls them today: as it did in the newest message."""
        newest = self._last_inbound(kept), self._last_inbound(other)
        last = max((m for m in newest if m), key=lambda m: m.timestamp, default=None)
        first, second = (other, kept) if last == newest[1] else (kept, other)
        current = (kept | other).alias_ids.filtered(lambda a: not a.former)
        ids = current.filtered(lambda a: a.kind == "bsuid").mapped("value")
        bsuids = [c.bsuid for c in (first, second) if c.bsuid in ids]
        return {
            "bsuid": bsuids[0] if bsuids else False,
            **{
                name: first[name] or second[name]
                for name in ("phone", "name", "username")
            },
        }

    def _join_threads(self, source, target):
        self._join_conversations(source, target)
        joined = source.channel_member_ids.filtered(lambda m: not m.whatsapp_automatic)
        joined = joined.partner_id.user_ids
        source._whatsapp_dismiss_members(source.channel_member_ids)
        self._repoint(source, target)
        conversations = self.env["whatsapp.inbox.conversation"].search(
            [("channel_id", "=", target.id)], order="id"
        )
        unresolved = conversations.filtered(lambda c: c.state != "resolved")
        current = unresolved or conversations[-1:]
        target.whatsapp_conversation_id = current
        target.whatsapp_team_id = current.team_id or target.whatsapp_team_id
        if unresolved:
            target._add_members(users=joined, post_joined_message=False)
            unresolved._forget_who_joined({"team_id": unresolved.team_id})
            unresolved._sync_members()
        source.unlink()
        now = fields.Datetime.now()
        Store(bus_channel=target).add(target, {"whatsapp_joined_at": now}).bus_send()

    def _join_conversations(self, source, target):
        """One unresolved conversation at most: what waits in the one, waits in the
        other, for as long as the customer has waited."""
        current = self.env["whatsapp.inbox.conversation"]._current(source | target)
        goes, stays = current.get(source), current.get(target)
        if not (goes and stays):
            return
        vals = {"tag_ids": [(4, tag.id) for tag in goes.tag_ids]}
        for name, choose in (
            ("waiting_since", min),
            ("window_expires_at", max),
            ("last_message_at", max),
            ("first_response_at", min),
            ("priority", max),
        ):
            values = [c[name] for c in (goes, stays) if c[name]]
            vals[name] = choose(values) if values else False
        for name in ("user_id", "team_id"):
            vals[name] = (stays[name] or goes[name]).id
        if goes.state == "open":
            vals["state"] = "open"
        self._repoint(goes, stays)
        goes.unlink()
        if vals["team_id"] == stays.team_id.id:
            del vals["team_id"]  # or else the members are looked at
        stays.write(vals)

    def _join_contacts(self, kept, other):
        """Names and all else that refers to the one refers to the other."""
        both = (kept | other).alias_ids
        for own in both.grouped(lambda a: (a.kind, a.value)).values():
            # a number that the one lost to the other, or both of them to a third
            own.sorted("former")[1:].unlink()
        self.env["whatsapp.inbox.contact.match"]._of(other).unlink()
        self._repoint(other, kept)
        try:
            other.unlink()
            other.flush_recordset()
        except psycopg2.errors.ForeignKeyViolation as error:
            # something of theirs came since our snapshot
            raise ConcurrencyError(str(error)) from error

    def _repoint(self, source, target):
        """What refers to the one record in any table refers to the other, also in
        tables of addons that are not known here."""
        self.env.flush_all()
        finder = self.env["base.partner.merge.automatic.wizard"]
        for table, column in finder._get_fk_on(source._table):
            if table == "discuss_channel_member":
                continue
            self._repoint_column(table, column, source.id, target.id)
        for model, name in (
            ("mail.message", "model"),
            ("mail.scheduled.message", "model"),
            ("ir.attachment", "res_model"),
            ("mail.activity", "res_model"),
        ):
            table = self.env[model]._table
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET res_id = %(target)s"
                    " WHERE %(name)s = %(model)s AND res_id = %(source)s",
                    table=SQL.identifier(table),
                    name=SQL.identifier(name),
                    model=source._name,
                    target=target.id,
                    source=source.id,
                )
            )
        self.env.invalidate_all()

    def _repoint_column(self, table, column, source_id, target_id, ctid=None):
        """All rows at once; if one may not be there twice, each row alone."""
        names = {"table": SQL.identifier(table), "column": SQL.identifier(column)}
        row = SQL("ctid = %s::tid", ctid) if ctid else SQL("TRUE")
        where = SQL("%s = %s AND %s", names["column"], source_id, row)
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(target)s WHERE %(where)s",
                        **names,
                        target=target_id,
                        where=where,
                    ),
                    log_exceptions=False,
                )
        except psycopg2.errors.UniqueViolation:
            if ctid:
                return  # the other has one of these, so it goes
            rows = SQL("SELECT ctid::text FROM %s WHERE %s", names["table"], where)
            for [one] in self.env.execute_query(rows):
                self._repoint_column(table, column, source_id, target_id, one)
