from markupsafe import Markup

from odoo import api, models

from odoo.addons.mail.tools.discuss import Store

from ..tools import phone
from ..tools.identity import (
    NUMBERS,
    Person,
    Register,
    is_id,
    names_of,
    shared_number,
    told_change,
)
from ..tools.updates import Identity
from .whatsapp_inbox_contact import GroupIdentity


class WhatsappInboxIdentity(models.AbstractModel):
    """Finds out who the people are that webhooks name, and tells what changed.

    In the transaction of the drain. Two of them may meet at the same people by two
    numbers of a portfolio: the unique index on names and the row of the contact let
    one win, and the other begins again (``whatsapp.inbox.job``).
    """

    _name = "whatsapp.inbox.identity"
    _description = "WhatsApp Identity"

    @api.model
    def _contacts(self, account, updates, identity_of):
        """The contact of each message, in their order.

        Changes of names come first, whatever their place: the messages beside them
        are of the same moment, and some are sent under the new names.

        :param list updates: ``tools.payload.InboundMessage``
        :param identity_of: gives the identity of an update that tells no change
        """
        changes = {}
        for update in updates:
            if update.type != "system" or update.group_id:
                continue
            if change := told_change(update.raw):
                changes[update.wamid] = change
        identities = []
        for update in updates:
            if update.wamid not in changes:
                identities.append(self._with_shared_number(update, identity_of(update)))
        changed, found = self._settle(account, list(changes.values()), identities)
        changed = dict(zip(changes, changed, strict=True))
        found = iter(found)
        return [changed.get(update.wamid) or next(found) for update in updates]

    @api.model
    def _resolve(self, account, identities):
        """See ``whatsapp.inbox.contact._resolve``."""
        return self._settle(account, [], identities)[1]

    @api.model
    def _receive_fields(self, account, updates):
        """Changes of ids in a field of their own, as some numbers still get them
        (Meta's page: business-scoped-user-ids, before 11 August 2026)."""
        changes = []
        for update in updates:
            entries = update.value.get(update.field)
            for entry in entries if isinstance(entries, list) else []:
                if isinstance(entry, dict):
                    changes.append(self._change_of_entry(entry))
        changes = [change for change in changes if change]
        contacts, _found = self._settle(account, changes, [])
        for contact in contacts:
            self._tell(contact, self.env._("WhatsApp has a new id for this customer."))

    @api.model
    def _change_of_entry(self, entry):
        """An element of ``user_id_update``, read as the system message of today."""
        system = {"type": "user_changed_user_id"}
        for key, old, new in (
            ("user_id", "previous_user_id", "user_id"),
            ("parent_user_id", "previous_parent_user_id", "parent_user_id"),
        ):
            ids = entry.get(key)
            if isinstance(ids, dict):
                system[old], system[new] = ids.get("previous"), ids.get("current")
        change = told_change({"system": system, "from": entry.get("wa_id")})
        return change if names_of(change.after) else None

    @api.model
    def _with_shared_number(self, update, identity):
        """A customer answered our request for the phone number."""
        number = shared_number(update.contacts) if not update.group_id else ""
        if not number or identity.wa_id:
            return identity
        return Identity(
            wa_id=number,
            bsuid=identity.bsuid,
            parent_bsuid=identity.parent_bsuid,
            name=identity.name,
            username=identity.username,
        )

    # -- the register -------------------------------------------------------------

    @api.model
    def _settle(self, account, changes, identities):
        """:return: contacts of the changes, contacts of the identities"""
        if not changes and not identities:
            return [], []
        names = [self._names(identity) for identity in identities]
        pairs = [(names_of(c.before), names_of(c.after)) for c in changes]
        asked = {name for own in names for name in own}
        asked.update(name for pair in pairs for own in pair for name in own)
        register, aliases = self._open_register(account._contact_scope(), asked)
        changed = [register.change(*pair) for pair in pairs]
        found = [register.recognise(own) for own in names]
        heard = [
            *zip(changed, (change.after for change in changes), strict=True),
            *zip(found, identities, strict=True),
        ]
        self._close_register(account, register, aliases, heard)
        return [p.contact for p in changed], [p.contact for p in found]

    @api.model
    def _names(self, identity):
        if isinstance(identity, GroupIdentity):
            return [("group", identity.group_id)]
        return names_of(identity)

    @api.model
    def _open_register(self, scope, names):
        aliases = self.env["whatsapp.inbox.contact"]._aliases(scope, names)
        people = {
            contact.id: Person(contact, contact.bsuid or "")
            for contact in aliases.contact_id
        }
        register = Register()
        for alias in aliases:
            name, person = (alias.kind, alias.value), people[alias.contact_id.id]
            if alias.former:
                register.former.add((name, person))
            if not alias.former or is_id(name):
                register.names[name] = person
        return register, aliases

    @api.model
    def _close_register(self, account, register, aliases, heard):
        """Write what the register learned.

        :param list heard: (person, identity), in their order
        """
        self._create_people(account, register, heard)
        named = [
            (
                person,
                identity,
                {n for n in self._names(identity) if register.has(person, n)},
            )
            for person, identity in heard
        ]
        self._write_aliases(account._contact_scope(), register, aliases, named)
        for _name, person in register.lost:
            contact = person.contact
            names = [name for name, owner in register.former if owner is person]
            if contact.phone and ("phone", contact.phone) in names:
                contact.phone = False
            if person.bsuid != (contact.bsuid or ""):
                contact.bsuid = person.bsuid
        contacts = self.env["whatsapp.inbox.contact"].union(
            *(person.contact for person, _identity in heard)
        )
        strangers = contacts.browse(
            person.contact.id
            for _name, _loser, person in register.moves
            if person in register.new
        )
        contacts._link_partners(strangers)
        for person, identity, own in named:
            person.contact._learn(identity, own)
        self._tell_moves(account, register)

    @api.model
    def _create_people(self, account, register, heard):
        first = {}
        for person, identity in heard:
            first.setdefault(person, identity)
        vals_list = []
        for person in register.new:
            identity = first[person]
            number = phone.to_e164(identity.wa_id) if identity.wa_id else ""
            vals_list.append(
                {
                    "name": identity.name or False,
                    "username": identity.username or False,
                    "phone": number or False,
                    "bsuid": person.bsuid or False,
                    "company_id": account.company_id.id,
                    "scope": account._contact_scope(),
                    "is_group": isinstance(identity, GroupIdentity),
                }
            )
        if vals_list:
            contacts = self.env["whatsapp.inbox.contact"].create(vals_list)
            for person, contact in zip(register.new, contacts, strict=True):
                person.contact = contact

    @api.model
    def _write_aliases(self, scope, register, aliases, named):
        """:param list named: (person, identity, the names in it that are theirs)"""
        rows = {(a.kind, a.value, a.contact_id.id): a for a in aliases}

        def rows_of(pairs):
            ids = {(*name, person.contact.id) for name, person in pairs}
            return aliases.browse().union(*(rows[key] for key in ids if key in rows))

        if register.lost:
            rows_of(register.lost).former = True
            aliases.flush_recordset(["former"])  # the new owner's name is unique
        named_with = {
            (name, person): identity.bsuid
            for person, identity, own in named
            for name in own
            if name[0] in NUMBERS and ("bsuid", identity.bsuid) in own
        }
        for (name, person), bsuid in named_with.items():
            row = rows.get((*name, person.contact.id))
            if row and row.bsuid != bsuid:
                row.bsuid = bsuid
        aliases.create(
            [
                {
                    "contact_id": person.contact.id,
                    "scope": scope,
                    "kind": name[0],
                    "value": name[1],
                    "former": (name, person) in register.former,
                    "bsuid": named_with.get((name, person)),
                }
                for name, person in register.added
            ]
        )
        if register.regained:
            again = [p for p in register.regained if p not in register.former]
            rows_of(again).former = False

    # -- telling ------------------------------------------------------------------

    @api.model
    def _tell_moves(self, account, register):
        """Both sides of a number that changed hands learn of it, without learning who
        the other is: other people may read that thread."""
        Match = self.env["whatsapp.inbox.contact.match"]
        told = set()
        for (kind, value), loser, gainer in register.moves:
            number = phone.to_e164(value) if kind in NUMBERS else ""
            if (loser, gainer, number) in told or loser.contact == gainer.contact:
                continue
            told.add((loser, gainer, number))
            number = phone.international(number) if number else value
            # threads that the messages at hand would only make after this
            writers = self.env["whatsapp.inbox.contact"].union(
                gainer.contact, *(p.contact for p in register.new if p is loser)
            )
            self.env["discuss.channel"]._whatsapp_threads(account, writers)
            self._tell(loser.contact, self._lost_line(loser.contact, number))
            self._tell(
                gainer.contact,
                self.env._(
                    "The number %s was another customer's here before. Their chat "
                    "stays apart.",
                    number,
                ),
            )
            Match._offer(loser.contact, gainer.contact, "number")
        for old, new in register.same:
            self._tell(
                old.contact,
                self.env._(
                    "WhatsApp says that this customer writes under a new number or "
                    "id, which has a chat of its own here. Answer there; merging "
                    "the two makes one chat of them."
                ),
            )
            Match._offer(old.contact, new.contact, "told")

    @api.model
    def _lost_line(self, contact, number):
        if contact._recipient():
            return self.env._(
                "The number %s now belongs to somebody else. Answers in this chat do "
                "not go to it: they go to the WhatsApp account of this customer.",
                number,
            )
        return self.env._(
            "The number %s now belongs to somebody else, and no other way to this "
            "customer is known. Nothing can be sent from here.",
            number,
        )

    @api.model
    def _tell_username(self, contact, old):
        self._tell(
            contact,
            self.env._(
                "The customer's username is now @%(new)s; it was @%(old)s.",
                new=contact.username,
                old=old,
            ),
        )

    @api.model
    def _tell(self, contact, line):
        """A line in each thread of a contact. It never leaves: it is no comment."""
        body = Markup('<div class="o_mail_notification">%s</div>') % line
        for channel in contact.channel_ids:
            channel.with_context(mail_create_nosubscribe=True).message_post(
                body=body,
                author_id=False,  # nobody said it
                email_from=False,
                message_type="notification",
                subtype_xmlid="mail.mt_comment",
            )
            Store(bus_channel=channel).add(contact).bus_send()
