from babel import Locale, UnknownLocaleError

from odoo import models
from odoo.tools import get_lang

from ..tools import template as templates

#: Characters of one value; a text has at most 1024 in all (132005).
MAX_VALUE = 1024


class WhatsappInboxTemplate(models.Model):
    """A template with the values of one customer."""

    _inherit = "whatsapp.inbox.template"

    def _fill(self, conversation=None, partner=None, typed=None):
        """The values of one message: what an agent wrote, else what a variable is bound
        to, else its default.

        :param conversation: of the customer, or nothing
        :param partner: the customer, if there is no conversation
        :param dict typed: text by place ("body.1", "header.name", "button.0")
        :return: text by place, and the places that still need one
        :rtype: tuple(dict, list)
        """
        self.ensure_one()
        template = self._typed()
        typed = typed if isinstance(typed, dict) else {}
        rows = {(row.component, row.key): row for row in self.variable_ids}
        found = self.env["whatsapp.inbox.placeholder"]._values(
            conversation or self.env["whatsapp.inbox.conversation"],
            {row.placeholder for row in rows.values() if row.placeholder},
            partner,
        )
        values = {}
        for variable in template.variables:
            row = rows.get((variable.component, variable.key), self.variable_ids[:0])
            value = templates.clean(typed.get(variable.place))
            value = value or found.get(row.placeholder) or row.default
            values[variable.place] = templates.clean(value)[:MAX_VALUE]
        gaps = [variable.place for variable in templates.missing(template, values)]
        return values, gaps

    def _preview(self, values):
        """:return: what the customer sees, see ``tools.template.preview``"""
        return templates.preview(self._typed(), values)

    def _variables_for_picker(self, values, gaps):
        """What an agent looks at, and fills in where nothing is bound.

        :return: list of {place, component, label, value, example, bound, required}
        """
        rows = {(row.component, row.key): row for row in self.variable_ids}
        names = self.env["whatsapp.inbox.placeholder"]._placeholders()
        result = []
        for variable in self._typed().variables:
            row = rows.get((variable.component, variable.key), self.variable_ids[:0])
            bound = names.get(row.placeholder)
            result.append(
                {
                    "place": variable.place,
                    "component": variable.component,
                    "label": self.variable_ids._label(variable.component, variable.key),
                    "value": values.get(variable.place) or "",
                    "example": variable.example,
                    "bound": f"{bound[1]}: {bound[0]}" if bound else False,
                    "required": not (
                        variable.component == "header"
                        and variable.key in templates.LOCATION[2:]
                    ),
                    "missing": variable.place in gaps,
                }
            )
        return result

    def _as_text(self, values):
        """:return: what is said, as WhatsApp writes it; for notifications and search"""
        template = self._typed()
        parts = [
            templates.fill(template.header_text, templates.HEADER, values),
            templates.fill(template.body, templates.BODY, values),
            template.footer,
        ]
        return "\n".join(part for part in parts if part)

    # -- for the picker ---------------------------------------------------------------

    def _order_for(self, lang):
        """A key by which the best for a customer of this language comes first."""
        self.ensure_one()
        same = self.lang_code == lang
        alike = self.lang_code.split("_")[0] == (lang or "").split("_")[0]
        return not self.is_sendable, not same, not alike

    def _lang_name(self):
        """:return: the language in the words of the user's own"""
        try:
            spoken = Locale.parse(get_lang(self.env).code)
            return Locale.parse(self.lang_code).get_display_name(spoken)
        except (UnknownLocaleError, ValueError):
            return self.lang_code

    def _for_picker(self):
        self.ensure_one()
        template = self._typed()
        return {
            "id": self.id,
            "name": self.name,
            "lang_code": self.lang_code,
            "lang_name": self._lang_name(),
            "category": self.category,
            "header_type": template.header,
            "header_text": template.header_text,
            "body": template.body,
            "footer": template.footer,
            "buttons": [
                {"kind": button.kind, "text": button.text}
                for button in template.buttons
            ],
            "variables": len(template.variables),
        }

    def _file_for_picker(self):
        """:return: False, or what file a media header takes and which one it has"""
        header = self._typed().header
        if header not in templates.MEDIA:
            return False
        own = self._header_attachment()
        url = f"/web/content/{self._name}/{self.id}/header_file"
        return {
            "kind": header,
            "name": own and (self.header_filename or own.name) or False,
            "mimetype": own.mimetype or False,
            "url": url if own else False,
        }
