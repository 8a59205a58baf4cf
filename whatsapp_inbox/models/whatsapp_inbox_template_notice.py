from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.json_values import mapping, text
from ..tools.notices import TEMPLATE_FIELDS
from .whatsapp_inbox_template_sync import CATEGORIES

#: Events that do not change whether it may be sent: administrators are told.
NO_STATUS = ("flagged", "unflagged")
SAME_AS = {"reinstated": "approved", "unarchived": "approved"}


class WhatsappInboxNotice(models.Model):
    """What Meta tells of templates is kept as any notice, and done to the template."""

    _inherit = "whatsapp.inbox.notice"

    @api.model
    def _receive_fields(self, account, updates):
        result = super()._receive_fields(account, updates)
        Template = self.env["whatsapp.inbox.template"]
        for update in updates:
            if update.field in TEMPLATE_FIELDS:
                Template._told(account, update)
        return result


class WhatsappInboxTemplate(models.Model):
    _inherit = "whatsapp.inbox.template"

    @api.model
    def _told(self, account, update):
        """A webhook about a template (Meta's pages: webhooks/reference/*template*).

        :param update: ``tools.payload.FieldUpdate``, signed by the app of ``account``
        """
        accounts = account._accounts_of_app().filtered(
            lambda a: a.waba_id == update.waba_id
        )
        value = update.value
        name = text(value.get("message_template_name"))
        lang = text(value.get("message_template_language")).replace("-", "_")
        which = Domain("name", "=", name) & Domain("lang_code", "=", lang)
        if meta_id := text(value.get("message_template_id")):
            which = (which & Domain("meta_id", "=", False)) | Domain(
                "meta_id", "=", meta_id
            )
        own = Domain("waba_id", "=", update.waba_id)
        own &= Domain("company_id", "in", accounts.company_id.ids)
        found = self.with_context(active_test=False, whatsapp_template_by_meta=True)
        found = found.search(own & which)
        if not found or not self._apply_told(found, update):
            self._sync_soon(accounts)

    @api.model
    def _apply_told(self, found, update):
        """:return: whether all that was told is known now"""
        value, at = update.value, update.at or fields.Datetime.now()
        if update.field == "message_template_status_update":
            return found._status_told(value, at)
        if update.field == "message_template_quality_update":
            found.quality = self._quality(value.get("new_quality_score"))
            return True
        if update.field == "template_category_update":
            category = text(value.get("new_category")).lower()
            done = not value.get("correct_category")
            if done and category in CATEGORIES:
                found.category = category
            return True
        return update.field != "message_template_components_update"

    def _status_told(self, value, at):
        word = text(value.get("event")).lower()
        if word in NO_STATUS:
            return True
        current = self.filtered(lambda t: not t.status_at or t.status_at <= at)
        status = self._status(SAME_AS.get(word, word))
        vals = {"status": status, "status_at": at, "reason": self._why(value)}
        if status == "deleted":
            vals["active"] = False
        current.write(vals)
        return status != "other"

    @api.model
    def _why(self, value):
        """Meta's reason, and what it recommends; False if there is none."""
        rejection = mapping(value.get("rejection_info"))
        words = [
            text(value.get("reason")),
            text(mapping(value.get("other_info")).get("description")),
            text(rejection.get("reason")),
            text(rejection.get("recommendation")),
        ]
        words = [word for word in dict.fromkeys(words) if word and word != "NONE"]
        return " · ".join(words)[:600] or False
