from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.mail.tools.discuss import Store

from ..tools.calls import read_calls

#: What is known of a call only grows: webhooks come in any order.
RANK = {"ringing": 0, "answered": 1, "missed": 2, "declined": 3, "ended": 4}


class WhatsappInboxCall(models.Model):
    """A voice call between a customer and a number of ours: one line in the thread,
    which changes as the webhooks of the call come (Meta's page: calling).

    Calls are taken elsewhere; here they are told of, and a missed one is a customer
    who waits for us.
    """

    _name = "whatsapp.inbox.call"
    _description = "WhatsApp Call"
    _order = "started_at desc, id desc"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "whatsapp.inbox.contact", string="Customer", readonly=True, ondelete="restrict"
    )
    channel_id = fields.Many2one(
        "discuss.channel", readonly=True, index=True, ondelete="cascade"
    )
    conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    mail_message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    wacid = fields.Char("WhatsApp Call ID", required=True, readonly=True)
    direction = fields.Selection(
        [("inbound", "From the customer"), ("outbound", "To the customer")],
        required=True,
        readonly=True,
    )
    result = fields.Selection(
        [
            ("ringing", "Ringing"),
            ("answered", "Going on"),
            ("declined", "Declined"),
            ("missed", "Missed"),
            ("ended", "Ended"),
        ],
        required=True,
        readonly=True,
    )
    started_at = fields.Datetime(readonly=True, help="Meta's time of the first event.")
    duration = fields.Integer("Duration (seconds)", readonly=True)

    _wacid_unique = models.UniqueIndex("(account_id, wacid)")

    @api.depends("direction", "result")
    def _compute_display_name(self):
        for call in self:
            call.display_name = call._text()

    def action_open_thread(self):
        self.ensure_one()
        return self.channel_id._whatsapp_open_action()

    # -- receiving ----------------------------------------------------------------

    @api.model
    def _receive_fields(self, account, updates):
        now = fields.Datetime.now()
        Inbound = self.env["whatsapp.inbox.inbound"]
        for update in updates:
            events = read_calls(update, now)
            if not events:
                Inbound._receive_unknown_field(account, update)
            for event in events:
                self._receive_event(account, event)

    @api.model
    def _receive_event(self, account, event):
        call = self.search(
            [("account_id", "=", account.id), ("wacid", "=", event.wacid)]
        )
        if not call:
            call = self._start(account, event)
        if not call:
            return
        if RANK[event.result] > RANK[call.result]:
            call.result = event.result
        elif call.mail_message_id and event.duration <= call.duration:
            call._open_window(event)
            return  # told again, or late
        call.duration = max(call.duration, event.duration)
        call.started_at = min(call.started_at, event.timestamp)
        call._open_window(event)
        call._show()
        if event.result == "missed" and call.direction == "inbound":
            call._wait_for_us(event)

    @api.model
    def _start(self, account, event):
        """:return: the new call; none if it is not told who called or was called"""
        who = event.identity
        if not event.direction or not (who.wa_id or who.bsuid or who.parent_bsuid):
            return self.browse()
        Owner = self.env["whatsapp.inbox.thread.owner"]
        [channel] = Owner._threads_of(account, [who])
        conversation = self.env["whatsapp.inbox.conversation"]._at_hand(channel)
        return self.create(
            {
                "account_id": account.id,
                "contact_id": channel.whatsapp_contact_id.id,
                "channel_id": channel.id,
                "conversation_id": conversation[channel].id,
                "wacid": event.wacid,
                "direction": event.direction,
                "result": "ringing",
                "started_at": event.timestamp,
            }
        )

    def _open_window(self, event):
        """Answered or not, a customer's call opens it, and a call of ours that the
        customer takes (Meta's page: calling/pricing)."""
        if event.opened_at:
            self.conversation_id._extend_window(event.opened_at)

    def _wait_for_us(self, event):
        """A missed call asks for an answer as a message does."""
        channel = self.channel_id
        if channel.whatsapp_owner_id._is_other():
            return
        Conversation = self.env["whatsapp.inbox.conversation"]
        conversation = Conversation._ensure_open(channel)[channel]
        self.conversation_id = conversation
        conversation._customer_wrote(event.timestamp, event.timestamp)
        conversation._join_agents()
        channel._whatsapp_push(self.mail_message_id)

    # -- showing ------------------------------------------------------------------

    def _text(self):
        texts = {
            ("inbound", "ringing"): self.env._("The customer calls"),
            ("inbound", "answered"): self.env._("Call from the customer, going on"),
            ("inbound", "declined"): self.env._("Declined call from the customer"),
            ("inbound", "missed"): self.env._("Missed call from the customer"),
            ("inbound", "ended"): self.env._("Call from the customer"),
            ("outbound", "ringing"): self.env._("We call the customer"),
            ("outbound", "answered"): self.env._("Call to the customer, going on"),
            ("outbound", "declined"): self.env._("The customer declined our call"),
            ("outbound", "missed"): self.env._("The customer did not take our call"),
            ("outbound", "ended"): self.env._("Call to the customer"),
        }
        text = texts[self.direction, self.result]
        if not self.duration:
            return text
        return f"{text} · {timedelta(seconds=self.duration)}"

    def _line(self):
        icon = "fa-volume-control-phone" if self.result == "ringing" else "fa-phone"
        return Markup(
            '<span class="o_whatsapp_inbox_call o-%s"><i class="fa %s"></i> %s</span>'
        ) % (self.result, icon, self._text())

    def _show(self):
        """One line in the thread, posted by the first event and changed by the next."""
        channel, mail = self.channel_id, self.mail_message_id.sudo()
        if not mail:
            self.mail_message_id = channel._whatsapp_post_line(
                self._line(), self.started_at
            )
            return
        mail.body = Markup('<div class="o_mail_notification">%s</div>') % self._line()
        Store(bus_channel=channel).add(mail, ["body"]).bus_send()
