from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.base.models.res_partner import _lang_get
from odoo.addons.mail.tools.discuss import Store

from ..tools import placeholders
from ..tools.search_text import folded

SCOPES = [("personal", "Only me"), ("team", "Teams"), ("everyone", "Everyone")]


class MailCannedResponse(models.Model):
    """Odoo's canned responses, which WhatsApp threads fill with the customer's data.

    In every other channel they are what they were.
    """

    _inherit = "mail.canned.response"

    whatsapp_scope = fields.Selection(
        SCOPES,
        string="Who May Use It",
        compute="_compute_whatsapp_scope",
        inverse="_inverse_whatsapp_scope",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Everyone: all users of the authorized groups.",
    )
    whatsapp_team_ids = fields.Many2many(
        "whatsapp.inbox.team",
        relation="whatsapp_inbox_canned_team_rel",
        string="Teams",
    )
    whatsapp_company_id = fields.Many2one(
        "res.company",
        string="Company",
        default=lambda self: self._default_whatsapp_company(),
        index="btree_not_null",
        help="Empty: of all companies.",
    )
    whatsapp_lang = fields.Selection(
        _lang_get,
        string="Language",
        help="Of several with one shortcut, the one in the customer's language is "
        "offered; else the one in yours; else the one without a language.",
    )
    whatsapp_folder_id = fields.Many2one(
        "whatsapp.inbox.canned.folder",
        string="Folder",
        index="btree_not_null",
        group_expand="_read_group_folders",
    )
    whatsapp_attachment_ids = fields.Many2many(
        "ir.attachment",
        relation="whatsapp_inbox_canned_attachment_rel",
        string="Files",
        bypass_search_access=True,
        help="A copy of each is sent along.",
    )
    whatsapp_button_titles = fields.Text(
        "Buttons",
        help="What the customer may tap as an answer: at most 3, one a line, of up to "
        "20 characters.",
    )
    whatsapp_search_text = fields.Text(
        compute="_compute_whatsapp_search_text", store=True, index="trigram"
    )
    whatsapp_preview = fields.Html(
        "Preview",
        compute="_compute_whatsapp_preview",
        sanitize=False,
        help="Filled with examples, as on the customer's phone.",
    )
    whatsapp_use_ids = fields.One2many(
        "whatsapp.inbox.canned.use",
        "canned_id",
        groups="whatsapp_inbox.group_supervisor",
    )
    whatsapp_use_count = fields.Integer(
        "Used", compute="_compute_whatsapp_use_count", compute_sudo=True
    )

    @api.model
    def _default_whatsapp_company(self):
        if self.env.user.has_group("base.group_multi_company"):
            return self.env.company
        return False

    # -- who may use it ---------------------------------------------------------------

    @api.depends("group_ids", "whatsapp_team_ids")
    def _compute_whatsapp_scope(self):
        for canned in self:
            if canned.whatsapp_team_ids:
                canned.whatsapp_scope = "team"
            elif canned.group_ids:
                canned.whatsapp_scope = "everyone"
            elif canned.whatsapp_scope != "team":  # teams are still to be chosen
                canned.whatsapp_scope = "personal"

    @api.onchange("whatsapp_scope")
    def _inverse_whatsapp_scope(self):
        """Odoo's own sharing follows, so that its rules and lists are right, too."""
        agents = self.env.ref("whatsapp_inbox.group_agent")
        for canned in self:
            scope = canned.whatsapp_scope
            if scope == "everyone" and not canned.group_ids:
                canned.group_ids = agents
            elif scope != "everyone" and canned.group_ids:
                canned.group_ids = False
            if scope != "team" and canned.whatsapp_team_ids:
                canned.whatsapp_team_ids = False

    @api.depends("whatsapp_scope")
    def _compute_is_shared(self):
        result = super()._compute_is_shared()
        self.filtered(lambda canned: canned.whatsapp_scope == "team").is_shared = True
        return result

    @api.constrains("whatsapp_scope", "whatsapp_team_ids")
    def _check_whatsapp_teams(self):
        for canned in self:
            if canned.whatsapp_scope == "team" and not canned.whatsapp_team_ids:
                raise ValidationError(
                    self.env._("Choose the teams that use “%s”.", canned.source)
                )

    def _whatsapp_check_sharing(self):
        """:raises AccessError: the user shares with a team of others"""
        if self.env.su or self.env.user._is_whatsapp_supervisor():
            return
        for team in self.whatsapp_team_ids:
            if self.env.user not in team.member_ids | team.leader_id:
                raise AccessError(
                    self.env._(
                        "Only its members and supervisors share a canned reply with "
                        "the team %s.",
                        team.name,
                    )
                )

    def _broadcast(self, /, *, delete=False):
        """Core tells whole groups, whatever companies they work for."""
        own = self.sudo().filtered("whatsapp_company_id").with_env(self.env)
        result = super(MailCannedResponse, self - own)._broadcast(delete=delete)
        for canned in own:
            for user in self.env.user | canned.create_uid:
                store = Store(bus_channel=user)
                store.delete(canned) if delete else store.add(canned)
                store.bus_send()
        return result

    # -- what it says -----------------------------------------------------------------

    @api.depends("source", "substitution")
    def _compute_whatsapp_search_text(self):
        for canned in self:
            lines = (folded(canned.source), folded(canned.substitution))
            canned.whatsapp_search_text = "\n".join(lines)

    @api.constrains("substitution")
    def _check_whatsapp_placeholders(self):
        """Who has no inbox may write braces as they like.

        :raises ValidationError: a placeholder that there is not
        """
        if not self.env.user.has_group("whatsapp_inbox.group_agent"):
            return
        registry = self.env["whatsapp.inbox.placeholder"]
        for canned in self:
            if wrong := registry._faults(canned.substitution):
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: there is no placeholder %(wrong)s. These are "
                        "filled in: %(known)s",
                        name=canned.source,
                        wrong=wrong[0],
                        known=", ".join(
                            "{{%s}}" % name for name in registry._placeholders()
                        ),
                    )
                )

    @api.constrains("whatsapp_button_titles")
    def _check_whatsapp_buttons(self):
        for canned in self:
            if problem := self.env["discuss.channel"]._whatsapp_buttons_problem(
                canned._whatsapp_buttons()
            ):
                raise ValidationError(
                    self.env._(
                        "“%(name)s”: %(problem)s", name=canned.source, problem=problem
                    )
                )

    def _whatsapp_buttons(self):
        """:return: list of titles"""
        lines = (self.whatsapp_button_titles or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    @api.depends("substitution", "whatsapp_button_titles", "whatsapp_attachment_ids")
    @api.depends_context("lang")
    def _compute_whatsapp_preview(self):
        registry = self.env["whatsapp.inbox.placeholder"]
        examples = {
            name: example
            for name, (_label, _group, example) in registry._placeholders().items()
        }
        phone = self.env["whatsapp.inbox.account"]
        line = Markup('<div class="o_whatsapp_inbox_phone_button">%s</div>')
        for canned in self:
            text, _gaps = placeholders.fill_or_gap(canned.substitution, examples)
            files = Markup("").join(
                phone._preview_bubble(f"📎 {file.name}")
                for file in canned.whatsapp_attachment_ids
            )
            buttons = Markup("").join(
                line % title for title in canned._whatsapp_buttons()
            )
            bubble = phone._preview_bubble(text, buttons=buttons)
            canned.whatsapp_preview = Markup(
                '<div class="o_whatsapp_inbox_phone o_whatsapp_inbox_phone_short">'
                '<div class="o_whatsapp_inbox_phone_chat">%s%s</div></div>'
            ) % (files, bubble)

    @api.model
    def whatsapp_placeholders(self):
        """For the picker of the form.

        :return: list of {name, label, group, example}
        """
        found = self.env["whatsapp.inbox.placeholder"]._placeholders()
        return [
            {"name": name, "label": label, "group": group, "example": example}
            for name, (label, group, example) in found.items()
        ]

    @api.model
    def _read_group_folders(self, folders, domain):
        return folders.search([], limit=100)

    def _compute_whatsapp_use_count(self):
        counts = dict(
            self.env["whatsapp.inbox.canned.use"]._read_group(
                [("canned_id", "in", self.ids)], ["canned_id"], ["uses:sum"]
            )
        )
        for canned in self:
            canned.whatsapp_use_count = counts.get(canned, 0)

    # -- CRUD -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._whatsapp_check_sharing()
        records._whatsapp_own_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "whatsapp_team_ids" in vals:
            self._whatsapp_check_sharing()
        if "whatsapp_attachment_ids" in vals:
            self._whatsapp_own_files()
        return result

    def copy_data(self, default=None):
        return [
            {**vals, "source": self.env._("%s (copy)", vals["source"])}
            if "source" not in (default or {})
            else vals
            for vals in super().copy_data(default)
        ]

    def _whatsapp_own_files(self):
        """Who may read a canned reply may read its files, and they go with it: what
        belongs to something else, a message for example, is copied."""
        for canned in self.filtered("whatsapp_attachment_ids"):
            place = {"res_model": canned._name, "res_id": canned.id}
            for file in canned.whatsapp_attachment_ids:
                if file.res_model == canned._name and file.res_id == canned.id:
                    continue
                file.check_access("read")
                if not file.res_id and file.has_access("write"):
                    file.write(place)
                else:
                    canned.whatsapp_attachment_ids -= file
                    canned.whatsapp_attachment_ids += file.copy(place)

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Canned Replies"),
                "template": "/whatsapp_inbox/static/csv/canned_replies.csv",
            }
        ]
