from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import placeholders


class WhatsappInboxAutoText(models.AbstractModel):
    """Whatever has texts that the inbox sends by itself: their gaps are checked when
    they are saved, in every language. ``conversation._send_auto`` sends them."""

    _name = "whatsapp.inbox.auto.text"
    _description = "WhatsApp Automatic Texts"

    @api.model
    def _auto_text_fields(self):
        """:return: names of the translated ``Text`` fields; extend with super()"""
        return []

    @api.model
    def _auto_text_names(self, field_name):
        """:return: names of the placeholders that a text may have; a hook"""
        return placeholders.NAMES

    @api.constrains(lambda self: self._auto_text_fields())
    def _check_auto_texts(self):
        """:raises ValidationError: a placeholder that there is not"""
        for record in self:
            for name in self._auto_text_fields():
                field = self._fields[name]
                texts = field._get_stored_translations(record) or {}
                for text in texts.values():
                    record._check_auto_text(field, text or "")

    def _check_auto_text(self, field, text):
        names = self._auto_text_names(field.name)
        wrong = placeholders.faults(text, names)
        if not wrong:
            return
        known = " ".join("{%s}" % name for name in names)
        raise ValidationError(
            self.env._(
                "%(field)s of %(record)s: there is no placeholder %(wrong)s. These are "
                "filled in: %(known)s",
                field=field._description_string(self.env),
                record=self.display_name,
                wrong=wrong[0],
                known=known,
            )
        )

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        """The dialog of translations writes the database, past the constraints."""
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        if field_name in self._auto_text_fields():
            self._check_auto_texts()
        return result
