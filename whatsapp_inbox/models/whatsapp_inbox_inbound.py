import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

from ..tools import notices, payload
from ..tools.turns import in_turns
from .whatsapp_inbox_contact import GroupIdentity

_logger = logging.getLogger(__name__)

#: Types of which the thread shows all there is; of others the payload is kept.
PLAIN_TYPES = ("text", "image", "video", "audio", "document", "sticker", "reaction")

#: Who cares for each kind of message.
RECEIVERS = {
    payload.InboundMessage: "whatsapp.inbox.inbound",
    payload.EchoedMessage: "whatsapp.inbox.echo",
    payload.StandbyMessage: "whatsapp.inbox.standby",
    payload.StandbyEcho: "whatsapp.inbox.standby.echo",
}

#: Messages that are read from the database together when they are shown.
PREFETCH = 20


class WhatsappInboxInbound(models.AbstractModel):
    """What Meta tells us, brought into threads: sets of records, no loop of posts."""

    _name = "whatsapp.inbox.inbound"
    _description = "WhatsApp Inbound Messages"
    _direction = "inbound"
    _silent = False

    @api.model
    def _receive(self, account, updates):
        """Store the updates of one number, in the transaction of the drain.

        :param list updates: of ``tools.payload``, in the order of arrival
        """
        # The job has no language of its own; its words are for the company's agents.
        lang = account.company_id.partner_id.lang
        return self.with_context(lang=lang)._receive_in_language(account, updates)

    @api.model
    def _receive_in_language(self, account, updates):
        by_class = defaultdict(list)
        for update in updates:
            by_class[type(update)].append(update)
        Message = self.env["whatsapp.inbox.message"]
        # first, while nothing is lost yet if the outbox has a message at hand
        if statuses := by_class.pop(payload.StatusUpdate, None):
            Message._apply_statuses(account, statuses)
            Message._settle_early_statuses(account)
        messages = [m for kind in RECEIVERS for m in by_class.pop(kind, [])]
        for kind, turn in in_turns(messages):
            self.env[RECEIVERS[kind]]._receive_messages(account, turn)
        self._receive_fields(account, by_class.pop(payload.FieldUpdate, []))
        for unreadable in by_class.pop(payload.Unreadable, []):
            _logger.info("WhatsApp account %s: %s", account.id, unreadable.reason)

    # -- other fields -------------------------------------------------------------

    @api.model
    def _field_models(self):
        """Who takes the webhook fields that are neither messages nor statuses.

        :return: by Meta's name of the field, the model whose ``_receive_fields(account,
            updates)`` gets its ``tools.payload.FieldUpdate``s, in their order
        :rtype: dict
        """
        return {
            **dict.fromkeys(notices.FIELDS, "whatsapp.inbox.notice"),
            "history": "whatsapp.inbox.history",
            "smb_app_state_sync": "whatsapp.inbox.phonebook",
            "user_id_update": "whatsapp.inbox.identity",
            "user_preferences": "whatsapp.inbox.preference",
            "calls": "whatsapp.inbox.call",
            "messaging_handovers": "whatsapp.inbox.thread.owner",
        }

    @api.model
    def _receive_fields(self, account, updates):
        """An error here is one of the event, as for messages: it is parked."""
        models_of = self._field_models()
        by_model = defaultdict(list)
        for update in updates:
            by_model[models_of.get(update.field)].append(update)
        for update in by_model.pop(None, []):
            self._receive_unknown_field(account, update)
        for model, own in by_model.items():
            self.env[model]._receive_fields(account, own)

    @api.model
    def _receive_unknown_field(self, account, update):
        """A field that nobody takes: the event keeps its body, administrators see
        how often it comes."""
        Unknown = self.env["whatsapp.inbox.unknown"]
        Unknown._count(account, "field", update.field, update.value)

    # -- messages -----------------------------------------------------------------

    @api.model
    def _receive_messages(self, account, updates):
        updates = self._new_messages(account, updates)
        if not updates:
            return
        self.env["whatsapp.inbox.unknown"]._count_types(account, updates)
        updates.sort(key=lambda update: update.timestamp)
        Contact = self.env["whatsapp.inbox.contact"]
        contacts = self._contacts(account, updates)
        threads = self.env["discuss.channel"]._whatsapp_threads(
            account, Contact.union(*contacts)
        )
        items = [
            (update, contact, threads[contact])
            for update, contact in zip(updates, contacts, strict=True)
        ]
        reactions = [item for item in items if item[0].type == "reaction"]
        revisions = [item for item in items if item[0].revision]
        said = [
            item
            for item in items
            if item[0].type != "reaction" and not item[0].revision
        ]
        self._store_said(account, said)
        self._store_reactions(account, reactions)
        Revision = self.env["whatsapp.inbox.message.revision"]
        Revision._receive(self, account, revisions)

    @api.model
    def _new_messages(self, account, updates):
        """Leave out what is stored already or comes twice in this batch.

        The unique index on the wamid has the last word between two transactions.
        """
        by_wamid = {update.wamid: update for update in updates}
        known = self.env["whatsapp.inbox.message"].search_fetch(
            [("account_id", "=", account.id), ("wamid", "in", list(by_wamid))],
            ["wamid"],
        )
        for message in known:
            by_wamid.pop(message.wamid)
        return list(by_wamid.values())

    @api.model
    def _contacts(self, account, updates):
        """:return: the contact of each message, in their order"""
        return self.env["whatsapp.inbox.identity"]._contacts(
            account, updates, self._thread_identity
        )

    @api.model
    def _thread_identity(self, update):
        """Who the thread is with: a group's messages never enter a private one."""
        if not update.group_id:
            return update.identity
        return GroupIdentity(update.group_id, self.env._("WhatsApp group"))

    @api.model
    def _store_said(self, account, items):
        if not items:
            return
        channels = self.env["discuss.channel"].union(*(item[2] for item in items))
        conversations = self._conversations(channels)
        quoted = self._quoted_messages(account, [item[0] for item in items])
        mails = self._create_mail_messages(items, quoted)
        messages = self._create_transport_messages(account, items, mails, conversations)
        self._link_quotes_within(items, mails, quoted)
        lines = []
        self.with_context(whatsapp_lines=lines)._note_said(items, conversations)
        if self._direction == "inbound":
            Consent = self.env["whatsapp.inbox.consent"]
            Consent._listen(account, items, mails, conversations)
        self.env["whatsapp.inbox.forward"]._note(messages)
        self._apply_waiting_reactions(messages)
        self.env["whatsapp.inbox.message.revision"]._apply_waiting(messages)
        self._publish(channels, mails.concat(*lines))
        if self._direction == "inbound":
            self.env["whatsapp.inbox.document.link"]._note_answers(mails)

    @api.model
    def _conversations(self, channels):
        """The conversation that a new message of each thread belongs to.

        :rtype: dict of discuss.channel → whatsapp.inbox.conversation
        """
        Conversation = self.env["whatsapp.inbox.conversation"]
        return Conversation._ensure_open(channels, routed=True)

    @api.model
    def _create_mail_messages(self, items, quoted):
        """One ``mail.message`` each, with what ``message_post`` would have set."""
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        vals_list = []
        for update, contact, channel in items:
            system = update.type == "system"
            vals_list.append(
                {
                    "model": "discuss.channel",
                    "res_id": channel.id,
                    "record_name": channel.name,
                    **self._author_vals(update, channel, contact),
                    "reply_to": False,
                    "body": self.env["whatsapp.inbox.bubble"]._render(update),
                    "date": update.timestamp,
                    "message_type": "notification" if system else "comment",
                    "subtype_id": comment,
                    "parent_id": quoted.get((channel, update.context_wamid)),
                }
            )
        # sudo: the customer has no user
        return self.env["mail.message"].sudo().create(vals_list)

    @api.model
    def _author_vals(self, update, channel, contact):
        name = False if contact.partner_id else contact.display_name
        return {"author_id": contact.partner_id.id, "email_from": name}

    @api.model
    def _create_transport_messages(self, account, items, mails, conversations):
        vals_list = [
            {
                "account_id": account.id,
                "contact_id": contact.id,
                "channel_id": channel.id,
                "conversation_id": conversations[channel].id,
                "mail_message_id": mail.id,
                **self._transport_vals(update),
            }
            for (update, contact, channel), mail in zip(items, mails, strict=True)
        ]
        if any(vals["media_state"] for vals in vals_list):
            self.env["whatsapp.inbox.media"]._wake()
        return self.env["whatsapp.inbox.message"].create(vals_list)

    @api.model
    def _has_more_to_tell(self, update):
        """Whether the bubble does not show all that Meta sent."""
        context = update.raw.get("context")
        product = isinstance(context, dict) and context.get("referred_product")
        return bool(update.type not in PLAIN_TYPES or update.referral or product)

    @api.model
    def _transport_vals(self, update):
        media = update.media
        return {
            "wamid": update.wamid,
            "direction": self._direction,
            "message_type": update.type or "unknown",
            "state": "received",
            "timestamp": update.timestamp,
            "forwarded": update.forwarded,
            "payload": update.raw if self._has_more_to_tell(update) else False,
            "media_state": "pending" if media else False,
            "media": media
            and {
                "id": media.id,
                "mime_type": media.mime_type,
                "filename": media.filename,
                "sha256": media.sha256,
                "voice": media.voice,
                "caption": update.text,
            },
        }

    # -- quotes -------------------------------------------------------------------

    @api.model
    def _quoted_messages(self, account, updates):
        """What these messages quote. A quote stays in its thread: "reply privately"
        on WhatsApp quotes a group's message, which is not for the customer's.

        :return: id of the mail.message by thread and wamid
        """
        wamids = {u.context_wamid for u in updates if u.context_wamid}
        if not wamids:
            return {}
        found = self.env["whatsapp.inbox.message"].search_fetch(
            [("account_id", "=", account.id), ("wamid", "in", list(wamids))],
            ["wamid", "channel_id", "mail_message_id"],
        )
        return {(m.channel_id, m.wamid): m.mail_message_id.id for m in found}

    @api.model
    def _link_quotes_within(self, items, mails, quoted):
        """Quotes of messages that came in the same batch."""
        own = {item[0].wamid: mail for item, mail in zip(items, mails, strict=True)}
        for (update, _contact, channel), mail in zip(items, mails, strict=True):
            target = own.get(update.context_wamid)
            if not target or quoted.get((channel, update.context_wamid)):
                continue
            if target.res_id == channel.id and target != mail:
                mail.parent_id = target

    # -- conversation -------------------------------------------------------------

    @api.model
    def _note_said(self, items, conversations):
        """Note what was said in the conversations: who waits now, until when we may
        answer."""
        said = defaultdict(list)
        for update, _contact, channel in items:
            if update.type != "system":
                said[conversations[channel]].append(update)
        for conversation, updates in said.items():
            stamps = [update.timestamp for update in updates]
            conversation._customer_wrote(min(stamps), max(stamps))
        self.env["whatsapp.inbox.echo"]._settle_waiting(
            self.env["whatsapp.inbox.conversation"].union(*conversations.values())
        )
        for update, _contact, channel in items:
            if update.referral:
                conversations[channel]._note_referral(update.referral)
        self.env["whatsapp.inbox.thread.owner"]._note_ours(items)
        self.env["whatsapp.inbox.conversation"].union(*conversations.values())._route(
            said
        )
        self._heed(items)

    @api.model
    def _heed(self, items):
        """Messages of customers are stored and routed: who has more to do for some of
        them? A hook; what takes long, or may fail, is for a job.

        :param items: list of (``InboundMessage``, contact, thread)
        """
        self.env["whatsapp.inbox.tap"]._receive(items)

    # -- showing ------------------------------------------------------------------

    @api.model
    def _publish(self, channels, mails):
        """Put the new messages on the bus of their threads and wake the agents.

        In one statement for all threads: ``write`` would send each of them a
        second bus message about a date that goes with the first.
        """
        now = fields.Datetime.now()
        channels.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE discuss_channel SET last_interest_dt = %s WHERE id IN %s",
                now,
                tuple(channels.ids),
            )
        )
        channels.invalidate_recordset(["last_interest_dt"], flush=False)
        last = {}
        for index, mail in enumerate(mails):
            channel = channels.browse(mail.res_id)
            # Core looks at all that is prefetched with a message, for each message;
            # and for its schedule, unless it gets the values of a post.
            start = index - index % PREFETCH
            mail = mail.with_prefetch(mails.ids[start : start + PREFETCH])
            store = Store(bus_channel=channel)
            store.add(mail, msg_vals={"scheduled_date": False})
            store.add_model_values(
                "discuss.channel", {"id": channel.id, "last_interest_dt": now}
            )
            channel._bus_send(
                "discuss.channel/new_message",
                {"data": store.get_result(), "id": channel.id, "silent": self._silent},
            )
            if mail.message_type == "comment":
                last[channel] = mail
        self._push(last)

    @api.model
    def _push(self, last):
        """:param dict last: the newest comment of each thread"""
        # sudo: whether any browser asked for push notifications
        if last and self.env["mail.push.device"].sudo().search_count([], limit=1):
            channels = self.env["discuss.channel"].union(*last)
            for channel in channels._whatsapp_push_together():
                channel._whatsapp_push(last[channel])
