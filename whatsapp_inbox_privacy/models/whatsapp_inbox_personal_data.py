from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.whatsapp_inbox.tools import phone as phone_tools

NUMBERS = ("phone", "wa_id")
#: A shorter one would be found in what is about others.
SHORTEST = 7
THREAD = "discuss.channel"


class WhatsappInboxPersonalData(models.AbstractModel):
    """Where data of a person of WhatsApp are. Whoever keeps more of them extends
    ``_sources``: it is exported; and the phases of ``whatsapp.inbox.erasure``."""

    _name = "whatsapp.inbox.personal.data"
    _description = "WhatsApp Data of a Person"

    @api.model
    def _check_rights(self, contact):
        """For administrators of the inbox who may use Odoo's privacy tools.

        :raises AccessError: anybody else, or a contact of another company
        """
        user = self.env.user
        if not (
            user.has_group("whatsapp_inbox.group_admin")
            and user.has_group("base.group_system")
        ):
            raise AccessError(
                self.env._(
                    "Only administrators of Odoo who are administrators of WhatsApp, "
                    "too, may export or erase all data of a person."
                )
            )
        contact.check_access("read")

    @api.model
    def _sources(self, contact):
        """What is exported. Not here: notes, drafts and what is scheduled, which are
        working papers of colleagues and were never said; the raw webhooks, which say
        the same again beside what others wrote. What is noted of their answers on
        orders, invoices and leads is here.

        :return: dict of model → domain
        """
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        own = Domain("contact_id", "=", contact.id)
        threads = contact.channel_ids.ids
        said = Domain("model", "=", THREAD) & Domain("res_id", "in", threads)
        said &= Domain("subtype_id", "!=", note)
        copies = self._copies(contact)
        answers = self.env["whatsapp.inbox.message"].search(
            own
            & Domain("direction", "=", "inbound")
            & Domain("mail_message_id", "in", list(filter(None, copies.values())))
        )
        noted = [i for i, of in copies.items() if of in answers.mail_message_id.ids]
        consents = own
        if contact.partner_id:
            theirs = Domain("partner_id", "=", contact.partner_id.id)
            company = Domain("company_id", "=", contact.company_id.id)
            consents |= theirs & company
        return {
            "whatsapp.inbox.contact": Domain("id", "=", contact.id),
            "whatsapp.inbox.contact.alias": own,
            "whatsapp.inbox.consent": consents,
            "whatsapp.inbox.conversation": own,
            "mail.message": said | Domain("id", "in", noted),
            "whatsapp.inbox.message": own,
            "whatsapp.inbox.message.revision": Domain("channel_id", "in", threads),
            "whatsapp.inbox.call": own,
            "whatsapp.inbox.phonebook": Domain("key", "in", self._identifiers(contact))
            & Domain("account_id", "in", self._accounts(contact).ids),
            "res.partner": Domain("id", "in", contact.partner_id.ids),
            **{
                documents._name: Domain("id", "in", documents.ids)
                for documents in self._documents(contact)
            },
        }

    @api.model
    def _documents(self, contact):
        """:return: recordsets of the models whose own fields have what was said"""
        threads = contact.with_context(active_test=False).channel_ids
        mixin = self.pool["whatsapp.inbox.document.mixin"]
        for name in self.pool:
            model = self.env[name]
            known = isinstance(model, mixin) and not model._abstract
            if known and (found := model._whatsapp_telling(threads)):
                yield found

    @api.model
    def _copies(self, contact):
        """Messages of the threads that were forwarded or noted on other records, and
        the mails about them: they name the thread or the message that they are of.

        :return: dict of id of the copy → id of the message that is named, or None
        """
        threads = contact.with_context(active_test=False).channel_ids.ids
        if not threads:
            return {}
        names = [
            f'%data-oe-model="{THREAD}" data-oe-id="{thread}"%' for thread in threads
        ]
        # SQL: the ORM cannot cut the id out of the text
        query = SQL(
            """
            SELECT copy.id, original.id FROM mail_message copy
              LEFT JOIN mail_message original
                ON original.id = substring(copy.body FROM %(named)s)::int
               AND original.model = %(thread)s
               AND original.res_id = ANY(%(ids)s)
             WHERE (copy.model IS NULL OR copy.model != %(thread)s)
               AND copy.body LIKE '%%data-oe-model="%%'
               AND (original.id IS NOT NULL OR copy.body LIKE ANY(%(names)s))
            """,
            thread=THREAD,
            named='data-oe-model="mail.message" data-oe-id="([0-9]{1,9})"',
            names=names,
            ids=threads,
        )
        self.env["mail.message"].flush_model(["body", "model", "res_id"])
        return dict(self.env.execute_query(query))

    @api.model
    def _identifiers(self, contact):
        """Their numbers, as digits, and ids, by which they are named in what Meta
        sends; not what is another one's by now.

        :rtype: list of str
        """
        aliases = contact.alias_ids
        others = aliases.search(
            [
                ("value", "in", aliases.mapped("value")),
                ("contact_id", "!=", contact.id),
                ("former", "=", False),
            ]
        )
        names = {
            phone_tools.digits(alias.value) if alias.kind in NUMBERS else alias.value
            for alias in aliases
            if alias.value not in others.mapped("value")
        }
        names |= {phone_tools.digits(contact.phone or ""), contact.bsuid or ""}
        return sorted(name for name in names if len(name) >= SHORTEST)

    @api.model
    def _accounts(self, contact):
        """:return: the numbers of ours to which this contact is the same person"""
        accounts = self.env["whatsapp.inbox.account"].with_context(active_test=False)
        accounts = accounts.search([("company_id", "=", contact.company_id.id)])
        return accounts.filtered(lambda a: a._contact_scope() == contact.scope)
