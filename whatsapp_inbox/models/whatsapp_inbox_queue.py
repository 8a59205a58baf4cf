from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.mail.tools.discuss import Store

#: What is sent about the queue of a team (or of a company, for what has no team)
#: goes to ``(record, SUBCHANNEL)``: to whom has the queue open, and nobody else.
SUBCHANNEL = "WHATSAPP_QUEUE"
ORDER = "priority desc, out_of_hours desc, queue_since, id"
PAGE = 40
_PENDING = "whatsapp_inbox.queue"


class WhatsappInboxConversation(models.Model):
    """The queue: open conversations that nobody has (docs/decisions/0024)."""

    _inherit = "whatsapp.inbox.conversation"

    # -- reading ------------------------------------------------------------------

    @api.model
    def queue_page(self, limit=PAGE):
        """The queue as the sidebar shows it, of the companies that are switched on.

        :return: ``ids`` of all that wait, the most urgent and oldest first, and
            ``data`` for the store: the first ``limit`` of them, and the teams
        """
        teams = self._queue_teams(self.env.companies)
        waiting = self.search(
            [("queue_since", "!=", False), ("team_id", "in", [False, *teams.ids])],
            order=ORDER,
        )
        store = Store().add(waiting[:limit], self._queue_store_fields())
        store.add(teams, ["name"])
        return {"ids": waiting.ids, "data": store.get_result()}

    @api.model
    def _queue_teams(self, companies):
        """:return: the teams whose queue this user sees, as the record rules say"""
        teams = self.env["whatsapp.inbox.team"].with_context(active_test=False)
        domain = Domain("company_id", "in", companies.ids)
        if not self.env.user._is_whatsapp_supervisor():
            domain &= Domain("member_ids", "in", self.env.uid)
        return teams.search(domain)

    @api.model
    def _queue_channels(self, company_ids):
        """What this user may listen to.

        :param list company_ids: of those, where the user works
        :return: list of records, teams and companies; see SUBCHANNEL
        """
        if not self.env.user.has_group("whatsapp_inbox.group_agent"):
            return []
        # sudo: one's own companies
        companies = self.env.user.sudo().company_ids
        companies = companies.filtered(lambda c: c.id in company_ids)
        return [*self._queue_teams(companies), *companies]

    @api.model
    def _queue_store_fields(self):
        return [
            "priority",
            "out_of_hours",
            "queue_since",
            Store.Attr("channel_id", lambda c: c.channel_id.id),
            # sudo: who waits in a queue that one may read
            Store.Attr("customer_name", lambda c: c.sudo().contact_id.display_name),
            Store.One("team_id", [], sudo=True),
        ]

    # -- telling ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        conversations = super().create(vals_list)
        conversations._watch_queue(is_new=True)
        return conversations

    def write(self, vals):
        if not self._queue_fields().isdisjoint(vals):
            self._watch_queue()
        return super().write(vals)

    @api.model
    def _queue_fields(self):
        """The fields that decide whether, where and in which place one waits."""
        return {
            "user_id",
            "state",
            "waiting_since",
            "team_id",
            "priority",
            "out_of_hours",
        }

    def _queue_place(self):
        """:return: in whose queue it is, and its place there; None outside"""
        if not self.queue_since:
            return None
        queue = self.team_id or self.company_id
        return queue, self.priority, self.out_of_hours, self.queue_since

    def _watch_queue(self, is_new=False):
        """Tell the queues when this transaction is committed, once for all that it
        changes: a batch of the drain is one message for each team."""
        precommit = self.env.cr.precommit
        if _PENDING not in precommit.data:
            precommit.data[_PENDING] = {}
            # sudo: queues of teams that are not the user's, too
            precommit.add(self.env[self._name].sudo()._tell_queues)
        pending = precommit.data[_PENDING]
        for conversation in self.sudo():
            if conversation.id not in pending:
                place = None if is_new else conversation._queue_place()
                pending[conversation.id] = place

    @api.model
    def _tell_queues(self):
        before = self.env.cr.precommit.data.pop(_PENDING, {})
        joined, left = defaultdict(self.browse), defaultdict(list)
        for conversation in self.browse(before).exists():
            old, new = before[conversation.id], conversation._queue_place()
            if old == new:
                continue
            if new:
                joined[new[0]] |= conversation
            if old and (not new or old[0] != new[0]):
                left[old[0]].append(conversation.id)
        for queue in {**joined, **left}:
            store = Store().add(joined[queue], self._queue_store_fields())
            self.env["bus.bus"]._sendone(
                (queue, SUBCHANNEL),
                "whatsapp_inbox.queue/update",
                {
                    "joined": joined[queue].ids,
                    "left": left[queue],
                    "data": store.get_result(),
                },
            )
