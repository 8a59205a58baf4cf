import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import consteq
from odoo.tools.misc import hmac

from ..tools import tap

_logger = logging.getLogger(__name__)

SCOPE = "whatsapp_inbox_tap"


class WhatsappInboxTap(models.AbstractModel):
    """Buttons of ours that customers tap (decision 0042).

    A bridge gives a button the id :meth:`_payload` makes, and has a method
    ``_tapped_<action>(message, record)`` here.
    """

    _name = "whatsapp.inbox.tap"
    _description = "WhatsApp Taps"

    @api.model
    def _payload(self, action, record):
        """The id of a button that does ``action`` with a record when it is tapped.

        :param str action: small letters and underscores, at most 32
        :rtype: str
        """
        record.ensure_one()
        claimed = tap.claim(action, record._name, record.id)
        return tap.payload(claimed, self._mac(claimed))

    @api.model
    def _mac(self, claimed):
        # sudo: the key is the database's secret
        return hmac(self.sudo().env, SCOPE, claimed)[: tap.MAC_LENGTH]

    # -- what came back -------------------------------------------------------------

    @api.model
    def _receive(self, items):
        """Messages were stored: do what their taps ask for. In the transaction of the
        drain, which stores each message once however often Meta tells of it.

        :param items: of (update, contact, thread), see ``whatsapp.inbox.inbound``
        """
        tapped = [
            item for item in items if item[0].reply and tap.looks_ours(item[0].reply.id)
        ]
        for update, contact, thread in tapped:
            found = self._read(update.reply.id)
            if not found:
                _logger.info(
                    "WhatsApp account %s: %s has an id of a button that is not ours",
                    thread.whatsapp_account_id.id,
                    update.wamid,
                )
                continue
            message = self.env["whatsapp.inbox.message"].search(
                [
                    ("account_id", "=", thread.whatsapp_account_id.id),
                    ("wamid", "=", update.wamid),
                ]
            )
            self._heed(message, contact, *found)

    @api.model
    def _read(self, text):
        """:return: (action, record) of an id that we made, None for any other, and for
        one whose record or action is gone"""
        found = tap.read(text)
        if not found:
            return None
        claimed, action, model, record_id, mac = found
        if not consteq(mac, self._mac(claimed)):
            return None
        if model not in self.env or not hasattr(self, f"_tapped_{action}"):
            return None
        # sudo: the customer, who has no user, acts on what is their own
        record = self.env[model].sudo().browse(record_id).exists()
        return (action, record) if record else None

    @api.model
    def _heed(self, message, contact, action, record):
        thread, account = message.channel_id, message.account_id
        record = record.with_company(account.company_id)
        if not self._is_of_customer(record, contact, account):
            # whoever may read the document sees its name there, not here
            thread._whatsapp_post_line(
                self.env._(
                    "The customer tapped a button about a document of somebody else. "
                    "Nothing was done."
                ),
                fields.Datetime.now(),
            )
            return
        self._act_or_nothing(action, message, record)

    @api.model
    def _is_of_customer(self, record, contact, account):
        """Whether who tapped is the customer of a record, or of their company."""
        if "company_id" in record._fields and record.company_id not in (
            account.company_id,
            record.company_id.browse(),
        ):
            return False
        # sudo: customers are recognised whoever causes it
        partner = contact.sudo().partner_id
        own = self._customer(record).commercial_partner_id
        return bool(own and own == partner.commercial_partner_id)

    @api.model
    def _customer(self, record):
        """:return: the ``res.partner`` that a record is about"""
        if hasattr(record, "_whatsapp_partner"):
            return record._whatsapp_partner()
        return record.partner_id

    @api.model
    def _act_or_nothing(self, action, message, record):
        """A fault loses no message: nothing of the action is done, agents are told.

        As for the routing, not Odoo's own savepoint, which would run hooks of a commit.
        """
        self.env.flush_all()
        lines = self.env.context.get("whatsapp_lines", [])
        told = len(lines)
        try:
            with self.env.cr.savepoint(flush=False):
                getattr(self, f"_tapped_{action}")(message, record)
                self.env.flush_all()
        except psycopg2.OperationalError:
            raise  # another transaction came between: the batch begins again
        except Exception as error:  # noqa: BLE001 - told to the agents
            self.env.transaction.clear()
            del lines[told:]
            _logger.warning(
                "WhatsApp account %s: %s of %s failed with %s",
                message.account_id.id,
                action,
                record,
                type(error).__name__,
            )
            message.channel_id._whatsapp_post_line(
                self.env._(
                    "The customer tapped a button, and what it asks for could not be "
                    "done. Please do it for them."
                ),
                fields.Datetime.now(),
            )
