from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import phone
from ..tools.errors import CloudApiError, describe

#: Meta gives this template to every account.
TEMPLATE = {"name": "hello_world", "language": {"code": "en_US"}}


class WhatsappInboxTestMessage(models.TransientModel):
    """Sends one message and shows what Meta says of it, and later what became of it.

    Outside of the 24-hour window WhatsApp takes only templates, so that is what goes.
    """

    _name = "whatsapp.inbox.test.message"
    _description = "WhatsApp Test Message"

    account_id = fields.Many2one(
        "whatsapp.inbox.account", required=True, readonly=True, ondelete="cascade"
    )
    phone = fields.Char(
        "To",
        help="With the country code, e.g. +34 600 11 12 22. Not the number itself.",
    )
    window_is_open = fields.Boolean(compute="_compute_window_is_open")
    state = fields.Selection(
        [
            ("draft", "To Send"),
            ("accepted", "Accepted"),
            ("arrived", "Arrived"),
            ("failed", "Failed"),
        ],
        default="draft",
        readonly=True,
    )
    answer = fields.Char("What Meta Says", readonly=True)
    wamid = fields.Char(readonly=True)

    @api.depends("phone", "account_id")
    def _compute_window_is_open(self):
        for test in self:
            number = phone.to_e164(test.phone or "")
            conversation = test._conversation(number)
            test.window_is_open = bool(conversation and conversation._window_is_open())

    def _conversation(self, number):
        """The last one with whoever has this number (E.164); empty without one, not
        that of a customer who has none either."""
        if not number:
            return self.env["whatsapp.inbox.conversation"]
        return (
            self.env["discuss.channel"]
            .search(
                [
                    ("whatsapp_account_id", "=", self.account_id.id),
                    ("whatsapp_contact_id.phone", "=", number),
                ],
                limit=1,
            )
            .whatsapp_conversation_id
        )

    def action_send(self):
        self.ensure_one()
        self.account_id.check_access("write")
        number = phone.to_e164(self.phone or "")
        if not number:
            raise UserError(
                self.env._("Write a number with its country code: +34 600 11 12 22.")
            )
        try:
            result = self.account_id._api().send(
                self.account_id.phone_number_id, self._prepare_payload(number)
            )
        except CloudApiError as error:
            self.write({"state": "failed", "answer": str(error), "wamid": False})
        else:
            answer = self.env._("Accepted. Whether it arrives is told in a moment.")
            values = {"state": "accepted", "answer": answer, "wamid": result.wamid}
            self.write(values)
        return self._reopen()

    def _prepare_payload(self, number):
        payload = {"recipient_type": "individual", "to": number}
        if self.window_is_open:
            text = self.env._("Test message of %s", self.account_id.name)
            return {**payload, "type": "text", "text": {"body": text}}
        return {**payload, "type": "template", "template": TEMPLATE}

    def action_look(self):
        """What became of it: its statuses wait for a message that the inbox has not."""
        self.ensure_one()
        # sudo: the statuses of the message that this user has just sent
        statuses = self.env["whatsapp.inbox.status"].sudo()
        statuses = statuses.search(
            [("account_id", "=", self.account_id.id), ("wamid", "=", self.wamid)]
        )
        words = statuses.mapped("status")
        failed = statuses.filtered(lambda status: status.status == "failed")
        if failed:
            errors = (failed[:1].payload or {}).get("errors") or [{}]
            self.write({"state": "failed", "answer": describe(errors[0])})
        elif {"delivered", "read"} & set(words):
            self.write({"state": "arrived", "answer": self.env._("It arrived.")})
        elif words:
            self.answer = self.env._("Sent; the phone has not confirmed it yet.")
        else:
            self.answer = self.env._(
                "Nothing was told yet. If it stays so, no webhooks arrive here: use "
                "Test Connection."
            )
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send Test Message"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
