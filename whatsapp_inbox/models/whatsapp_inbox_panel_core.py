from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pytz import country_timezones

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import phone as phone_tools

#: Notes of a conversation that are shown, and duplicates of a customer.
NOTES = 3
DUPLICATES = 5


class WhatsappInboxPanel(models.AbstractModel):
    """Who the customer is, and how the conversation came about."""

    _inherit = "whatsapp.inbox.panel"

    # -- customer -----------------------------------------------------------------

    @api.model
    def _section_customer(self, thread):
        """:return: ``form``: the small form of their contact, if the agent may read
        it; what WhatsApp calls them; ``blocked``; ``zone``: where their clock is;
        ``consent``; ``duplicates``: contacts that may be the same person"""
        # sudo: what WhatsApp says of the customer of a thread that one may read
        contact = thread.sudo().whatsapp_contact_id
        partner = thread._whatsapp_partner()
        readable = partner.has_access("read")
        return {
            "contact_id": contact.id,
            "form": readable and self._form(partner, "res_partner_view_panel"),
            "names": self._names(contact),
            "blocked": self._blocked(thread),
            "zone": self._zone(contact),
            "consent": self._consent(contact),
            "duplicates": self._duplicates(partner, contact) if readable else [],
            "can_merge": self.env["base.partner.merge.automatic.wizard"].has_access(
                "create"
            ),
        }

    @api.model
    def _form(self, record, xmlid):
        """:param xmlid: of a form view of ours, which bridges may extend"""
        view = self.env["ir.model.data"]._xmlid_to_res_id(f"whatsapp_inbox.{xmlid}")
        return {"model": record._name, "id": record.id, "view": view}

    @api.model
    def _blocked(self, thread):
        """:return: ``at`` and ``by`` (empty: outside of Odoo), or False"""
        return thread.whatsapp_blocked_at and {
            "at": fields.Datetime.to_string(thread.whatsapp_blocked_at),
            "by": thread.whatsapp_blocked_by_id.name or "",
        }

    @api.model
    def _names(self, contact):
        """:return: list of ``kind``, ``value``, ``former``: numbers as one dials them,
        and the user name; ids are for machines"""
        numbers = contact.env["whatsapp.inbox.contact.alias"].search_fetch(
            [("contact_id", "=", contact.id), ("kind", "=", "phone")],
            ["former", "value"],
        )
        names = [
            {
                "kind": "number",
                "value": phone_tools.international(alias.value),
                "former": alias.former,
            }
            for alias in numbers
        ]
        if contact.username:
            name = {"kind": "username", "value": f"@{contact.username}"}
            names.append({**name, "former": False})
        return sorted(names, key=lambda name: name["former"])

    @api.model
    def _consent(self, contact):
        """:return: what they said last about marketing: ``state`` (False: nothing),
        ``at``, ``source``; ``blocked``: whether Odoo's list has their number"""
        return {
            "state": contact.marketing_state,
            "at": fields.Datetime.to_string(contact.marketing_at),
            "source": contact.marketing_source,
            "blocked": contact.marketing_blacklisted,
        }

    @api.model
    def _zone(self, contact):
        """:return: IANA name of the customer's time zone: what their contact says, else
        the main one of their number, unless its places are hours apart; or False"""
        if zone := contact.partner_id.tz:
            return zone
        now = datetime.now(tz=UTC)
        zones = phone_tools.time_zones(contact.phone) if contact.phone else []
        offsets = [now.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones]
        if not zones or max(offsets) - min(offsets) > timedelta(hours=1):
            return False
        # the largest places of a country come first
        places = country_timezones.get(phone_tools.region(contact.phone), ())
        return next((zone for zone in places if zone in zones), zones[0])

    @api.model
    def _duplicates(self, partner, contact):
        """:return: list of ``id``, ``name``, ``why`` of contacts that this user may
        read, with the customer's number or e-mail address"""
        key = contact.phone and phone_tools.match_key(contact.phone)
        email = partner.email_normalized
        same = Domain.FALSE
        if key:
            same |= Domain("whatsapp_phone_key", "=", key)
        if email:
            same |= Domain("email_normalized", "=", email)
        if same.is_false():
            return []
        others = partner.search(same & Domain("id", "!=", partner.id), limit=DUPLICATES)
        # most people are alone: only who is not needs a closer look at the numbers
        namesakes = others and contact.partner_candidate_ids
        return [
            {
                "id": other.id,
                "name": other.display_name,
                "why": "number" if other in namesakes else "email",
            }
            for other in others
            if other in namesakes or (email and other.email_normalized == email)
        ]

    # -- conversation -------------------------------------------------------------

    @api.model
    def _section_conversation(self, thread):
        """:return: where the customer came from, and the newest notes

        What changes all day is in the browser's store already.
        """
        conversation = thread.whatsapp_conversation_id
        # sudo: name of a link by which the customer of one's own thread came
        link = conversation.sudo().link_id
        return {
            "number": f"#{conversation.id}",
            "began": fields.Datetime.to_string(conversation.create_date),
            "link": link.name,
            "ad": conversation.referral_type
            and {
                "type": conversation.referral_type,
                "headline": conversation.referral_headline,
                "url": conversation.referral_url,
            },
            "notes": self._notes(thread),
        }

    @api.model
    def _notes(self, thread):
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        # sudo: whoever may read a thread may read its notes
        messages = self.env["mail.message"].sudo()
        messages = messages.search_fetch(
            [
                ("model", "=", "discuss.channel"),
                ("res_id", "=", thread.id),
                ("subtype_id", "=", note),
                ("message_type", "=", "comment"),
            ],
            ["author_id", "body", "date"],
            limit=NOTES,
        )
        return [
            {
                "message": message.id,
                "author": message.author_id.name,
                "date": fields.Datetime.to_string(message.date),
                "text": message.preview,
            }
            for message in messages
        ]

    # -- files --------------------------------------------------------------------

    @api.model
    def _section_files(self, thread):
        """:return: the newest of both directions; the gallery has all of them"""
        return {kind: thread.whatsapp_gallery(kind) for kind in ("media", "documents")}

    # -- history ------------------------------------------------------------------

    @api.model
    def _section_history(self, thread):
        """:return: the first page of the timeline, and its filters"""
        Timeline = self.env["whatsapp.inbox.timeline"]
        return {
            "filters": [
                {"name": name, "title": title, "icon": icon}
                for name, (title, icon) in Timeline._sources().items()
            ],
            **thread.whatsapp_timeline(),
        }
