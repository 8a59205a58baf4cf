import logging
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ..tools.assignment import Busy, Method, choose
from .whatsapp_inbox_job import CONCURRENCY_ERRORS, _quiet_sql
from .whatsapp_inbox_team_assignment import now

_logger = logging.getLogger(__name__)

#: Conversations given away in one transaction.
BATCH = 20
#: the lock of whoever gives a conversation to an agent
AGENT = "agent"
#: How long one waits for agents who are just claiming something, seconds.
PATIENCE_SECONDS = 1
PAUSE_SECONDS = 0.02


class WhatsappInboxAssignment(models.AbstractModel):
    """Gives what waits in the queues to the agents who are free.

    Two locks keep its promises, whoever else is at work. Who gives a conversation
    to somebody, by hand as well, *meets* that agent (``_meet``): a lock that all of
    them share, and that the assignment has alone while it counts what the agent has
    and gives more. It counts in a transaction that begins after the lock, so that it
    sees what came before. And the row of the conversation is locked by the first
    statement of that transaction: what somebody else is at is left out
    (docs/decisions/0027).
    """

    _name = "whatsapp.inbox.assignment"
    _inherit = "whatsapp.inbox.job"
    _description = "WhatsApp Assignment"
    _job_cron = "whatsapp_inbox.ir_cron_assignment"
    _job_by_clock = True  # it looks at the triggers that are planned

    # -- waking -------------------------------------------------------------------

    @api.model
    def _wake_soon(self, at=None):
        """As ``_wake``, once a transaction, however much happens in it.

        :param datetime at: naive UTC; the earliest of a transaction is taken
        """
        callbacks = self.env.cr.precommit
        if self._name not in callbacks.data:
            callbacks.data[self._name] = set()
            callbacks.add(self._wake_for_all)
        callbacks.data[self._name].add(at)

    def _wake_for_all(self):
        times = self.env.cr.precommit.data.pop(self._name, set())
        if None in times:
            self._wake()
        if later := times - {None}:
            self._wake_at(min(later))

    def _wake_at(self, at):
        """Each run looks for the next one itself: nobody needs to be woken at a time
        before which somebody will be."""
        planned = (
            self.env["ir.cron.trigger"]
            .sudo()
            .search_count(
                [
                    ("cron_id", "=", self._cron().id),
                    ("call_at", ">=", fields.Datetime.now()),
                    ("call_at", "<=", at),
                ],
                limit=1,
            )
        )
        if not planned:
            self._wake(at=at)

    # -- steps --------------------------------------------------------------------

    def _job_step(self):
        """Take back, then give; when nothing is left to give, tell who has to wait.

        :raises Exception: what takes back is at fault; all else was done
        """
        done, errors = self._take_back()
        teams = self._teams_with_queue()
        there = teams._open_ones()
        given = {team: self._try_for(team, self._share_out) for team in there}
        if done := done + sum(filter(None, given.values())):
            return done, 1
        failed = there.filtered(lambda team: given[team] is None)
        for team in there - failed:
            if self._try_for(team, self._tell_waiting) is None:
                failed |= team
        well = teams.search([("assignment_error", "!=", False)]) - failed
        well.assignment_error = False
        self._plan_next_run(teams - failed)
        if errors:
            self._commit()
            raise errors[0]
        return 0, 0

    def _try_for(self, team, work):
        """A team at fault keeps no other waiting.

        :param work: gets the team, commits what it does and returns how much
        :return: the same; None if it failed, which the diagnosis tells
        """
        try:
            return work(team)
        except Exception as error:
            self._raise_if_passing(error)
            self._begin_again()
            reason = f"{type(error).__name__}: {error}"[:500]
            if team.assignment_error != reason:  # told once, though tried each minute
                _logger.exception("WhatsApp team %s: assignment failed", team.id)
                team.assignment_error = reason
                self._commit()
            return None

    def _begin_again(self):
        self.env.cr.rollback()
        self.env.invalidate_all(flush=False)

    def _has_work(self):
        teams = self._teams_with_queue().filtered(lambda t: not t.assignment_error)
        for team in teams._open_ones():
            free = self._free(team)
            self._commit()  # the lock is the first of its transaction
            try:
                with _quiet_sql():
                    found = self._take(team, free, 1)
            except CONCURRENCY_ERRORS:
                self.env.cr.rollback()
                return True
            if found:
                return True
        return False

    @api.model
    def _teams_with_queue(self):
        """The teams that share out and in which somebody waits."""
        teams = self.env["whatsapp.inbox.team"]
        if not (shared := teams._sharing().teams):
            return teams
        rows = self.env.execute_query(
            SQL(
                """
                SELECT team.id
                  FROM whatsapp_inbox_team team
                 WHERE team.id = ANY(%s)
                   AND EXISTS (SELECT 1 FROM whatsapp_inbox_conversation waiting
                                WHERE waiting.team_id = team.id
                                  AND waiting.queue_since IS NOT NULL)
                 ORDER BY team.id
                """,
                sorted(shared),
            )
        )
        return teams.browse(row[0] for row in rows).filtered(
            lambda team: team.assignment_method != Method.MANUAL
        )

    def _share_out(self, team):
        """Give the first of a team's queue away, and commit.

        :return: how many were given
        """
        free = self._free(team)
        if not free:
            return 0
        given = 0
        with self._alone_with(free) as alone:
            if conversations := self._take(team, alone, self._batch()):
                given = self._give(team, conversations, alone)
            self._commit()
        return given

    @api.model
    def _batch(self):
        return max(1, BATCH >> 2 * self.env.context.get("job_caution", 0))

    @api.model
    def _free(self, team):
        """:return: ids of the users who could get one now"""
        return [c.user_id for c in team._candidates(now()) if not c.busy()]

    # -- locks --------------------------------------------------------------------

    @api.model
    def _meet(self, user_id):
        """Whoever gives this agent a conversation, until the end of the transaction.

        Only for those to whom the assignment gives as well.
        """
        if user_id in self.env["whatsapp.inbox.team"]._sharing().users:
            key = SQL("%s, %s", self._lock_class(AGENT), user_id)
            self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock_shared(%s)", key))

    @contextmanager
    def _alone_with(self, user_ids):
        """Keep others from giving anything to these agents; yield the ids of those
        who could be locked in time.

        Locks of the session, as those of ``_locked``: a new transaction begins once
        they are taken, and sees what was given before. The caller commits.
        """
        locked = []
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while True:
                missing = sorted(set(user_ids) - set(locked))
                locked += self._try_lock(missing)
                self._commit()
                if len(locked) == len(user_ids) or time.monotonic() > deadline:
                    break
                time.sleep(PAUSE_SECONDS)
            yield locked
        finally:
            self.env.cr.rollback()
            self.env.cr.execute(
                SQL(
                    "SELECT pg_advisory_unlock(%s, id) FROM unnest(%s::int[]) id",
                    self._lock_class(AGENT),
                    locked,
                )
            )
            self._commit()

    def _try_lock(self, user_ids):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM unnest(%s::int[]) id"
                " WHERE pg_try_advisory_lock(%s, id)",
                user_ids,
                self._lock_class(AGENT),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _take(self, team, user_ids, limit):
        """Lock what is next and may be given to one of these users. What somebody else
        is at is left to them: what they do wakes us again."""
        if not user_ids:
            return self.env["whatsapp.inbox.conversation"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT conversation.id
                  FROM whatsapp_inbox_conversation conversation
                 WHERE conversation.team_id = %(team)s
                   AND conversation.queue_since IS NOT NULL
                   AND %(offered)s
                 ORDER BY %(order)s
                 LIMIT %(limit)s
                   FOR NO KEY UPDATE OF conversation SKIP LOCKED
                """,
                team=team.id,
                offered=self._not_passed_by_all(user_ids),
                order=self.env["whatsapp.inbox.conversation"]._queue_order(),
                limit=limit,
            )
        )
        return self.env["whatsapp.inbox.conversation"].browse(row[0] for row in rows)

    @api.model
    def _not_passed_by_all(self, user_ids):
        return SQL(
            """
            EXISTS (SELECT 1 FROM unnest(%s::int[]) agent(id)
                     WHERE NOT EXISTS (
                           SELECT 1 FROM whatsapp_inbox_conversation_passed_rel passed
                            WHERE passed.conversation_id = conversation.id
                              AND passed.user_id = agent.id))
            """,
            user_ids,
        )

    # -- giving -------------------------------------------------------------------

    def _give(self, team, conversations, user_ids):
        """:param user_ids: agents whose lock is held
        :return: how many found somebody"""
        free = {c.user_id: c for c in team._candidates(now()) if c.user_id in user_ids}
        last_turns = [c.last_at for c in free.values() if c.last_at]
        began = max([now(), *last_turns])
        known = conversations._known_agents(team)
        turns = []
        for conversation in conversations:
            passed = conversation.passed_user_ids.ids
            choice = choose(
                [c for c in free.values() if c.user_id not in passed],
                Method(team.assignment_method),
                list(known[conversation]),
                conversation.contact_id._language(),
            )
            agent = choice.user_id
            if not agent:
                continue
            why = known[conversation].get(agent) or choice.why
            if self._assign(conversation, agent, why):
                # a moment of its own for each turn, though all have the same time
                at = began + timedelta(microseconds=len(turns) + 1)
                turns.append((agent, at))
                load = free[agent].load + 1
                free[agent] = replace(free[agent], load=load, last_at=at)
        self._note_turns(team, dict(turns))
        return len(turns)

    def _note_turns(self, team, turns):
        for member in team.membership_ids:
            if at := turns.get(member.user_id.id):
                member.last_assigned_at = at.astimezone(UTC).replace(tzinfo=None)

    def _assign(self, conversation, user_id, why):
        """:return: whether it was; who cannot be given it is left out from now on"""
        # The job has no language of its own; its words are for the company's agents.
        lang = conversation.company_id.partner_id.lang
        given = conversation.with_context(lang=lang, whatsapp_auto=True)
        given = given.with_context(
            whatsapp_reason=given._assignment_reason(why, user_id)
        )
        try:
            with self.env.cr.savepoint():
                given.write({"user_id": user_id})
        except Exception as error:
            self._raise_if_passing(error)
            _logger.exception(
                "WhatsApp conversation %s not given to user %s",
                conversation.id,
                user_id,
            )
            conversation.passed_user_ids = [Command.link(user_id)]
            return False
        return True

    # -- who has to wait ----------------------------------------------------------

    def _tell_waiting(self, team):
        """Nobody is free: customers are told once that they wait, and the leader once
        when all who are there had a conversation and let it pass."""
        there = [
            c.user_id for c in team._candidates(now()) if c.busy() in (None, Busy.FULL)
        ]
        if there:
            passed = SQL("NOT %s", self._not_passed_by_all(there))
            while untold := self._lock_waiting(team, "given_up_at", passed):
                self._do_or_set_aside(untold, lambda some: some._tell_given_up())
        if team.waiting_text:
            while untold := self._lock_waiting(team, "waiting_told_at", SQL("TRUE")):
                self._do_or_set_aside(untold, lambda some: some._tell_customer())
        self._commit()
        return 0

    def _lock_waiting(self, team, told, condition):
        """A batch of those who are not told yet; commits what was told before.

        :param str told: field that is empty until it was told
        """
        self._commit()  # the lock is the first of its transaction
        rows = self.env.execute_query(
            SQL(
                """
                SELECT conversation.id
                  FROM whatsapp_inbox_conversation conversation
                 WHERE conversation.team_id = %s
                   AND conversation.queue_since IS NOT NULL
                   AND conversation.%s IS NULL
                   AND %s
                   AND %s
                 ORDER BY conversation.queue_since
                 LIMIT %s
                   FOR NO KEY UPDATE OF conversation SKIP LOCKED
                """,
                team.id,
                SQL.identifier(told),
                self.env["whatsapp.inbox.conversation"]._not_aside_sql(),
                condition,
                self._batch(),
            )
        )
        return self.env["whatsapp.inbox.conversation"].browse(row[0] for row in rows)

    # -- when to look again -------------------------------------------------------

    def _plan_next_run(self, teams):
        """At the next deadline of an owner, and when somebody's day or team begins."""
        times = [self._next_deadline()]
        at = now()
        for team in teams:
            if team._is_open(at):
                times += team._comings(at)
            else:
                times.append(team._next_opening(at))
        if times := list(filter(None, times)):
            self._wake_at(min(times).astimezone(UTC).replace(tzinfo=None))
