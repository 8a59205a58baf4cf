from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.mail.tools.discuss import Store

MORNING = time(9)


class DiscussChannel(models.Model):
    """Answers and notes that are posted later; see ``mail.scheduled.message``."""

    _inherit = "discuss.channel"

    def _whatsapp_newest_id(self):
        """:return: id of the newest message, 0 if there is none"""
        # sudo: ids of a thread that one may read
        newest = self.env["mail.message"].sudo()
        domain = [("model", "=", self._name), ("res_id", "=", self.id)]
        return newest.search(domain, order="id desc", limit=1).id or 0

    def _whatsapp_scheduled(self):
        """:return: what is scheduled here, and waits for its time or for a decision"""
        domain = [("model", "=", self._name), ("res_id", "=", self.id)]
        return self.env["mail.scheduled.message"].search(
            domain, order="scheduled_date, id"
        )

    def whatsapp_look(self, state, writing=False):
        data = super().whatsapp_look(state, writing)
        if state != "opened":
            return data
        store = Store()
        self._whatsapp_scheduled()._whatsapp_to_store(store, self)
        for model, records in store.get_result().items():
            known = data.setdefault(model, [])
            data[model] = [*known, *records]
        return data

    def whatsapp_schedule(
        self,
        text,
        scheduled_date,
        is_note=False,
        attachment_ids=None,
        partner_ids=None,
        unless_written=False,
        post_values=None,
    ):
        """Post it later, as this user.

        :param str text: as typed
        :param str scheduled_date: UTC
        :param list partner_ids: mentioned in a note
        :param bool unless_written: not if the customer writes before; for answers
        :param dict post_values: see ``POST_VALUES`` of ``mail.scheduled.message``
        :raises UserError: it could never be sent, or its time is over
        """
        self._whatsapp_check_desk()
        if not text.strip() and not attachment_ids:
            raise UserError(self.env._("There is nothing to send in this message."))
        if fields.Datetime.to_datetime(scheduled_date) <= fields.Datetime.now():
            raise UserError(self.env._("Choose a time that is still to come."))
        Scheduled = self.env["mail.scheduled.message"]
        Scheduled.create(
            {
                "model": self._name,
                "res_id": self.id,
                "author_id": self.env.user.partner_id.id,
                "body": Scheduled._whatsapp_html(text, is_note),
                "is_note": is_note,
                "scheduled_date": scheduled_date,
                "attachment_ids": attachment_ids or [],
                "partner_ids": is_note and partner_ids or [],
                "send_context": self._whatsapp_send_context(),
                "whatsapp_unless_written": unless_written and not is_note,
                "whatsapp_post_values": post_values or {},
            }
        )
        self._whatsapp_draft_sent(is_note)

    def _whatsapp_send_context(self):
        """For bridges.

        :return: of the context, what must be known when it is posted
        """
        return {}

    def whatsapp_schedule_times(self):
        """:return: times that are offered, as ``key`` and ``at`` (UTC): in an hour,
        when the team opens tomorrow or later, when it opens on Monday or later"""
        self._whatsapp_check_desk()
        now = fields.Datetime.now()
        # sudo: the team of a thread that one may read
        team = self.sudo().whatsapp_conversation_id.team_id
        zone = ZoneInfo(team.calendar_id.tz or self.env.user.tz or "UTC")
        today = now.replace(tzinfo=UTC).astimezone(zone).date()
        tomorrow = today + timedelta(days=1)
        monday = today + timedelta(days=7 - today.weekday())
        times = [
            ("hour", (now + timedelta(hours=1)).replace(second=0)),
            ("opening", self._whatsapp_opening(team, tomorrow, zone, time.min)),
            ("monday", self._whatsapp_opening(team, monday, zone, MORNING)),
        ]
        # on a Sunday, Monday is tomorrow
        once = {at: key for key, at in reversed(times) if at}
        return [
            {"key": key, "at": fields.Datetime.to_string(at)}
            for at, key in reversed(once.items())
        ]

    def _whatsapp_opening(self, team, day, zone, earliest):
        """:return: naive UTC; nine o'clock for a team that is always open"""
        if not team.calendar_id:
            at = datetime.combine(day, MORNING, zone)
        else:
            at = team._next_opening(datetime.combine(day, earliest, zone))
        return at and at.astimezone(UTC).replace(tzinfo=None)
