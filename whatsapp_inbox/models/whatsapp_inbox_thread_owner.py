from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import text_format
from ..tools.errors import CloudApiError
from ..tools.handovers import read_handover

#: After so long without the customer nobody owns the thread (Meta's page:
#: conversation-routing/thread-lifecycle).
IDLE_HOURS = 24
#: Only the escalation partner may take a thread (thread_control).
TAKE_REFUSED = 2494191


class WhatsappInboxThreadOwner(models.Model):
    """Who answers a customer on a number that several apps share: we, another app or
    Meta's Business Agent. Threads of which Meta never told have no such record.

    There is no call that tells the owner: it is learnt from handovers, from the field
    by which a message comes (``messages`` or ``standby``) and from what we did. The
    newest by Meta's clock counts; of two in one second, the handover.
    """

    _name = "whatsapp.inbox.thread.owner"
    _description = "WhatsApp Thread Owner"

    channel_id = fields.Many2one(
        "discuss.channel", required=True, readonly=True, ondelete="cascade"
    )
    holder = fields.Selection(
        [("us", "This inbox"), ("other", "Another app")],
        readonly=True,
        help="Nobody, if empty: WhatsApp decides who gets the next message.",
    )
    role = fields.Char(readonly=True, help="The other app's, in Meta's word.")
    changed_at = fields.Datetime(required=True, readonly=True, help="Meta's time.")
    until = fields.Datetime(
        readonly=True, help="When it lapses if the customer writes no more."
    )

    _channel_unique = models.UniqueIndex("(channel_id)")

    def _is_other(self):
        """Whether another app answers now; False without a record."""
        return bool(
            self.holder == "other" and self.until and fields.Datetime.now() < self.until
        )

    @api.model
    def _role_name(self, role):
        """An app by its role, as the subject of a sentence."""
        return {
            "ai_agent": self.env._("Meta's Business Agent"),
            "marketing": self.env._("The marketing app"),
            "customer_service": self.env._("Another customer service app"),
            "utility": self.env._("The notifications app"),
            "ctwa": self.env._("The app for ads"),
        }.get(role) or self.env._("Another app")

    # -- what changes it ------------------------------------------------------------

    @api.model
    def _set(self, channel, holder, at, role="", told=True):
        """Note who owns the thread since ``at`` (Meta's clock, naive UTC).

        :param bool told: by a handover or an answer of Meta's; else it is only seen
            by the way a message came
        :return: whether that is newer than what is known
        """
        owner = channel.whatsapp_owner_id
        vals = {
            "holder": holder,
            "role": role,
            "changed_at": at,
            "until": holder and at + timedelta(hours=IDLE_HOURS),
        }
        if not owner:
            # two threads that became one bring the record of the other
            owner = self.search([("channel_id", "=", channel.id)])
            channel.whatsapp_owner_id = owner or self.create(
                {"channel_id": channel.id, **vals}
            )
            if not owner:
                return True
        same = owner.holder == holder and (owner.role or "") == role
        if at < owner.changed_at or (at == owner.changed_at and (same or not told)):
            return False
        owner.write(vals)
        return True

    @api.model
    def _note_ours(self, items):
        """Messages came as ours to answer: whoever had their threads has them no more.

        :param list items: (``InboundMessage``, contact, thread)
        """
        for channel, at in self._newest(items).items():
            if not channel.whatsapp_owner_id:
                continue  # a number that no other app answers
            if self._set(channel, "us", at, told=False):
                channel._whatsapp_send_owner()
            # a conversation that another app had may have no members yet
            channel.whatsapp_conversation_id._join_agents()

    @api.model
    def _note_other(self, items):
        """Messages came on standby: another app has their threads.

        :param list items: (``StandbyMessage``, contact, thread)
        """
        for channel, at in self._newest(items).items():
            owner = channel.whatsapp_owner_id
            # which app it is, only a handover tells
            role = owner.role if owner.holder == "other" else ""
            if self._set(channel, "other", at, role or "unknown", told=False):
                channel._whatsapp_send_owner()

    @api.model
    def _newest(self, items):
        """:return: Meta's time of the newest message by thread"""
        times = {}
        for update, _contact, channel in items:
            times[channel] = max(update.timestamp, times.get(channel, update.timestamp))
        return times

    @api.model
    def _receive_fields(self, account, updates):
        """``messaging_handovers``."""
        now = fields.Datetime.now()
        handovers = []
        for update in updates:
            if handover := read_handover(update, now):
                handovers.append(handover)
            else:
                Inbound = self.env["whatsapp.inbox.inbound"]
                Inbound._receive_unknown_field(account, update)
        handovers.sort(key=lambda handover: handover.timestamp)
        threads = self._threads_of(account, [h.identity for h in handovers])
        for handover, channel in zip(handovers, threads, strict=True):
            holder = "other" if handover.role else "us"
            if self._set(channel, holder, handover.timestamp, handover.role):
                self._tell_handover(channel, handover)

    @api.model
    def _threads_of(self, account, identities):
        """:return: the thread of each identity"""
        if not identities:
            return []
        Contact = self.env["whatsapp.inbox.contact"]
        contacts = Contact._resolve(account, identities)
        threads = self.env["discuss.channel"]._whatsapp_threads(
            account, Contact.union(*contacts)
        )
        return [threads[contact] for contact in contacts]

    @api.model
    def _tell_handover(self, channel, handover):
        """A line in the thread; a customer who is handed to us waits for us."""
        if handover.role:
            line = self.env._(
                "%s took this conversation over.", self._role_name(handover.role)
            )
            self.env["whatsapp.inbox.conversation"]._at_hand(channel)
        else:
            line = self.env._(
                "%s handed this conversation to us.",
                self._role_name(handover.previous_role),
            )
            conversation = self.env["whatsapp.inbox.conversation"]._ensure_open(
                channel
            )[channel]
            # the customer has just written to the other app
            conversation._customer_wrote(handover.timestamp, handover.timestamp)
            conversation._join_agents()
        if handover.summary:
            summary = Markup(text_format.to_html(handover.summary))
            line = Markup("%s<br/>%s") % (line, summary)
        channel._whatsapp_send_owner()
        channel._whatsapp_post_line(line, handover.timestamp, push=not handover.role)

    def _note_answer(self, message):
        """WhatsApp accepted an answer of ours, as it does from who may take the thread;
        a template changes nothing (Meta's page: conversation-routing/thread-control).

        :param message: the transport record
        """
        if not self._is_other() or message.message_type in ("template", "reaction"):
            return
        channel = self.channel_id
        self._set(channel, "us", fields.Datetime.now())
        channel._whatsapp_send_owner()
        channel._whatsapp_post_line(
            self.env._("Our answer took this conversation over."), fields.Datetime.now()
        )

    # -- actions --------------------------------------------------------------------

    def action_take(self):
        """Answer this customer ourselves from now on.

        :raises UserError: WhatsApp refused, and why
        """
        self._check_act()
        was = self._role_name(self.role)
        try:
            self._call("take")
        except CloudApiError as error:
            raise UserError(self._why_not_taken(error)) from error
        self._act("us")
        channel = self.channel_id
        conversation = self.env["whatsapp.inbox.conversation"]._ensure_open(channel)
        conversation[channel]._join_agents()
        channel._whatsapp_post_line(
            self.env._(
                "%(agent)s took this conversation over. %(app)s had it before.",
                agent=self.env.user.name,
                app=was,
            ),
            fields.Datetime.now(),
        )

    def action_release(self):
        """Give the thread back: WhatsApp decides who gets the next message.

        :raises UserError: WhatsApp refused, and why
        """
        self._check_act()
        try:
            self._call("release")
        except CloudApiError as error:
            raise UserError(
                self.env._("WhatsApp did not take the conversation back: %s", error)
            ) from error
        self._act(False)
        self.channel_id._whatsapp_post_line(
            self.env._("%s gave this conversation back.", self.env.user.name),
            fields.Datetime.now(),
        )

    def _check_act(self):
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group("whatsapp_inbox.group_agent"):
            raise AccessError(self.env._("Only agents of the inbox may do this."))
        # two agents press the button at once: one call
        self.sudo().lock_for_update()

    def _call(self, action):
        """``POST /<PHONE_NUMBER_ID>/thread_control``.

        :raises CloudApiError: as Meta answers
        """
        channel = self.channel_id.sudo()
        account = channel.whatsapp_account_id
        recipient = channel.whatsapp_contact_id._recipient(
            channel.whatsapp_conversation_id
        )
        account._api().thread_control(account.phone_number_id, recipient, action)

    def _act(self, holder):
        # sudo: agents take and give back what they may read, and change no more
        channel = self.channel_id.sudo()
        self.sudo()._set(channel, holder, fields.Datetime.now())
        channel._whatsapp_send_owner()

    def _why_not_taken(self, error):
        if error.code != TAKE_REFUSED:
            return self.env._("WhatsApp did not give us the conversation: %s", error)
        return self.env._(
            "WhatsApp lets only one app take conversations from others, the "
            "“escalation partner”, and this number's app is not it (error %(code)s). "
            "An administrator can set it in Meta Business Suite, under conversation "
            "routing. Until then the customer has to be handed over to us.",
            code=TAKE_REFUSED,
        )

    # -- store ----------------------------------------------------------------------

    def _to_store_defaults(self, target):
        return ["holder", "role", "until"]
