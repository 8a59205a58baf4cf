from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.history import PLACEHOLDER, STATE_OF_STATUS
from ..tools.history_order import place
from ..tools.identity import names_of


class WhatsappInboxHistoryImport(models.AbstractModel):
    """Brings old messages of the phone app into their threads, and tells nobody.

    The way of a received message without all that concerns the present: no
    conversation, no window, no waiting customer, no bus, no push; and with ids that
    put a message where it belongs in time (``tools.history_order``).
    """

    _name = "whatsapp.inbox.history.import"
    _inherit = "whatsapp.inbox.inbound"
    _description = "WhatsApp History Import"

    @api.model
    def _import(self, account, updates):
        """:param list updates: ``tools.updates.HistoryMessage``
        :return: how many were imported, and those of which nobody knows whose they are
        """
        self._complete_files(account, updates)
        new = self._new_messages(account, updates)
        homeless = [u for u in new if not names_of(u.identity)]
        new = [u for u in new if names_of(u.identity)]
        self._receive_messages(account, new)
        self.env["whatsapp.inbox.message"]._settle_early_statuses(
            account, [update.wamid for update in new]
        )
        return len(new), homeless

    @api.model
    def _contacts(self, account, updates):
        """A number that changed long ago is no news of who has it now."""
        return self.env["whatsapp.inbox.contact"]._resolve(
            account, [update.identity for update in updates]
        )

    # -- files --------------------------------------------------------------------

    @api.model
    def _complete_files(self, account, updates):
        """Files of messages that are here without them, as Meta tells both apart."""
        files = {update.wamid: update for update in updates if update.media}
        Message = self.env["whatsapp.inbox.message"]
        bare = Message.search(
            [
                ("account_id", "=", account.id),
                ("wamid", "in", list(files)),
                ("message_type", "=", PLACEHOLDER),
            ]
        )
        for message in bare:
            update = files[message.wamid]
            vals = self._transport_vals(update)
            names = ("message_type", "media", "media_state", "payload")
            message.write({name: vals[name] for name in names})
            # sudo: the bubble of a message that the job imports
            mail = message.mail_message_id.sudo()
            mail.body = self.env["whatsapp.inbox.bubble"]._render(update)
        if bare:
            self.env["whatsapp.inbox.media"]._wake()

    # -- messages -----------------------------------------------------------------

    @api.model
    def _store_said(self, account, items):
        if not items:
            return
        updates = [update for update, _contact, _channel in items]
        quoted = self._quoted_messages(account, updates)
        ids = place([(c.id, u.timestamp) for u, _contact, c in items], self._taken_ids)
        importer = self.with_context(whatsapp_message_ids=ids)
        mails = importer._create_mail_messages(items, quoted)
        mails = mails.with_context(whatsapp_message_ids=None)
        conversations = defaultdict(self.env["whatsapp.inbox.conversation"].browse)
        messages = self._create_transport_messages(account, items, mails, conversations)
        self._link_quotes_within(items, mails, quoted)
        self._note_open_quotes(updates, messages)
        self._close_quotes(messages)
        self._apply_waiting_reactions(messages)
        self.env["whatsapp.inbox.message.revision"]._apply_waiting(messages)

    @api.model
    def _taken_ids(self, ids):
        rows = self.env.execute_query(
            SQL("SELECT id FROM mail_message WHERE id = ANY(%s)", list(ids))
        )
        return [row[0] for row in rows]

    @api.model
    def _author_vals(self, update, channel, contact):
        if update.outbound:
            return self.env["whatsapp.inbox.echo"]._author_vals(
                update, channel, contact
            )
        return super()._author_vals(update, channel, contact)

    @api.model
    def _transport_vals(self, update):
        vals = {**super()._transport_vals(update), "origin": "history"}
        if update.type == PLACEHOLDER:
            vals["payload"] = False
        if update.outbound:
            state = STATE_OF_STATUS.get(update.status, "sent")
            vals.update(direction="outbound", state=state, sent_at=update.timestamp)
            if state == "failed":
                vals["error_message"] = self.env._("The phone app could not send it.")
        return vals

    # -- quotes -------------------------------------------------------------------

    @api.model
    def _note_open_quotes(self, updates, messages):
        """What a message quotes may be in a part that is still to come."""
        for update, message in zip(updates, messages, strict=True):
            if update.context_wamid and not message.mail_message_id.parent_id:
                message.quoted_wamid = update.context_wamid

    @api.model
    def _close_quotes(self, messages):
        """Link the messages that quote one of these and came before it."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT quoting.id, quoted.mail_message_id
                  FROM whatsapp_inbox_message quoting
                  JOIN whatsapp_inbox_message quoted
                    ON quoted.channel_id = quoting.channel_id
                   AND quoted.wamid = quoting.quoted_wamid
                 WHERE quoted.id IN %s
                   AND quoting.quoted_wamid IS NOT NULL
                """,
                tuple(messages.ids),
            )
        )
        for quoting_id, mail_id in rows:
            quoting = messages.browse(quoting_id)
            quoting.quoted_wamid = False
            # sudo: a message that the job imports
            quoting.mail_message_id.sudo().parent_id = mail_id

    # -- reactions ----------------------------------------------------------------

    @api.model
    def _store_reactions(self, account, items):
        """All at once; one whose message is still to come waits for it."""
        if not items:
            return
        targets = self._reaction_targets(account, items)
        vals_list, newest = [], {}
        for update, contact, channel in items:
            wamid, emoji = update.reaction or ("", "")
            mail = targets.get((channel, wamid))
            vals_list.append(
                {
                    "account_id": account.id,
                    "contact_id": contact.id,
                    "channel_id": channel.id,
                    "mail_message_id": mail,
                    **self._transport_vals(update),
                    "payload": {"reaction": {"message_id": wamid, "emoji": emoji}},
                }
            )
            partner = contact.partner_id
            if update.outbound:
                partner = account.company_id.partner_id
            if mail and partner:
                newest[mail, partner.id] = emoji
        self.env["whatsapp.inbox.message"].create(vals_list)
        self._create_reactions(newest)

    @api.model
    def _reaction_targets(self, account, items):
        """:return: id of the mail.message by thread and wamid"""
        wamids = [update.reaction[0] for update, _c, _ch in items if update.reaction]
        found = self.env["whatsapp.inbox.message"].search_fetch(
            [("account_id", "=", account.id), ("wamid", "in", wamids)],
            ["wamid", "channel_id", "mail_message_id"],
        )
        return {(m.channel_id, m.wamid): m.mail_message_id.id for m in found}

    @api.model
    def _create_reactions(self, newest):
        """:param dict newest: emoji ("" = none) by ids of message and partner; one that
        the message has already is newer"""
        # sudo: the customer has no user
        Reaction = self.env["mail.message.reaction"].sudo()
        known = Reaction.search(
            [("message_id", "in", [message_id for message_id, _partner in newest])]
        )
        taken = {(r.message_id.id, r.partner_id.id) for r in known}
        Reaction.create(
            [
                {"message_id": key[0], "partner_id": key[1], "content": emoji}
                for key, emoji in newest.items()
                if emoji and key not in taken
            ]
        )
