import logging

import psycopg2

from odoo import api, fields, models

from .whatsapp_inbox_routing_decision import Route

_logger = logging.getLogger(__name__)


class WhatsappInboxConversation(models.Model):
    """Where a conversation goes: rules first, then the menu, else the default team.

    When it is routed, and what if that fails. The facts are in …_routing_facts.py, what
    follows from them in …_routing_decision.py, and is done in …_routing_outcome.py.
    """

    _inherit = "whatsapp.inbox.conversation"

    routing_state = fields.Selection(
        [("new", "To be routed"), ("asking", "The menu asks"), ("done", "Routed")],
        readonly=True,
        help="Empty: from before there was routing.",
    )
    menu_asked = fields.Integer("Times Asked", readonly=True)
    menu_asked_at = fields.Datetime(readonly=True)
    menu_deadline = fields.Datetime(readonly=True, index="btree_not_null")
    resolved_before = fields.Datetime(
        readonly=True, help="When the customer's work before this was resolved."
    )

    # -- life ---------------------------------------------------------------------

    def _reopen_last(self, channels):
        ended = {
            conversation: conversation.resolved_at
            for conversation in channels.whatsapp_conversation_id
        }
        last = super()._reopen_last(channels)
        for conversation in last:
            conversation.write(
                {"routing_state": "new", "resolved_before": ended[conversation]}
            )
        return last

    def _compute_queue_since(self):
        asking = self.filtered(lambda c: c.routing_state == "asking")
        asking.queue_since = False
        return super(WhatsappInboxConversation, self - asking)._compute_queue_since()

    @api.model
    def _queue_fields(self):
        return super()._queue_fields() | {"routing_state"}

    def _followers(self):
        """Nobody needs to see how the menu asks; who opens the thread may answer."""
        if self.routing_state == "asking" and not self.user_id:
            return self.env["res.users"]
        return super()._followers()

    def _followers_depend_on(self):
        return *super()._followers_depend_on(), self.routing_state == "asking"

    def _with_consequences(self, vals):
        """A person who takes, moves or answers it ends the menu, and the routing."""
        vals = super()._with_consequences(vals)
        by_hand = (
            vals.get("user_id")
            or "team_id" in vals
            or vals.get("state", "open") != "open"
        )
        if by_hand and "routing_state" not in vals:
            vals = {**vals, "routing_state": "done", "menu_deadline": False}
        return vals

    # -- routing ------------------------------------------------------------------

    def _route(self, said):
        """Decide for those that begin, and for those that the menu is asking.

        :param dict said: conversation → its ``tools.payload.InboundMessage``s; nothing
            was said where only time has passed
        """
        fresh = self.filtered(lambda c: c.routing_state == "new")
        todo = fresh.filtered(said.get) | self.filtered(
            lambda c: c.routing_state == "asking"
        )
        if todo:
            moved = todo.with_context(whatsapp_auto=True)._route_safely(said)
            fresh = (fresh | todo) - moved.with_env(fresh.env)
        if fresh:
            fresh._join_agents()
        return super(WhatsappInboxConversation, self - todo)._route(said)

    def _has_routing(self):
        """Whether any rule or menu is there to decide."""
        accounts = self.account_id
        Rule = self.env["whatsapp.inbox.routing.rule"]
        return "asking" in self.mapped("routing_state") or any(
            account.routing_active
            or Rule._compiled(account.company_id.id)[0]
            or account._has_links()
            for account in accounts
        )

    def _route_safely(self, said):
        """A rule that fails loses no message: the fallback team has it then.

        :return: those of which ``write`` changed the team or the agent
        """
        try:
            if not self._has_routing():
                self.routing_state = "done"
                self._apply_hours()
                return self.browse()
            return self._route_or_nothing(said)
        except psycopg2.OperationalError:
            raise  # another transaction came between
        except Exception as error:  # noqa: BLE001 - told to the administrators
            if len(self) > 1:
                moved = [conversation._route_safely(said) for conversation in self]
                return self.browse().union(*moved)
            return self._route_failed(error)

    def _route_or_nothing(self, said):
        """If it fails, nothing of it was done. Unlike Odoo's own savepoint this does
        not run the hooks of a commit: browsers would be told what is not final."""
        self.env.flush_all()
        lines = self.env.context.get("whatsapp_lines", [])
        told = len(lines)
        try:
            with self.env.cr.savepoint(flush=False):
                moved = self._route_by_account(said)
                self.env.flush_all()
            return moved
        except Exception:
            self.env.transaction.clear()
            del lines[told:]
            raise

    def _route_failed(self, error):
        """:raises Exception: not even the fallback team can have it"""
        account = self.account_id
        _logger.warning(
            "WhatsApp account %s: routing failed with %s, see the diagnosis",
            account.id,
            type(error).__name__,
        )
        if not account.routing_error:
            account.routing_error = f"{type(error).__name__}: {error}"[:500]
        team = account._team_if_lost()
        reason = self.env._("The routing failed; administrators are told.")
        moved = self._carry_out({self: Route(team_id=team.id, reason=reason)})
        self._apply_hours()
        return moved

    def _route_by_account(self, said):
        moved = self.browse()
        for own in self.grouped("account_id").values():
            now = fields.Datetime.now()
            hours = own._routing_hours(now)
            routes = own._routes(own._facts(said, now, hours), said, now, hours)
            moved |= own._carry_out(routes)
        return moved
