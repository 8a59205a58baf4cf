from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.tools import SQL

from .whatsapp_inbox_team_assignment import now


class WhatsappInboxAssignment(models.AbstractModel):
    """Takes conversations back from owners who keep customers waiting, or went away.

    Who answers at the same moment keeps theirs: the row is locked before it is
    looked at, and one that somebody else has is left to them.
    """

    _inherit = "whatsapp.inbox.assignment"

    def _take_back(self):
        """:return: how many conversations are back with their teams, and the errors"""
        sharing = self.env["whatsapp.inbox.team"]._sharing()
        taken, errors = 0, []
        for needed, take in (
            (sharing.patience, self._take_from_silent),
            (sharing.leaves, self._take_from_absent),
        ):
            try:
                taken += take() if needed else 0
            except Exception as error:  # noqa: BLE001 - raised when all had their turn
                self._raise_if_passing(error)
                self._begin_again()
                errors.append(error)
        return taken, errors

    # -- silent -------------------------------------------------------------------

    def _take_from_silent(self):
        self._commit()
        conversations = self._lock_owned(
            SQL(
                "team.release_after > 0 AND %s <= %s",
                self._deadline(),
                fields.Datetime.now(),
            )
        )
        self._do_or_set_aside(conversations, lambda some: some._take_back("silent"))
        self._commit()
        return len(conversations)

    @api.model
    def _deadline(self):
        """Until when an owner must answer, as SQL: minutes count while the team is
        open; NULL where nobody must."""
        sharing = self.env["whatsapp.inbox.team"]._sharing()
        teams = self.env["whatsapp.inbox.team"].browse(sorted(sharing.patience))
        at = now()
        opened = {}
        for team, hours in teams._hours(at).items():
            if hours is None:
                opened[team.id] = datetime.min
            elif hours.is_open(at):
                start = max(start for start, _end in hours.periods if start <= at)
                opened[team.id] = start.replace(tzinfo=None)
        return SQL(
            """
            (SELECT team.release_after * interval '1 minute' + GREATEST(
                    conversation.assigned_at, conversation.waiting_since, start)
               FROM unnest(%s::int[], %s::timestamp[]) opened(team_id, start)
              WHERE opened.team_id = team.id AND team.release_after > 0)
            """,
            list(opened),
            list(opened.values()),
        )

    @api.model
    def _next_deadline(self):
        """:return: when the next owner is too late, aware, or None"""
        if not self.env["whatsapp.inbox.team"]._sharing().patience:
            return None
        [[deadline]] = self.env.execute_query(
            SQL(
                "SELECT min(%s) FROM %s WHERE %s",
                self._deadline(),
                self._with_teams(),
                self._is_owned(),
            )
        )
        return deadline and max(deadline.replace(tzinfo=UTC), now())

    # -- absent -------------------------------------------------------------------

    def _take_from_absent(self):
        """Who left for today, or is on leave by the calendar. Customers who do not wait
        are theirs again tomorrow."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT team.id, conversation.user_id FROM %s"
                " WHERE team.release_on_leave AND %s",
                self._with_teams(),
                self._is_owned(),
            )
        )
        away = self._away(rows)
        self._commit()
        if not away:
            return 0
        conversations = self._lock_owned(
            SQL("(team.id, conversation.user_id) IN %s", tuple(away))
        )
        self._do_or_set_aside(conversations, lambda some: some._take_back("absent"))
        self._commit()
        return len(conversations)

    @api.model
    def _away(self, pairs):
        """:return: those (team, user) of the pairs that left the team for today, or
        are on leave"""
        if not pairs:
            return []
        users = self.env["res.users"].browse({user_id for _team, user_id in pairs})
        absences = self.env["whatsapp.inbox.absence"]._of(users, now())
        on_leave = {user.id for user in users if absences[user].on_leave}
        off = self.env["whatsapp.inbox.team.member"].search_fetch(
            [("user_id", "in", users.ids), ("off_until", ">", fields.Datetime.now())],
            ["team_id", "user_id"],
        )
        left = {(member.team_id.id, member.user_id.id) for member in off}
        return [pair for pair in pairs if pair[1] in on_leave or pair in left]

    # -- rows ---------------------------------------------------------------------

    @api.model
    def _lock_owned(self, condition):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT conversation.id FROM %s WHERE %s AND %s
                 ORDER BY conversation.id LIMIT %s
                   FOR NO KEY UPDATE OF conversation SKIP LOCKED
                """,
                self._with_teams(),
                self._is_owned(),
                condition,
                self._batch(),
            )
        )
        return self.env["whatsapp.inbox.conversation"].browse(row[0] for row in rows)

    @api.model
    def _with_teams(self):
        return SQL(
            "whatsapp_inbox_conversation conversation"
            " JOIN whatsapp_inbox_team team ON team.id = conversation.team_id"
        )

    @api.model
    def _is_owned(self):
        """A customer waits for the one who has it."""
        return SQL(
            "conversation.user_id IS NOT NULL AND conversation.state = 'open'"
            " AND conversation.waiting_since IS NOT NULL AND %s",
            self.env["whatsapp.inbox.conversation"]._not_aside_sql(),
        )
