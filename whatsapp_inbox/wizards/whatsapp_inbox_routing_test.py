from dataclasses import replace
from types import SimpleNamespace

from markupsafe import Markup

from odoo import api, fields, models

from ..models.whatsapp_inbox_routing_decision import Route
from ..tools import phone as phone_tools
from ..tools import placeholders
from ..tools.menu import State
from ..tools.routing import decide, explain

MARK = {
    True: Markup('<i class="fa fa-fw fa-check text-success"></i>'),
    False: Markup('<i class="fa fa-fw fa-times text-danger"></i>'),
}


class WhatsappInboxRoutingTest(models.TransientModel):
    """A message that nobody sent: which rule decides, why, and what the customer would
    be told. Nothing is written and nothing is sent."""

    _name = "whatsapp.inbox.routing.test"
    _description = "Try the WhatsApp Routing"

    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        string="Number",
        required=True,
        default=lambda self: self.env["whatsapp.inbox.account"].search([], limit=1),
    )
    text = fields.Text("Message", default=lambda self: self.env._("Hello"))
    contact_id = fields.Many2one(
        "whatsapp.inbox.contact",
        string="Customer",
        domain="[('is_group', '=', False)]",
        help="Empty: somebody who writes for the first time.",
    )
    phone = fields.Char("Phone Number", help="Of a new customer, with country code.")
    at = fields.Datetime("Written At", required=True, default=fields.Datetime.now)
    lang_id = fields.Many2one("res.lang", string="Language", help="Empty: as known.")
    from_ad = fields.Boolean("Came From an Ad")
    ad = fields.Char("Ad's ID or Headline")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent")], default="0", required=True
    )
    outcome = fields.Html(compute="_compute_outcome", sanitize=False)

    @api.depends(
        "account_id",
        "ad",
        "at",
        "contact_id",
        "from_ad",
        "lang_id",
        "phone",
        "priority",
        "text",
    )
    def _compute_outcome(self):
        for test in self:
            if not test.account_id or not test.at:
                test.outcome = False
                continue
            # sudo: how customers are routed; administrators may read all of it
            conversation = test.sudo()._conversation()
            test.outcome = test.sudo()._explained(conversation)

    # -- what is tried ------------------------------------------------------------

    def _conversation(self):
        """:return: the conversation that would begin, in memory"""
        account, contact = self.account_id, self.contact_id
        if not contact:
            contact = self._new_contact()
        last = self._last_conversation()
        vals = {
            "account_id": account._origin.id,
            "contact_id": contact,
            "priority": self.priority,
            "resolved_before": last.resolved_at,
            "routing_state": "new",
            "team_id": account.team_id.id,
        }
        if last.routing_state == "asking":
            fields_of_menu = ("routing_state", "menu_asked", "menu_asked_at")
            vals.update({name: last[name] for name in fields_of_menu})
        return self.env["whatsapp.inbox.conversation"].new(vals)

    def _last_conversation(self):
        """:return: the customer's with this number, maybe none"""
        channels = self.contact_id._origin.channel_ids
        account = self.account_id._origin
        own = channels.filtered(lambda c: c.whatsapp_account_id == account)
        return own.whatsapp_conversation_id[:1]

    def _new_contact(self):
        company = self.account_id.company_id
        number = phone_tools.to_e164(self.phone or "")
        Contact = self.env["whatsapp.inbox.contact"]
        partners = Contact._partners_by_phone([number], company) if number else {}
        partner = partners.get(number) or self.env["res.partner"]
        return Contact.new(
            {"phone": number, "company_id": company.id, "partner_id": partner[:1].id}
        )

    def _message(self):
        """As ``tools.payload`` would read it, as far as routing asks."""
        ad = {
            "source_type": "ad",
            "source_id": self.ad or "",
            "headline": self.ad or "",
        }
        return SimpleNamespace(
            text=self.text or "",
            reply=None,
            referral=ad if self.from_ad else None,
            timestamp=self.at,
        )

    # -- what comes of it ---------------------------------------------------------

    def _explained(self, conversation):
        message = self._message()
        said = {conversation: [message]}
        facts = conversation._facts(said, self.at)[conversation]
        if self.lang_id:
            facts = replace(facts, lang=self.lang_id.code)
        hours = conversation._routing_hours(self.at)
        routes = conversation._routes({conversation: facts}, said, self.at, hours)
        # an answer that the menu does not wait for changes nothing
        route = routes[conversation] or Route(state=State())
        parts = [
            self._tell_open_conversation(),
            self._tell_outcome(conversation, route),
            self._tell_texts(conversation, route, facts),
            self._tell_customer(conversation, facts),
            self._tell_rules(facts),
        ]
        return Markup("").join(filter(None, parts))

    def _tell_open_conversation(self):
        last = self._last_conversation()
        if not last or last.state == "resolved" or last.routing_state == "asking":
            return ""
        owner = last.user_id.name or last.team_id.name or self.env._("all agents")
        words = self.env._(
            "This customer has an open conversation, which stays with %s. Below is "
            "what follows once it is resolved.",
            owner,
        )
        return Markup('<div class="alert alert-warning mb-2">%s</div>') % words

    def _tell_outcome(self, conversation, route):
        env = self.env
        team = self._team_of(conversation, route)
        agent = env["res.users"].browse(route.user_id)
        words = [team.name or env._("All agents")]
        if agent:
            words.append(agent.name)
        if route.priority:
            field = conversation._fields["priority"]
            words.append(dict(field._description_selection(env))[route.priority])
        tags = env["whatsapp.inbox.tag"].browse(route.tags)
        words += [f"#{tag.name}" for tag in tags]
        why = route.reason or env._("No rule fits.")
        if route.state and route.service[0]:
            words = [env._("The customer is asked for a proof")]
        elif route.state:
            words = [env._("The menu asks")]
            why = env._("No rule decides, and the menu is on.")
        elif route.answered:
            words = [env._("The customer gets the answer")]
        hours = Markup()
        if not route.state and team:
            hours = Markup('<span class="badge %s ms-2">%s</span>') % (
                "text-bg-warning" if route.closed else "text-bg-success",
                env._("Closed") if route.closed else env._("Open"),
            )
        return Markup(
            '<div class="alert alert-info mb-3">'
            '<h4 class="alert-heading mb-1">%s%s</h4>%s</div>'
        ) % (", ".join(words), hours, why)

    def _team_of(self, conversation, route):
        team = self.env["whatsapp.inbox.team"].browse(route.team_id)
        return team or conversation.team_id

    def _tell_texts(self, conversation, route, facts):
        """What the customer would get, as they would read it."""
        account = self.account_id
        team = self._team_of(conversation, route)
        texts = list(route.texts)
        is_told = route.closed and self._was_told_closed(route)
        if route.closed and not is_told:
            texts.append(("closed", team._name, team.id, "closed_text"))
        told = self._facts_of_texts(conversation, team, facts.lang)
        bubbles = [account._preview_bubble(self.text, own=True)]
        for kind, model, record_id, name in texts:
            record = self.env[model].browse(record_id).with_context(lang=facts.lang)
            text = placeholders.fill(record[name] or "", told)
            if not text:
                continue
            if kind in ("menu", "menu_error"):
                choices = account.choice_ids.with_context(lang=facts.lang)
                bubbles.append(account._preview_menu(text, choices))
            else:
                bubbles.append(account._preview_bubble(text))
        if route.words and not route.answered:  # that is for the customer alone
            bubbles.append(account._preview_bubble(route.words))
        said = Markup()
        if is_told:
            said = Markup('<p class="text-muted">%s</p>') % self.env._(
                "The customer was told already when %s is back: that is said once "
                "while it is closed.",
                team.name,
            )
        if len(bubbles) == 1:
            return said  # nothing more
        return account._preview_phone(bubbles) + said

    def _was_told_closed(self, route):
        """:return: whether the customer knows that the team is closed now"""
        last = self._last_conversation()
        return bool(last) and last._was_told_closed(route.closed_since)

    def _facts_of_texts(self, conversation, team, lang):
        """What the placeholders say at that time."""
        own = conversation.with_context(lang=lang)
        own.team_id = team
        waiting = self.env["whatsapp.inbox.conversation"].search_count(
            [("team_id", "=", team.id), ("queue_since", "!=", False)]
        )
        number = conversation.contact_id.phone or ""
        return {
            **own._auto_facts(),
            "opening": team and team._opening_words(self.at, lang, number),
            "place": str(waiting + 1),
        }

    def _tell_customer(self, conversation, facts):
        env = self.env
        country = env["res.country"].search([("code", "=", facts.country)], limit=1)
        lang = env["res.lang"]._lang_get(facts.lang) if facts.lang else None
        is_known = conversation._is_known(conversation._who_answered_before())
        known = env._("known customer") if is_known else env._("new customer")
        agents = env["res.users"].browse(facts.agents.values())
        words = [known, country.name, lang and lang.name, *agents.mapped("name")]
        words = " · ".join(word for word in words if word)
        return Markup('<p class="text-muted mt-3 mb-1">%s</p>') % words

    def _tell_rules(self, facts):
        rules, _names = self.env["whatsapp.inbox.routing.rule"]._compiled(
            self.account_id.company_id.id
        )
        decision = decide(facts, list(rules))
        asked = {step.rule_id: step.fits for step in decision.steps}
        lines = [
            self._tell_rule(rule, facts, asked.get(rule.id), decision.rule_id)
            for rule in rules
        ]
        if not lines:
            return Markup("<p>%s</p>") % self.env._("There are no rules.")
        return Markup('<ol class="ps-3">%s</ol>') % Markup("").join(lines)

    def _tell_rule(self, rule, facts, fits, decided_by):
        """:param fits: None if a rule before it ended the matter"""
        env = self.env
        record = env["whatsapp.inbox.routing.rule"].browse(rule.id)
        when = record._when()
        checks = explain(facts, rule)
        conditions = Markup("").join(
            Markup("<li>%s %s</li>")
            % (MARK[check.fits], when.get(check.kind, check.kind))
            for check in checks
        )
        state, style = {
            None: (env._("not asked any more"), "text-bg-secondary"),
            False: (env._("does not fit"), "text-bg-secondary"),
            True: (env._("fits, and goes on"), "text-bg-info"),
        }[fits]
        if rule.id == decided_by:
            state, style = env._("decides"), "text-bg-success"
        return Markup(
            '<li class="mb-2%s"><b>%s</b> <span class="badge %s">%s</span> → %s'
            '<ul class="list-unstyled ps-3 mb-0">%s</ul></li>'
        ) % (
            " opacity-50" if fits is None else "",
            record.name,
            style,
            state,
            record._then(),
            conditions,
        )
