from dataclasses import dataclass

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import places, sendables, text_format
from .discuss_channel_auto import CHIP

MAX_FOUND = 8
#: What has no text of the agent's around it.
ALONE = ("location", "contacts")
BR = Markup("<br/>")


@dataclass(frozen=True, slots=True)
class SendablePost:
    """The content that is being posted. An object, as ``TemplatePost``: no context that
    comes over RPC can have one.

    :ivar dict content: of ``tools.sendables``, checked
    """

    content: dict


class WhatsappInboxSendable(models.AbstractModel):
    """What agents send beside text and files: what of it is wrong, how it looks, and
    where it is taken from. All under the rights of who sends it."""

    _name = "whatsapp.inbox.sendable"
    _description = "WhatsApp Sendable"

    # -- the content --------------------------------------------------------------

    @api.model
    def _content(self, channel, given):
        """What a browser says, as ``tools.sendables`` wants it: known keys alone, and
        cards made of partners that this user may read.

        :raises UserError: it is nothing that can be sent
        """
        try:
            kind = given["type"]
            if kind not in sendables.CHECKS:
                raise ValueError(kind)
            read = getattr(self, f"_read_{kind}")
            return {"type": kind, **read(channel, given)}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UserError(
                self.env._("This cannot be sent on WhatsApp: it is incomplete.")
            ) from error

    def _read_around(self, given):
        return {name: str(given.get(name) or "") for name in ("header", "footer")}

    def _read_buttons(self, _channel, given):
        titles = [str(title).strip() for title in given["buttons"]]
        return {**self._read_around(given), "buttons": titles}

    def _read_list(self, _channel, given):
        sections = [
            {
                "title": str(section.get("title") or "").strip(),
                "rows": [
                    {
                        "title": str(row.get("title") or "").strip(),
                        "description": str(row.get("description") or "").strip(),
                    }
                    for row in section["rows"]
                ],
            }
            for section in given["sections"]
        ]
        button = str(given.get("button") or "").strip()
        return {**self._read_around(given), "button": button, "sections": sections}

    def _read_location(self, _channel, given):
        words = {name: str(given.get(name) or "") for name in ("name", "address")}
        return {name: given.get(name) for name in ("latitude", "longitude")} | words

    def _read_location_request(self, _channel, _given):
        return {}

    def _read_contacts(self, _channel, given):
        ids = [int(partner_id) for partner_id in given["partner_ids"]]
        partners = self.env["res.partner"].browse(ids).exists()
        partners.check_access("read")
        return {"contacts": [self._card(partner) for partner in partners]}

    # -- what is wrong with it ----------------------------------------------------

    @api.model
    def _problems(self, content, text):
        """:return: (field, sentence) of each thing that WhatsApp would refuse"""
        found = sendables.problems(content, text)
        return [(problem.field, self._sentence(problem)) for problem in found]

    def _sentence(self, problem):
        if problem.code == "long":
            return self.env._("At most %s characters.", problem.limit)
        if problem.code == "many":
            return self.env._("WhatsApp shows at most %s of them.", problem.limit)
        if problem.code == "same":
            return self.env._("Another one has the same title.")
        if problem.code == "range":
            return self.env._(
                "A number between -%(limit)s and %(limit)s.", limit=problem.limit
            )
        return {
            "body": self.env._("Write a text for the customer."),
            "buttons": self.env._("Add a button."),
            "rows": self.env._("Add a line to choose."),
            "contacts": self.env._("Choose a contact."),
        }.get(problem.field, self.env._("Fill this in."))

    # -- how it looks -------------------------------------------------------------

    @api.model
    def _bubble(self, content, text):
        """As the customer sees it.

        :param str text: with WhatsApp's marks
        :return: safe HTML; all that is not made here is escaped
        """
        return getattr(self, f"_bubble_{content['type']}")(content, text)

    def _bubble_around(self, content, text, taps):
        lines = [Markup(text_format.to_html(text))]
        if header := content.get("header", "").strip():
            lines.insert(0, Markup("<b>%s</b>") % header)
        if footer := content.get("footer", "").strip():
            small = Markup('<small class="o_whatsapp_inbox_footer">%s</small>')
            lines.append(small % footer)
        # with spaces, for where it is shown as one line of text: a quote, a push
        return BR.join(lines) + Markup(" <div>%s</div>") % taps

    def _bubble_buttons(self, content, text):
        chips = Markup(" ").join(CHIP % title for title in content["buttons"])
        return self._bubble_around(content, text, chips)

    def _bubble_list(self, content, text):
        lines = [Markup("<small>☰ %s</small>") % content["button"]]
        for section in content["sections"]:
            if section["title"]:
                lines.append(Markup("<small><b>%s</b></small>") % section["title"])
            for row in section["rows"]:
                words = Markup("<small>%s</small>") % row["description"]
                lines.append(Markup("%s %s") % (CHIP % row["title"], words))
        return self._bubble_around(content, text, BR.join(lines))

    def _bubble_location_request(self, content, text):
        chip = CHIP % f"📍 {self.env._('Send location')}"
        return self._bubble_around(content, text, chip)

    def _bubble_location(self, content, _text):
        return self.env["whatsapp.inbox.bubble"]._place(content)

    def _bubble_contacts(self, content, _text):
        card = self.env["whatsapp.inbox.bubble"]._contact_card
        return BR.join(card(contact) for contact in content["contacts"])

    @api.model
    def _as_text(self, content, text):
        """For notifications and search, before the bubble is there."""
        if content["type"] == "location":
            return self._words_of_place(content)
        if content["type"] == "contacts":
            names = [card["name"]["formatted_name"] for card in content["contacts"]]
            return f"👤 {', '.join(names)}"
        return text

    def _words_of_place(self, content):
        named = ", ".join(filter(None, (content["name"], content["address"])))
        return f"📍 {named or self.env._('Location')}"

    @api.model
    def _preview(self, content, text):
        """For a phone beside what is being written; see ``PhonePreview``."""
        kind, taps, sections = content["type"], [], []
        if kind == "buttons":
            taps = [{"icon": "fa-reply", "text": title} for title in content["buttons"]]
        elif kind == "list":
            taps = [{"icon": "fa-list-ul", "text": content["button"]}]
            sections = content["sections"]
        elif kind == "location_request":
            words = self.env._("Send location")
            taps = [{"icon": "fa-map-marker", "text": words}]
        body = Markup(text_format.to_html(text))
        if kind in ALONE:
            whole = not sendables.problems(content)
            body = self._bubble(content, text) if whole else ""
        return {
            "header": content.get("header", ""),
            "body": body,
            "footer": content.get("footer", ""),
            "taps": taps,
            "sections": sections,
        }

    # -- cards --------------------------------------------------------------------

    def _card(self, partner):
        """A partner as one element of ``contacts``. Their number is one of WhatsApp's
        if it is that of a contact whom this user may read."""
        number = partner._phone_format(fname="phone", force_format="E164")
        number = number or (partner.phone or "").strip()
        contacts = partner.whatsapp_contact_ids.filtered("phone")
        is_known = number and number in contacts.mapped("phone")
        name = (partner.name or partner.email or number).strip()
        first, _space, last = name.partition(" ")
        parts = {"first_name": name}
        if not partner.is_company and last:
            parts = {"first_name": first, "last_name": last}
        kind = "WORK" if partner.is_company or partner.parent_id else "HOME"
        return sendables.card(
            name,
            parts=parts,
            company=partner.commercial_company_name or "",
            job=partner.function or "",
            phones=number and [(number, kind, is_known and number.lstrip("+"))] or [],
            emails=partner.email and [(partner.email.strip(), kind)] or [],
        )

    @api.model
    def _partners(self, channel, term):
        """:return: contacts of ours whose card may be sent, as the browser shows them;
        without a term the users of the company"""
        Partner = self.env["res.partner"]
        company = channel.whatsapp_account_id.company_id
        domain = [
            ("company_id", "in", (False, company.id)),
            "|",
            ("phone", "!=", False),
            ("email", "!=", False),
        ]
        if term:
            domain += Partner._search_display_name("ilike", term)
        else:
            domain += [("user_ids.share", "=", False), ("user_ids", "!=", False)]
        return [
            {
                "id": partner.id,
                "name": partner.display_name,
                "details": [
                    detail
                    for detail in (partner.function, partner.phone, partner.email)
                    if detail
                ],
            }
            for partner in Partner.search(domain, limit=MAX_FOUND)
        ]

    # -- places -------------------------------------------------------------------

    @api.model
    def _places(self, channel, term):
        """:return: addresses with coordinates: ours, the customer's, or those found"""
        Partner = self.env["res.partner"]
        company = channel.whatsapp_account_id.company_id
        located = [
            ("company_id", "in", (False, company.id)),
            "|",
            ("partner_latitude", "!=", 0),
            ("partner_longitude", "!=", 0),
        ]
        if term:
            domain = Partner._search_display_name("ilike", term)
            found = Partner.search([*domain, *located], limit=MAX_FOUND)
        else:
            # sudo: whose thread one reads, found below under one's own rights
            customer = channel.whatsapp_contact_id.sudo().partner_id
            own = Partner.search(
                [("id", "child_of", company.partner_id.id), *located], limit=MAX_FOUND
            )
            theirs = Partner.search(
                [
                    ("id", "child_of", customer.commercial_partner_id.ids),
                    *located,
                ],
                limit=MAX_FOUND,
            )
            found = own | theirs
        return [
            {
                "id": partner.id,
                "name": partner.display_name.replace("\n", ", "),
                "address": ", ".join(
                    line.strip()
                    for line in partner._display_address(
                        without_company=True
                    ).splitlines()
                    if line.strip()
                ),
                "latitude": partner.partner_latitude,
                "longitude": partner.partner_longitude,
            }
            for partner in found
        ]

    @api.model
    def _pasted_place(self, text):
        """:raises UserError: it tells no place, and what to do"""
        if place := places.read_place(text):
            return {
                "latitude": place.latitude,
                "longitude": place.longitude,
                "name": place.name,
            }
        if places.is_short_link(text):
            raise UserError(
                self.env._(
                    "This short link says no place by itself. Open it in the browser "
                    "and copy the long address that it leads to."
                )
            )
        raise UserError(
            self.env._(
                "No place was found in this text. Paste coordinates such as "
                "40.4168, -3.7038, or the link of a place on a map."
            )
        )

    # -- files --------------------------------------------------------------------

    @api.model
    def _sendables(self, channel, term):
        """Files of the customer's records that this user may read; the newest first.

        A hook: bridges add theirs with super(), with keys of their own ("sale.order,5")
        for files that are only made when they are taken, see ``_take``.

        :param str term: part of the name of a file or record
        :return: dicts of ``key``, ``name`` (of the file), ``detail`` (of what) and
            ``date``
        :rtype: list
        """
        # sudo: whose thread one reads; records and files are found below under one's
        # own rights
        customer = channel.whatsapp_contact_id.sudo().partner_id.commercial_partner_id
        if not customer:
            return []
        partners = self.env["res.partner"].search([("id", "child_of", customer.ids)])
        return self._files_of(partners, term)

    def _files_of(self, records, term):
        """Of records of one model, for bridges as well."""
        domain = [
            ("res_model", "=", records._name),
            ("res_id", "in", records.ids),
            ("res_field", "=", False),
            ("type", "=", "binary"),
        ]
        if term:
            domain.append(("name", "ilike", term))
        files = self.env["ir.attachment"].search(
            domain, order="id desc", limit=MAX_FOUND
        )
        names = {record.id: record.display_name for record in records}
        return [
            {
                "key": f"{file._name},{file.id}",
                "name": file.name,
                "detail": names[file.res_id],
                "date": file.create_date.date().isoformat(),
            }
            for file in files
        ]

    @api.model
    def _document_of(self, key):
        """:return: the record of a key of ``_sendables`` if it is a document
        ("sale.order,5", with ``whatsapp.inbox.document.mixin``), or nothing"""
        model, _comma, record_id = (key or "").partition(",")
        record = self.env.get(model)
        if isinstance(record, self.pool["whatsapp.inbox.document.mixin"]):
            return record_id.isdigit() and record.browse(int(record_id)).exists()
        return None

    @api.model
    def _take(self, channel, key):
        """The file of a key of ``_sendables``.

        :return: (name, content, mimetype)
        :raises UserError: it is no longer there
        """
        model, _comma, record_id = key.partition(",")
        if model != "ir.attachment" or not record_id.isdigit():
            raise UserError(self.env._("This document is no longer there."))
        file = self.env["ir.attachment"].browse(int(record_id)).exists()
        file.check_access("read")
        # only what the picker offers: no other file that this user may read
        if key not in {e["key"] for e in self._sendables(channel, file.name or "")}:
            raise UserError(self.env._("This document is no longer there."))
        return file.name, file.raw, file.mimetype
