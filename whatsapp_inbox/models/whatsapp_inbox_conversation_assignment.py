from datetime import timedelta

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.tools import SQL, Query

from .whatsapp_inbox_queue import ORDER

#: What may bring a conversation into the queue, or a customer to wait for its owner.
WAKING = frozenset(
    (
        "last_message_at",
        "priority",
        "routing_state",
        "state",
        "team_id",
        "user_id",
        "waiting_since",
    )
)
#: What an agent has at hand, and so counts towards the capacity.
LOADING = ("open", "pending")


class WhatsappInboxConversation(models.Model):
    """What a conversation tells the assignment, and what that notes on it."""

    _inherit = "whatsapp.inbox.conversation"

    passed_user_ids = fields.Many2many(
        "res.users",
        "whatsapp_inbox_conversation_passed_rel",
        "conversation_id",
        "user_id",
        string="Passed By",
        readonly=True,
        help="Had it in this turn without an answer, and do not get it again.",
    )
    given_up_at = fields.Datetime(
        readonly=True, help="Whoever is there had it; the leader was told."
    )
    waiting_told_at = fields.Datetime(
        readonly=True, help="The customer was told that they have to wait."
    )

    _load_idx = models.Index(
        "(user_id) WHERE user_id IS NOT NULL AND state IN ('open', 'pending')"
    )
    _watched_idx = models.Index(
        "(team_id, waiting_since) WHERE user_id IS NOT NULL AND state = 'open'"
    )

    @api.model
    def _loads(self, users):
        """:return: by id of the user, how many conversations they have at hand"""
        # sudo: a number, of conversations of other teams as well
        counts = self.sudo()._read_group(
            [("user_id", "in", users.ids), ("state", "in", LOADING)],
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in counts}

    @api.model
    def _queue_order(self):
        """What is next in the queue, as SQL for the table ``conversation``."""
        query = Query(self.env, "conversation", SQL.identifier(self._table))
        return self._order_to_sql(ORDER, query, query.table)

    # -- writing ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        Assignment = self.env["whatsapp.inbox.assignment"]
        for vals in vals_list:
            if vals.get("user_id"):
                Assignment._meet(vals["user_id"])
        conversations = super().create(vals_list)
        conversations._wake_assignment()
        return conversations

    def write(self, vals):
        if vals.get("user_id"):
            self.env["whatsapp.inbox.assignment"]._meet(vals["user_id"])
        result = super().write(vals)
        if not WAKING.isdisjoint(vals):
            # sudo: whoever changes it
            self.sudo()._wake_assignment()
        return result

    def _follow_changes(self, changed):
        result = super()._follow_changes(changed)
        sharing = self.env["whatsapp.inbox.team"]._sharing()
        for conversation, old in changed.items():
            conversation._note_turn(old)
            owner = old.get("user_id", conversation.user_id)
            has_room = "user_id" in old or conversation.state not in LOADING
            if has_room and owner.id in sharing.users:
                self.env["whatsapp.inbox.assignment"]._wake_soon()
        return result

    def _note_turn(self, old):
        """Who lets go of it does not get it again by itself, until somebody answers,
        takes it, or it goes to another team."""
        self.ensure_one()
        automatic = self.env["whatsapp.inbox.conversation.event"]._is_automatic()
        taken = "user_id" in old and self.user_id and not automatic
        answered = "state" in old and self.state in ("pending", "resolved")
        if "team_id" in old or taken or answered:
            if self.passed_user_ids or self.given_up_at:
                self.write({"passed_user_ids": [Command.clear()], "given_up_at": False})
        elif old.get("user_id") and not self.user_id:
            self.passed_user_ids = [Command.link(old["user_id"].id)]

    # -- waking -------------------------------------------------------------------

    def _wake_assignment(self):
        """Somebody waits: for an agent, or for the one who has it."""
        sharing = self.env["whatsapp.inbox.team"]._sharing()
        Assignment = self.env["whatsapp.inbox.assignment"]
        if not (sharing.teams or sharing.patience):
            return
        for conversation in self:
            team_id = conversation.team_id.id
            if conversation.state != "open":
                continue
            if not conversation.user_id:
                if team_id in sharing.teams and conversation.queue_since:
                    Assignment._wake_soon()
            elif conversation.waiting_since and team_id in sharing.patience:
                Assignment._wake_soon(conversation._release_at())

    def _release_at(self):
        """:return: until when the owner must answer, naive UTC"""
        self.ensure_one()
        since = max(filter(None, (self.assigned_at, self.waiting_since)))
        return since + timedelta(minutes=self.team_id.release_after)

    # -- who, and why -------------------------------------------------------------

    def _known_agents(self, team):
        """Agents whom these customers know, the dearest first.

        :return: by conversation, why (``last_agent``, ``salesperson``) by user id
        """
        known = {conversation: {} for conversation in self}
        if team.prefer_last_agent:
            last = self._last_agents()
            for conversation in self:
                if agent := last.get(conversation.channel_id.id):
                    known[conversation][agent] = "last_agent"
        if team.prefer_salesperson:
            for conversation in self:
                partner = conversation.partner_id
                agent = partner.user_id or partner.commercial_partner_id.user_id
                if agent:
                    known[conversation].setdefault(agent.id, "salesperson")
        return known

    def _last_agents(self):
        """:return: by id of the thread, who had the customer last before this"""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (channel_id) channel_id, user_id
                      FROM whatsapp_inbox_conversation
                     WHERE channel_id IN %s AND user_id IS NOT NULL
                     ORDER BY channel_id, id DESC
                    """,
                    tuple(self.channel_id.ids),
                )
            )
        )

    def _assignment_reason(self, why, user_id):
        """:return: why this agent, as a sentence in the language of the context"""
        agent = self.env["res.users"].browse(user_id).name
        return {
            "last_agent": self.env._("%s had this customer before.", agent),
            "salesperson": self.env._("%s is the salesperson.", agent),
            "language": self.env._("%s speaks the customer's language.", agent),
            "round_robin": self.env._("It was the turn of %s.", agent),
            "least_busy": self.env._("%s had the fewest conversations.", agent),
        }.get(why)

    # -- back to the team ---------------------------------------------------------

    def _take_back(self, why):
        """:param why: the owner is ``silent`` or ``absent``"""
        for conversation in self:
            # for the company's agents, as in _assign
            conversation = conversation.with_context(
                lang=conversation.company_id.partner_id.lang, whatsapp_auto=True
            )
            agent = conversation.user_id.name
            if why == "silent":
                reason = conversation.env._(
                    "%(agent)s did not answer for %(minutes)s minutes.",
                    agent=agent,
                    minutes=conversation.team_id.release_after,
                )
            else:
                reason = conversation.env._("%s is away.", agent)
            conversation.with_context(whatsapp_reason=reason).user_id = False

    def _tell_given_up(self):
        """All who are there had these and let them pass: the leader decides, or the
        supervisors where there is no leader."""
        for conversation in self:
            conversation.given_up_at = fields.Datetime.now()
            team = conversation.team_id
            supervisors = "whatsapp_inbox.group_supervisor"
            account = conversation.account_id
            leaders = team.leader_id or account._members_of(supervisors)
            if not leaders:
                continue
            text = conversation.with_context(lang=leaders[0].lang)
            account.message_notify(
                partner_ids=leaders.partner_id.ids,
                subject=text.env._("A customer waits and nobody answers"),
                body=text._given_up_body(),
            )

    def _tell_customer(self):
        """That they wait: once until somebody answers."""
        for conversation in self:
            conversation.waiting_told_at = fields.Datetime.now()
            conversation._send_auto("waiting", conversation.team_id, "waiting_text")

    def _auto_facts(self):
        return {**super()._auto_facts(), "place": self._place_in_queue}

    def _place_in_queue(self):
        """:return: "1" for who is next; "" for who does not wait"""
        if not self.queue_since:
            return ""
        self.flush_model(["out_of_hours", "priority", "queue_since", "team_id"])
        [[place]] = self.env.execute_query(
            SQL(
                """
                SELECT place
                  FROM (SELECT conversation.id, row_number() OVER (ORDER BY %s) AS place
                          FROM whatsapp_inbox_conversation conversation
                         WHERE conversation.team_id = %s
                           AND conversation.queue_since IS NOT NULL) queue
                 WHERE id = %s
                """,
                self._queue_order(),
                self.team_id.id,
                self.id,
            )
        ) or [[""]]
        return str(place)

    def _given_up_body(self):
        link = Markup('<a href="/odoo/whatsapp.inbox.conversation/%s">%s</a>') % (
            self.id,
            self.contact_id.display_name,
        )
        return self.env._(
            "Everybody of %(team)s who is there had this conversation, and nobody "
            "answered: %(conversation)s. It stays in the queue; take it, or give it to "
            "somebody.",
            team=self.team_id.name,
            conversation=link,
        )
