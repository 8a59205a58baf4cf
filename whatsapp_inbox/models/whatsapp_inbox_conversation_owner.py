from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError


class WhatsappInboxConversation(models.Model):
    """Who answers: taking, handing over and letting go of a conversation."""

    _inherit = "whatsapp.inbox.conversation"

    def action_claim(self):
        """Answer what nobody answers yet. Of two who ask at once the first gets it.

        :return: a notification of those that somebody else was faster with, or False
        """
        self._lock_to_hand_over()
        free = self.sudo().filtered(lambda c: not c.user_id and c.state != "resolved")
        free._hand_over({"user_id": self.env.uid})
        return self.sudo()._told_of_owners(self.env.user)

    def action_take_over(self):
        """Answer in place of whoever has it."""
        self._lock_to_hand_over()
        self._hand_over({"user_id": self.env.uid})

    def action_release(self, note=False):
        """Back to the team: somebody else may claim it.

        :param str note: what the next one has to know
        """
        self._lock_to_hand_over()
        self._hand_over({"user_id": False}, note)

    def action_assign(self, user_id, note=False):
        """:param int user_id: an agent of the company
        :param str note: what the next one has to know; it stays in the company
        :raises UserError: who is no agent there
        """
        self._lock_to_hand_over()
        self._hand_over({"user_id": user_id}, note)

    def action_transfer(self, team_id, user_id=False, note=False):
        """To another team, where it waits unless an agent is named.

        :raises UserError: a team of another company
        """
        self._lock_to_hand_over()
        team = self.env["whatsapp.inbox.team"].browse(team_id).exists()
        if not team or self.company_id != team.company_id:
            raise UserError(self.env._("Choose a team of the same company."))
        vals = {"team_id": team.id, "user_id": user_id}
        if not user_id:
            vals["state"] = "open"  # the team has to act, whoever wrote last
        self._hand_over(vals, note)

    def _own_by_answer(self):
        """The first who answers what nobody owns, owns it."""
        if not self.user_id and self.env.uid != SUPERUSER_ID:
            self.user_id = self.env.uid

    def _lock_to_hand_over(self):
        self.check_access("read")
        # sudo: agents hand over what they may read
        self.sudo()._lock()

    def _hand_over(self, vals, note=False):
        # sudo: see _lock_to_hand_over
        self.sudo().with_context(whatsapp_note=note).write(vals)

    def _told_of_owners(self, user):
        """:return: a notification about those that others than ``user`` have"""
        lines = [
            self.env._(
                "%(agent)s already answers %(customer)s.",
                agent=conversation.user_id.name,
                customer=conversation.contact_id.display_name,
            )
            for conversation in self
            if conversation.user_id and conversation.user_id != user
        ]
        return bool(lines) and {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "message": "\n".join(lines)},
        }
