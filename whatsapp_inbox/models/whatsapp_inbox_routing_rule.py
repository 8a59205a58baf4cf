from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..tools import keywords, routing
from ..tools.routing import Agent, Known


class WhatsappInboxRoutingRule(models.Model):
    """How a new conversation finds its team: conditions, and what follows.

    Rules are asked in their order; what is left empty is not asked. The decision is
    ``tools.routing``'s, which gets each rule as plain values.
    """

    _name = "whatsapp.inbox.routing.rule"
    _inherit = ["whatsapp.inbox.auto.text"]
    _description = "WhatsApp Routing Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    # when
    account_ids = fields.Many2many(
        "whatsapp.inbox.account", string="Numbers", check_company=True
    )
    keywords = fields.Text(
        help="Words or phrases, one a line or with commas between them; one of them is "
        "enough. “late + order” asks for both. Accents and capitals do not count."
    )
    keyword_lang_id = fields.Many2one(
        "res.lang",
        string="Words' Language",
        help="The words count for customers who speak it. Empty: for everybody.",
    )
    referral = fields.Selection(
        [
            ("any", "Any ad or post"),
            ("contains", "An ad or post with these words"),
        ],
        string="Came From",
    )
    referral_contains = fields.Char(
        "Ad's ID or Headline",
        help="The ID of the ad, or words of its headline; commas between several.",
    )
    lang_ids = fields.Many2many("res.lang", string="Customer Speaks")
    country_ids = fields.Many2many("res.country", string="Country of the Number")
    category_ids = fields.Many2many("res.partner.category", string="Customer's Tags")
    related = fields.Selection(
        [
            (Agent.SALESPERSON.value, "A salesperson"),
            (Agent.LAST.value, "An agent who answered before"),
        ],
        string="Customer Has",
    )
    salesperson_ids = fields.Many2many("res.users", string="Salesperson Is One Of")
    known = fields.Selection(
        [(Known.NEW.value, "New"), (Known.KNOWN.value, "Known")],
        string="Customer Is",
        help="Known: was a contact before the first message, or wrote before.",
    )
    hours = fields.Selection(
        [("inside", "Within the hours"), ("outside", "Outside of the hours")],
        string="Time",
    )
    hours_team_id = fields.Many2one(
        "whatsapp.inbox.team",
        string="Hours Of",
        check_company=True,
        ondelete="restrict",
        help="Empty: the number's default team.",
    )
    has_priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent")],
        string="Priority Is",
        help="A conversation that is opened again may have one.",
    )
    # then
    team_id = fields.Many2one(
        "whatsapp.inbox.team", check_company=True, ondelete="restrict"
    )
    agent = fields.Selection(
        [
            (Agent.FIXED.value, "This agent"),
            (Agent.LAST.value, "Who answered this customer last"),
            (Agent.SALESPERSON.value, "The customer's salesperson"),
        ],
        string="Give It To",
        help="Empty: the team's assignment decides.",
    )
    agent_id = fields.Many2one(
        "res.users",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("whatsapp_inbox.group_agent").id)
        ],
    )
    tag_ids = fields.Many2many("whatsapp.inbox.tag", string="Add Tags")
    set_priority = fields.Selection([("0", "Normal"), ("1", "High"), ("2", "Urgent")])
    reply_text = fields.Text("Reply", translate=True)
    ask = fields.Boolean("Ask With the Menu")
    action_service = fields.Selection(
        [],
        string="Answer by Itself",
        help="The customer gets the answer without waiting for anybody, once they have "
        "proved who they are. Else the conversation goes where this rule says.",
    )
    final = fields.Boolean(
        "Stop Here",
        default=True,
        help="The rules below are not asked. Otherwise they may add to this one.",
    )

    # -- constraints --------------------------------------------------------------

    @api.constrains("keywords", "keyword_lang_id", "lang_ids")
    def _check_keywords(self):
        """:raises ValidationError: words that no message can have"""
        for rule in self:
            if empty := keywords.empty_phrases(rule.keywords):
                raise ValidationError(
                    self.env._(
                        "“%(word)s” in the rule “%(rule)s” has no letter or digit, so "
                        "no message can be found by it. Take it out.",
                        word=empty[0],
                        rule=rule.name,
                    )
                )
            spoken = {_base(lang.code) for lang in rule.lang_ids}
            lang = rule.keyword_lang_id
            if rule.keywords and spoken and lang and _base(lang.code) not in spoken:
                rule._raise_never(
                    self.env._(
                        "its words are for customers who speak %(words)s, and it asks "
                        "for customers who speak %(spoken)s",
                        words=lang.name,
                        spoken=", ".join(rule.lang_ids.mapped("name")),
                    )
                )

    @api.constrains("known", "related", "agent", "referral", "referral_contains")
    def _check_can_match(self):
        for rule in self:
            if rule.known == Known.NEW and rule.related == Agent.LAST:
                rule._raise_never(
                    self.env._("no agent has answered a new customer before")
                )
            if rule.referral == "contains" and not keywords.phrases(
                rule.referral_contains
            ):
                rule._raise_never(
                    self.env._("it asks for an ad, and not for which words")
                )

    def _raise_never(self, reason):
        raise ValidationError(
            self.env._(
                "The rule “%(rule)s” can never fit: %(reason)s.",
                rule=self.name,
                reason=reason,
            )
        )

    @api.constrains("agent", "agent_id", "company_id")
    def _check_agent(self):
        for rule in self.filtered(lambda r: r.agent == Agent.FIXED):
            # sudo: groups and companies of colleagues
            user = rule.agent_id.sudo()
            if not user:
                raise ValidationError(
                    self.env._("Say which agent the rule “%s” gives it to.", rule.name)
                )
            if not user.has_group("whatsapp_inbox.group_agent") or (
                rule.company_id not in user.company_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(agent)s is no agent of the WhatsApp inbox of %(company)s.",
                        agent=user.name,
                        company=rule.company_id.name,
                    )
                )

    @api.constrains(
        "team_id",
        "agent",
        "tag_ids",
        "set_priority",
        "reply_text",
        "ask",
        "action_service",
        "final",
    )
    def _check_does_something(self):
        for rule in self:
            if not rule.final and not rule._does():
                raise ValidationError(
                    self.env._(
                        "The rule “%s” does nothing. Choose a team, or anything else "
                        "below “Then”.",
                        rule.name,
                    )
                )

    def _does(self):
        """Whether anything follows from it, but that it stops."""
        self.ensure_one()
        return bool(
            self.team_id
            or self.agent
            or self.tag_ids
            or self.set_priority
            or self.reply_text
            or self.ask
            or self.action_service
            or self._more()
        )

    def _more(self):
        """:return: set of names of what bridges do as well. A hook; they find them in
        ``Route.more``, and say them in ``_then_more``"""
        return set()

    @api.model
    def _auto_text_fields(self):
        return [*super()._auto_text_fields(), "reply_text"]

    # -- CRUD ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._rules_changed()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._rules_changed()
        return result

    def unlink(self):
        self._rules_changed()
        return super().unlink()

    def _rules_changed(self):
        self.env.registry.clear_cache()
        # sudo: whoever mends the rules
        self.env["whatsapp.inbox.account"].sudo().search(
            [("company_id", "in", self.company_id.ids), ("routing_error", "!=", False)]
        ).routing_error = False

    # -- as plain values ----------------------------------------------------------

    @api.model
    @tools.ormcache("company_id")
    def _compiled(self, company_id):
        """The rules of a company in their order, and their names by id.

        :rtype: tuple[tuple[tools.routing.Rule, ...], dict[int, str]]
        """
        # sudo: rules are asked for whoever causes it, and the same for all
        rules = self.sudo().with_context(active_test=True)
        rules = rules.search([("company_id", "=", company_id)])
        names = {rule.id: rule.name for rule in rules}
        return tuple(rule._as_plain() for rule in rules), names

    def _as_plain(self):
        """:rtype: tools.routing.Rule"""
        self.ensure_one()
        lang = _base(self.keyword_lang_id.code) if self.keyword_lang_id else ""
        words = tuple(keywords.phrases(self.keywords))
        referrals = {
            "any": ("*",),
            "contains": tuple(keywords.phrases(self.referral_contains)),
        }
        return routing.Rule(
            id=self._origin.id or 0,
            accounts=frozenset(self.account_ids._origin.ids),
            keywords={lang: words} if words else {},
            referrals=referrals.get(self.referral, ()),
            langs=frozenset(self.lang_ids.mapped("code")),
            countries=frozenset(self.country_ids.mapped("code")),
            tags=frozenset(self.category_ids._origin.ids),
            related=self.related and Agent(self.related) or None,
            salespeople=frozenset(self.salesperson_ids._origin.ids),
            known=self.known and Known(self.known) or None,
            hours=self.hours or "",
            hours_team=self.hours_team_id._origin.id or 0,
            priority=self.has_priority or "",
            team_id=self.team_id._origin.id or 0,
            agent=self.agent and Agent(self.agent) or None,
            agent_id=self.agent_id._origin.id if self.agent == Agent.FIXED else 0,
            add_tags=frozenset(self.tag_ids._origin.ids),
            set_priority=self.set_priority or "",
            reply=bool(self.reply_text),
            ask=self.ask,
            service=self.action_service or "",
            more=frozenset(self._more()),
            final=self.final,
        )


def _base(code):
    """`es` of `es_AR`."""
    return code.split("_")[0]
