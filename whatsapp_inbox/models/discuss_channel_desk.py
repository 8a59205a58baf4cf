from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.mail.tools.discuss import Store

from .discuss_channel import CHANNEL_TYPE, is_whatsapp

STATES = ("opened", "here", "left")
KINDS = ("reply", "note")


class DiscussChannel(models.Model):
    """Two agents at one thread: drafts of colleagues, and who is there."""

    _inherit = "discuss.channel"

    def _whatsapp_check_desk(self):
        """:raises AccessError: no agent, or a thread that this user may not read"""
        self.ensure_one()
        self.check_access("read")
        is_agent = self.env.user.has_group("whatsapp_inbox.group_agent")
        if not is_agent or not is_whatsapp(self):
            raise AccessError(
                self.env._("Only agents of the WhatsApp inbox may do this.")
            )

    def _find_or_create_member_for_self(self):
        """Core makes a member of whoever types, which agents may not. Who only looks
        stays who they are; colleagues see by ``whatsapp_look`` that they write."""
        if self.channel_type != CHANNEL_TYPE:
            return super()._find_or_create_member_for_self()
        return self.self_member_id

    # -- who is there ---------------------------------------------------------------

    def whatsapp_look(self, state, writing=False):
        """Tell colleagues who have the thread open that this user has, too; or not any
        more. Nothing is stored; browsers forget who says nothing.

        :param str state: ``opened``, to which the others answer that they are
            ``here``; ``left``
        :param writing: ``reply``, ``note``, or False
        :return: for ``opened`` store data: the drafts of this thread; else nothing
        """
        self._whatsapp_check_desk()
        if state not in STATES or writing not in (*KINDS, False):
            raise UserError(self.env._("This is not how one looks at a thread."))
        partner = self.env.user.partner_id
        self._bus_send(
            "whatsapp_inbox.desk",
            {
                "channel_id": self.id,
                "partner": {"id": partner.id, "name": partner.name},
                "state": state,
                "writing": writing,
            },
        )
        return self._whatsapp_drafts() if state == "opened" else None

    # -- drafts ---------------------------------------------------------------------

    def _whatsapp_drafts(self):
        """:return: store data: what waits to be sent, and of this user's own drafts
        also what a colleague ended"""
        drafts = self.env["whatsapp.inbox.draft"].with_context(active_test=False)
        drafts = drafts.search([("channel_id", "=", self.id)])
        user = self.env.user
        shown = drafts.filtered(
            lambda draft: (
                draft.active or (draft.user_id == user and draft.ended_by_id - user)
            )
        )
        return Store().add(shown).get_result()

    def whatsapp_save_draft(self, body, is_note):
        """:param str body: what this user has typed here, maybe nothing"""
        self._whatsapp_check_desk()
        # sudo: one's own, in a thread that one may read
        draft = self.env["whatsapp.inbox.draft"].sudo()
        draft._save(self, bool(is_note), body or "")._bus_send()

    def whatsapp_end_draft(self, draft_id):
        """Go on with a colleague's draft, or discard it: theirs is no more.

        :return: its text
        :raises UserError: somebody was faster, or it was sent meanwhile
        """
        draft = self._whatsapp_draft(draft_id)
        if not draft.active:
            raise UserError(
                self.env._(
                    "This draft of %s is no longer there: it was sent, discarded or "
                    "taken over.",
                    draft.user_id.name,
                )
            )
        draft.write({"active": False, "ended_by_id": self.env.uid})
        draft._bus_send()
        return draft.body

    def whatsapp_restore_draft(self, draft_id):
        """Undo what ``whatsapp_end_draft`` did, for who did it and for its author."""
        draft = self._whatsapp_draft(draft_id)
        if draft.active:
            return
        if self.env.user not in draft.ended_by_id | draft.user_id or not draft.body:
            raise UserError(self.env._("There is nothing to bring back."))
        draft.write({"active": True, "ended_by_id": False})
        draft._bus_send()

    def _whatsapp_draft(self, draft_id):
        self._whatsapp_check_desk()
        domain = [("id", "=", draft_id), ("channel_id", "=", self.id)]
        drafts = self.env["whatsapp.inbox.draft"].with_context(active_test=False)
        draft = drafts.search(domain)
        if not draft:
            raise UserError(self.env._("This draft is no longer there."))
        # sudo: who may read a draft may end it
        return draft.sudo()

    def _whatsapp_draft_sent(self, is_note):
        # sudo: one's own
        drafts = self.env["whatsapp.inbox.draft"].sudo()
        domain = [
            ("channel_id", "=", self.id),
            ("user_id", "=", self.env.uid),
            ("is_note", "=", is_note),
        ]
        drafts.search(domain)._end()
