from odoo import api, fields, models

from ..tools import stop_words


class WhatsappInboxAccount(models.Model):
    _inherit = "whatsapp.inbox.account"

    heeds_words = fields.Boolean(
        "Heed Words about Marketing",
        help="A message that is one of these words and nothing else is recorded as the "
        "customer's wish. WhatsApp has a switch of its own below marketing messages, "
        "which always counts.",
    )
    stop_words = fields.Char(
        translate=True,
        default="STOP, UNSUBSCRIBE, BAJA, CANCELLAMI",
        help="Parted by commas. The words of all languages are heard, whichever the "
        "customer speaks.",
    )
    start_words = fields.Char(
        translate=True, default="START, SUBSCRIBE, ALTA, ISCRIVIMI"
    )
    stop_text = fields.Text(
        "Answer to a Stop",
        translate=True,
        help="Sent once, when marketing was wanted until now. Empty: nothing is sent.",
    )
    start_text = fields.Text(
        "Answer to a Start",
        translate=True,
        help="Sent once, when it was not wanted until now. Empty: nothing is sent.",
    )

    @api.model
    def _auto_text_fields(self):
        return [*super()._auto_text_fields(), "stop_text", "start_text"]

    def _words(self, field_name):
        """:return: set of folded words of all languages"""
        texts = self._fields[field_name]._get_stored_translations(self) or {}
        return stop_words.parse(texts.values())


class WhatsappInboxConsent(models.Model):
    """What customers write themselves, where the number heeds it."""

    _inherit = "whatsapp.inbox.consent"

    @api.model
    def _listen(self, account, items, mails, conversations):
        """:param items: (update, contact, thread) of new messages of customers, whose
        ``mails`` are in the same order; see ``whatsapp.inbox.inbound``
        """
        if not account.heeds_words:
            return
        wishes = {
            "opt_out": account._words("stop_words"),
            "opt_in": account._words("start_words"),
        }
        for (update, contact, thread), mail in zip(items, mails, strict=True):
            # the button of a template says it as well
            text = update.reply.title if update.reply else update.text
            for state, words in wishes.items():
                if not contact.is_group and stop_words.said(text, words):
                    conversation = conversations.get(thread)
                    self._heard(contact, state, update, mail, conversation)
                    break

    @api.model
    def _heard(self, contact, state, update, mail, conversation):
        before = contact.marketing_state
        row = self.sudo().create(  # sudo: the customer has no user
            {
                "contact_id": contact.id,
                "state": state,
                "at": update.timestamp,
                "source": "message",
                "message_id": mail.id,
            }
        )
        if not conversation or before == state or row._history()[:1] != row:
            return
        text = "stop_text" if state == "opt_out" else "start_text"
        # it answers the customer even if an agent wrote just now
        conversation._send_auto("consent", conversation.account_id, text, by_agent=True)
