import hashlib
from datetime import timedelta

from odoo import fields, models

#: What somebody sent by hand so shortly before is not told again.
JUST_NOW = timedelta(minutes=10)


class WhatsappInboxEventMixin(models.AbstractModel):
    """A document that tells its customer on WhatsApp what happens to it, beside
    ``whatsapp.inbox.document.mixin``. See ``whatsapp.inbox.document.event``."""

    _name = "whatsapp.inbox.event.mixin"
    _description = "Document with News for WhatsApp"

    def _whatsapp_event_is_on(self, event):
        """:return: whether customers are told of it; asked with ``sudo``"""
        return False

    def _whatsapp_event_text(self, event):
        """:return: what is said, in the language of the context"""
        raise NotImplementedError

    def _whatsapp_event_template(self, event):
        """:return: ``whatsapp.inbox.template`` for when the window is closed, or none;
        of its name the one in the customer's language is sent"""
        return self.env["whatsapp.inbox.template"]

    def _whatsapp_event_people(self):
        """:return: ``res.partner`` who may be told, whoever has a thread first"""
        return self._whatsapp_partner()

    def _whatsapp_event_facts(self):
        """:return: what texts say of it, by placeholder, in the context's language"""
        return {"document": self.name}

    def _whatsapp_event_choices(self, event):
        """:return: buttons below the text: (id, title, "")"""
        return []

    def _whatsapp_event_is_over(self, event):
        """:return: whether it is not so any more, when it is to be told"""
        return False

    def _whatsapp_event_told_by_hand(self, event):
        """:return: whether somebody has just sent the document"""
        links = self.env["whatsapp.inbox.document.link"]._of(self)
        noted = self.env["whatsapp.inbox.document.event"]._of(self, event).create_date
        return any(
            noted - JUST_NOW <= link.create_date
            and link.message_id.whatsapp_direction == "outbound"
            for link in links
            if link.create_date <= fields.Datetime.now()
        )

    def _whatsapp_event_fingerprint(self):
        return hashlib.sha256(repr(self._whatsapp_event_content()).encode()).hexdigest()

    def _whatsapp_event_content(self):
        """:return: what must not change between telling and a customer's answer"""
        return ()

    def _whatsapp_event_thread(self):
        """The thread with these very people, not with others of their company, who may
        not know of it; with this company's number, the latest."""
        for person in self._whatsapp_event_people():
            thread = self.env["discuss.channel"].search(
                [
                    ("channel_type", "=", "whatsapp_inbox"),
                    ("whatsapp_contact_id.partner_id", "=", person.id),
                    ("whatsapp_contact_id.is_group", "=", False),
                    ("whatsapp_account_id.company_id", "=", self.company_id.id),
                    ("whatsapp_account_id.active", "=", True),
                ],
                order="last_interest_dt desc, id desc",
                limit=1,
            )
            if thread:
                return thread
        return self.env["discuss.channel"]
