from odoo import api, fields, models
from odoo.tools import SQL


class WhatsappInboxCannedUse(models.Model):
    """How often a canned reply was sent, by agent, team and month (decision 0031).

    A use is a row of its own, so that no two agents wait for each other; the vacuum
    adds them up. The sum of ``uses`` is right before and after.
    """

    _name = "whatsapp.inbox.canned.use"
    _description = "WhatsApp Use of Canned Replies"
    _order = "month desc, id desc"
    _log_access = False

    canned_id = fields.Many2one(
        "mail.canned.response",
        string="Canned Reply",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users", string="Agent", required=True, readonly=True, ondelete="cascade"
    )
    team_id = fields.Many2one("whatsapp.inbox.team", readonly=True, ondelete="set null")
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    uses = fields.Integer(default=1, readonly=True)
    last_used = fields.Datetime(readonly=True)

    _user_idx = models.Index("(user_id, month)")
    _team_idx = models.Index("(team_id, month) WHERE team_id IS NOT NULL")

    @api.model
    def _note(self, canned, team):
        """`canned` were sent by the user of the environment."""
        now = fields.Datetime.now()
        # sudo: figures, which nobody writes
        self.sudo().create(
            [
                {
                    "canned_id": reply.id,
                    "user_id": self.env.uid,
                    "team_id": team.id,
                    "month": now.date().replace(day=1),
                    "last_used": now,
                }
                for reply in canned
            ]
        )

    @api.autovacuum
    def _gc_add_up(self):
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM whatsapp_inbox_canned_use one
                     USING whatsapp_inbox_canned_use other
                     WHERE one.canned_id = other.canned_id
                       AND one.user_id = other.user_id
                       AND one.team_id IS NOT DISTINCT FROM other.team_id
                       AND one.month = other.month
                       AND one.id != other.id
                 RETURNING one.*
                )
                INSERT INTO whatsapp_inbox_canned_use
                            (canned_id, user_id, team_id, month, uses, last_used)
                SELECT canned_id, user_id, team_id, month, sum(uses), max(last_used)
                  FROM gone
                 GROUP BY canned_id, user_id, team_id, month
                """
            )
        )
        self.invalidate_model(flush=False)
