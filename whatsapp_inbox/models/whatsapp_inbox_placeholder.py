import logging
import re

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import placeholders

_logger = logging.getLogger(__name__)
#: Of one line; those that belong to a number or a time stay.
_SPACES = re.compile("[ \\t\\n\\r\\x0b\\x0c\\x85\\u2028\\u2029]+")


class WhatsappInboxPlaceholder(models.AbstractModel):
    """What may be written as ``{{customer.name}}`` in canned replies and templates.

    A bridge adds a name to ``_placeholders()`` and a method that finds its value:
    ``order.name`` is ``_value_order_name(conversation, partner)``. It gets records that
    the user may read (either may be empty), and searches others without ``sudo``.
    """

    _name = "whatsapp.inbox.placeholder"
    _description = "WhatsApp Placeholders"

    @api.model
    def _placeholders(self):
        """What may be written, in the order of the picker. A hook; extend with super().

        :return: (label, group, example) by name, which is lower-case words and dots
        :rtype: dict
        """
        env = self.env
        customer, agent = env._("Customer"), env._("Agent")
        team, work = env._("Team"), env._("Conversation")
        return {
            "customer.name": (env._("Name"), customer, "Ana García"),
            "customer.first_name": (env._("First name"), customer, "Ana"),
            "customer.phone": (env._("Phone number"), customer, "+34 600 11 12 22"),
            "customer.company": (env._("Company"), customer, "Cactus S.L."),
            "agent.name": (env._("Name"), agent, "Luis Pérez"),
            "agent.first_name": (env._("First name"), agent, "Luis"),
            "team.name": (env._("Name"), team, env._("Support")),
            "team.next_opening": (
                env._("Next opening"),
                team,
                env._("tomorrow at %s", "09:00"),
            ),
            "conversation.number": (env._("Number"), work, "1042"),
            "company.name": (env._("Our company"), work, "Desert Garden"),
        }

    @api.model
    def _values(self, conversation, names, partner=None):
        """What these placeholders say, in the customer's language, under the rights of
        the user of the environment.

        :param conversation: of the customer, or an empty recordset
        :param names: iterable; those that there are not are left out
        :param partner: the customer, if there is no conversation
        :return: text by name, on one line; "" what there is not, or what the user may
            not read
        :rtype: dict
        """
        known = self._placeholders()
        # what a caller may read as superuser is nothing that the user may send, and
        # what is in the cache already is read without any check
        own = self.with_user(self.env.user)
        conversation = conversation or self.env["whatsapp.inbox.conversation"]
        conversation = conversation.with_env(own.env)._filtered_access("read")
        partner = partner or conversation.contact_id.sudo().partner_id
        partner = partner.with_env(own.env)._filtered_access("read")
        own = own.with_context(lang=own._customer_lang(conversation, partner))
        conversation, partner = (
            conversation.with_env(own.env),
            partner.with_env(own.env),
        )
        return {
            name: own._value(name, conversation, partner)
            for name in names
            if name in known
        }

    @api.model
    def _fill(self, text, conversation, partner=None):
        """:return: `text` filled, and the names of its gaps"""
        names = placeholders.used(text, self._placeholders(), placeholders.DOUBLE)
        values = self._values(conversation, names, partner)
        return placeholders.fill_or_gap(text, values)

    @api.model
    def _faults(self, text):
        """:return: what is written in `text` and is no placeholder"""
        return placeholders.faults(text, self._placeholders(), placeholders.DOUBLE)

    @api.model
    def _gaps(self, text):
        """:return: names of the gaps that nobody filled in"""
        if "[" not in (text or ""):
            return []
        return placeholders.gaps(text, self._placeholders())

    @api.model
    def _customer_lang(self, conversation, partner):
        """:return: code of the language in which the customer is spoken to"""
        if conversation:
            return conversation.contact_id._language()
        return partner.lang or self.env.lang

    def _value(self, name, conversation, partner):
        find = getattr(self, "_value_" + name.replace(".", "_"))
        try:
            value = find(conversation, partner)
        except UserError:  # of which AccessError and MissingError are two
            return ""
        except psycopg2.Error:
            raise  # the transaction is lost, or tried again
        except Exception:
            _logger.exception("Placeholder %s", name)
            return ""
        return _SPACES.sub(" ", str(value or "")).strip()

    # -- one method for each ----------------------------------------------------------

    def _value_customer_name(self, conversation, partner):
        contact = conversation.contact_id
        if contact and not contact.name and partner.name == contact._nameless():
            return ""
        return partner.name or contact.name

    def _value_customer_first_name(self, conversation, partner):
        if contact := conversation.contact_id:
            return contact._first_name()
        return "" if partner.is_company else placeholders.first_name(partner.name)

    def _value_customer_phone(self, conversation, partner):
        return conversation.contact_id.phone_formatted or partner.phone

    def _value_customer_company(self, conversation, partner):
        return partner.name if partner.is_company else partner.commercial_company_name

    def _value_agent_name(self, conversation, partner):
        return self.env.user.name

    def _value_agent_first_name(self, conversation, partner):
        return placeholders.first_name(self.env.user.name)

    def _value_team_name(self, conversation, partner):
        return conversation.team_id.name

    def _value_team_next_opening(self, conversation, partner):
        number = conversation.contact_id.phone or ""
        team = conversation.team_id
        return team and team._opening_words(number=number)

    def _value_conversation_number(self, conversation, partner):
        return conversation.id

    def _value_company_name(self, conversation, partner):
        return (conversation.company_id or self.env.company).name
