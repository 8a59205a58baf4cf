from odoo import api, fields, models
from odoo.tools import format_list

from ..tools import keywords
from ..tools.routing import Agent, Known


class WhatsappInboxRoutingRule(models.Model):
    """A rule in words, for whoever reads the list: what it asks, what follows, and
    what is wrong with it."""

    _inherit = "whatsapp.inbox.routing.rule"

    summary = fields.Char(compute="_compute_summary", compute_sudo=True)
    problem = fields.Char(compute="_compute_problem", compute_sudo=True)

    @api.depends(lambda self: self._told_fields())
    @api.depends_context("lang")
    def _compute_summary(self):
        for rule in self:
            when = rule._when()
            told = (
                self.env._("If %s", format_list(self.env, list(when.values())))
                if when
                else self.env._("Always")
            )
            rule.summary = f"{told} → {rule._then()}"

    @api.model
    def _told_fields(self):
        """The fields that the words hang on; a bridge adds its own."""
        return [
            "account_ids.name",
            "keywords",
            "keyword_lang_id",
            "referral",
            "referral_contains",
            "lang_ids",
            "country_ids",
            "category_ids",
            "related",
            "salesperson_ids",
            "known",
            "hours",
            "hours_team_id",
            "has_priority",
            "team_id",
            "agent",
            "agent_id",
            "tag_ids",
            "set_priority",
            "reply_text",
            "ask",
            "action_service",
            "final",
        ]

    # -- when ---------------------------------------------------------------------

    def _when(self):
        """:return: its conditions in words, each continuing "If", by their names in
        ``tools.routing``"""
        self.ensure_one()
        env, either = self.env, self._either
        team = self.hours_team_id.name or env._("the default team")
        words = {
            "keywords": self._when_said(),
            "referrals": self._when_ad(),
            "known": self.known
            and (
                env._("the customer is new")
                if self.known == Known.NEW
                else env._("the customer is known")
            ),
            "langs": self.lang_ids
            and env._("the customer speaks %s", either(self.lang_ids)),
            "countries": self.country_ids
            and env._("the number is from %s", either(self.country_ids)),
            "tags": self.category_ids
            and env._("the customer is tagged %s", either(self.category_ids)),
            "related": self.related and self._when_related(),
            "salespeople": self.salesperson_ids
            and env._("the salesperson is %s", either(self.salesperson_ids)),
            "hours": self.hours
            and (
                env._("it is within the hours of %s", team)
                if self.hours == "inside"
                else env._("it is outside of the hours of %s", team)
            ),
            "priority": self.has_priority
            and env._("the priority is %s", self._label("has_priority").lower()),
            "accounts": self.account_ids
            and env._("it came to %s", either(self.account_ids)),
        }
        return {kind: told for kind, told in words.items() if told}

    def _when_said(self):
        phrases = [f"“{phrase}”" for phrase in keywords.phrases(self.keywords)]
        if not phrases:
            return ""
        found = format_list(self.env, phrases, "or")
        if self.keyword_lang_id:
            return self.env._(
                "the text has %(words)s, of who speaks %(language)s",
                words=found,
                language=self.keyword_lang_id.name,
            )
        return self.env._("the text has %s", found)

    def _when_ad(self):
        if self.referral == "any":
            return self.env._("it came from an ad")
        if self.referral == "contains":
            phrases = keywords.phrases(self.referral_contains)
            phrases = [f"“{phrase}”" for phrase in phrases]
            return self.env._(
                "it came from the ad %s", format_list(self.env, phrases, "or")
            )
        return ""

    def _when_related(self):
        """Bridges with agents of their own add theirs."""
        return {
            Agent.SALESPERSON: self.env._("the customer has a salesperson"),
            Agent.LAST: self.env._("an agent answered this customer before"),
        }.get(self.related, "")

    def _either(self, records):
        return format_list(self.env, records.mapped("display_name"), "or")

    def _label(self, name):
        field = self._fields[name]
        return dict(field._description_selection(self.env)).get(self[name], "")

    # -- then ---------------------------------------------------------------------

    def _then(self):
        """:return: what follows, in words"""
        self.ensure_one()
        parts = [
            self.team_id.name,
            self._then_agent(),
            self.set_priority and self._label("set_priority").lower(),
            *(f"#{tag.name}" for tag in self.tag_ids),
            self.reply_text and self.env._("reply"),
            self.ask and self.env._("ask with the menu"),
            self.action_service
            and self.env._("answer: %s", self._label("action_service").lower()),
            *self._then_more(),
        ]
        parts = [part for part in parts if part]
        if not self.final:
            parts.append(self.env._("go on"))
        return ", ".join(parts) or self.env._("default team")

    def _then_more(self):
        """:return: list of what bridges do as well, in words"""
        return []

    def _then_agent(self):
        if self.agent == Agent.FIXED:
            return self.agent_id.name
        return self.agent and self._label("agent").lower()

    # -- what is wrong ------------------------------------------------------------

    @api.depends(lambda self: [*self._told_fields(), "sequence", "active"])
    @api.depends_context("lang")
    def _compute_problem(self):
        for rule in self:
            problems = (rule._problem_team(), rule._problem_order())
            rule.problem = next(filter(None, problems), False)

    def _problem_team(self):
        if self.team_id and not self.team_id.active:
            return self.env._("The team %s is archived.", self.team_id.name)
        if self.agent == Agent.FIXED and not self.agent_id.active:
            return self.env._("%s is archived.", self.agent_id.name)
        return ""

    def _problem_order(self):
        """A rule before it that always fits leaves nothing to it."""
        rules = self.search([("company_id", "=", self.company_id.id)])
        for rule in rules:
            if rule == self._origin:
                return ""
            own = self.account_ids._origin
            same = not rule.account_ids or own and own <= rule.account_ids
            if rule.final and same and not rule._when().keys() - {"accounts"}:
                return self.env._("Never asked: “%s” above fits always.", rule.name)
        return ""

    # -- beside the rules ---------------------------------------------------------

    @api.model
    def action_menus(self):
        """The menu of the number: of several, the numbers to choose one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "whatsapp_inbox.whatsapp_inbox_account_routing_action"
        )
        accounts = self.env["whatsapp.inbox.account"].search([], limit=2)
        if len(accounts) == 1:
            form = [view for view in action["views"] if view[1] == "form"]
            action.update(res_id=accounts.id, views=form)
        return action
