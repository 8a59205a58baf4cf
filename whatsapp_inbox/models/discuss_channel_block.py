from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.mail.tools.discuss import Store

from ..tools.errors import CloudApiError
from .discuss_channel import is_whatsapp

#: Meta's codes (page: support/error-codes)
NOT_LATELY, LIST_FULL, LIST_BUSY = 131047, 139101, 139102


class DiscussChannel(models.Model):
    """Customers whom a number does not want to hear: WhatsApp keeps them from writing
    to it, and it from writing to them (Meta's page: block-users)."""

    _inherit = "discuss.channel"

    whatsapp_blocked_at = fields.Datetime(
        "Blocked On", index="btree_not_null", copy=False
    )
    whatsapp_blocked_by_id = fields.Many2one(
        "res.users",
        "Blocked By",
        copy=False,
        help="Empty: somebody outside of Odoo, on a date that WhatsApp does not tell.",
    )

    def whatsapp_block(self):
        """Keep this customer from writing to the number of this thread.

        :raises UserError: WhatsApp refused, and why
        """
        self._whatsapp_change_block(True)

    def whatsapp_unblock(self):
        """:raises UserError: WhatsApp refused, and why"""
        self._whatsapp_change_block(False)

    def _whatsapp_change_block(self, block):
        self._whatsapp_check_desk()
        if bool(self.whatsapp_blocked_at) == block:
            return  # a colleague was faster
        # sudo: agents block whom they may answer; the number's token is not theirs
        thread = self.sudo()
        account = thread.whatsapp_account_id
        api = account._api()
        try:
            (api.block if block else api.unblock)(
                account.phone_number_id, thread._whatsapp_blockable()
            )
        except CloudApiError as error:
            raise UserError(thread._whatsapp_not_blocked(error, block)) from error
        thread._whatsapp_set_blocked(block, self.env.user)
        line = (
            self.env._("%s blocked this customer.", self.env.user.name)
            if block
            else self.env._("%s unblocked this customer.", self.env.user.name)
        )
        thread._whatsapp_post_line(line, fields.Datetime.now())

    def _whatsapp_blockable(self):
        """:return: the customer for the API: a number, or the id of who has none"""
        contact = self.whatsapp_contact_id
        if contact.is_group:
            raise UserError(self.env._("WhatsApp does not let groups be blocked."))
        recipient = contact._recipient(self.whatsapp_conversation_id)
        if number := recipient.get("to"):
            return {"user": number}
        if user_id := recipient.get("recipient"):
            return {"user_id": user_id}
        raise UserError(self.env._("WhatsApp gave no address of this customer."))

    def _whatsapp_not_blocked(self, error, block):
        name = self.whatsapp_contact_id.display_name
        if error.code == NOT_LATELY:
            return self.env._(
                "WhatsApp only blocks who wrote within the last 24 hours. Block "
                "%(name)s when they write again.",
                name=name,
            )
        if error.code == LIST_FULL:
            return self.env._(
                "The list of customers whom %(number)s blocks is full: WhatsApp takes "
                "64,000. Unblock somebody before you block %(name)s.",
                number=self.whatsapp_account_id.name,
                name=name,
            )
        if error.code == LIST_BUSY:
            return self.env._(
                "Somebody else is just changing whom %(number)s blocks. Try again.",
                number=self.whatsapp_account_id.name,
            )
        words = {"name": name, "reason": error}
        if block:
            return self.env._("WhatsApp did not block %(name)s: %(reason)s", **words)
        return self.env._("WhatsApp did not unblock %(name)s: %(reason)s", **words)

    def _whatsapp_set_blocked(self, block, user):
        self.write(
            {
                "whatsapp_blocked_at": block and fields.Datetime.now(),
                "whatsapp_blocked_by_id": block and user.id,
            }
        )

    def _whatsapp_check_post(self):
        result = super()._whatsapp_check_post()
        # sudo: also who may not read the thread must not write to who is blocked
        if self.sudo().whatsapp_blocked_at:
            raise UserError(
                self.env._(
                    "%s is blocked on this number, and gets nothing from it. Unblock "
                    "them first, beside the conversation.",
                    self.sudo().whatsapp_contact_id.display_name,
                )
            )
        return result

    # -- store ----------------------------------------------------------------------

    def _to_store_defaults(self, target):
        blocked = Store.Attr("whatsapp_blocked_at", predicate=is_whatsapp)
        return [*super()._to_store_defaults(target), blocked]

    def _sync_field_names(self):
        names = super()._sync_field_names()
        names[None].append(Store.Attr("whatsapp_blocked_at", predicate=is_whatsapp))
        return names
