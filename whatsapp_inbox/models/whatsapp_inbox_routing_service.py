from dataclasses import replace
from datetime import timedelta

from odoo import fields, models

from ..tools import menu, routing, self_service
from ..tools.self_service import Act
from .whatsapp_inbox_routing_decision import Route

#: Wrong proofs count so long, whatever conversation they were in.
MEMORY = timedelta(hours=24)


class WhatsappInboxConversation(models.Model):
    """What answers by itself, as a rule's action: `tools.self_service` decides, bridges
    know the documents. While it asks for a proof it is as while the menu asks: nobody
    has it, a deadline ends it, whoever takes it by hand does as well."""

    _inherit = "whatsapp.inbox.conversation"

    service = fields.Char(readonly=True, help="What answers, or answered, by itself.")
    service_rule_id = fields.Many2one(
        "whatsapp.inbox.routing.rule", readonly=True, ondelete="set null"
    )
    service_tries = fields.Integer(readonly=True, help="Proofs that were wrong.")

    # -- for bridges ----------------------------------------------------------------

    def _service_documents(self, name):
        """What this customer may ask about, whoever writes from their number. A hook.

        :param str name: the rule's ``action_service``
        :rtype: list of ``tools.self_service.Document``, the newest first
        """
        return []

    def _service_words(self, name, act, found):
        """What is said, in the language of the context: the customer's. A hook.

        :param Act act: of ``tools.self_service``
        :param found: ids of the documents that are told, with ``Act.ANSWER``
        """
        return ""

    # -- deciding -------------------------------------------------------------------

    def _route_to_service(self, decision, route, said, now):
        """:param route: where the rule sends what is not answered"""
        name, rule_id = decision.service, decision.service_rule_id
        state = self_service.State(tries=self._service_tries_lately(now))
        return self._route_of_turn(name, rule_id, state, route, said, now, 0)

    def _route_served(self, facts, said, now):
        rule_id = self.service_rule_id.id
        route = Route()
        for rule in self._rules():
            if rule.id == rule_id:
                route = self._route_decided(routing.follow(facts, rule), facts)
        # said when it began
        route = replace(route, texts=())
        state = self_service.State(self.service_tries, self.menu_asked_at)
        name, asked = self.service, self.menu_asked
        return self._route_of_turn(name, rule_id, state, route, said, now, asked)

    def _route_of_turn(self, name, rule_id, state, route, said, now, asked):
        documents = self._service_documents(name)
        turn = self_service.answer(state, said, documents, now)
        if turn.act == Act.WAIT:
            return None
        words = self._as_inbox()._service_words(name, turn.act, turn.found)
        route = replace(
            route, service=(name, rule_id, turn.state.tries), words=words or ""
        )
        if turn.act in (Act.ASK, Act.AGAIN):
            # who has it is decided when it is for people
            return replace(route, user_id=0, state=menu.State(asked + 1, now))
        if turn.act == Act.ANSWER:
            reason = self.env._("Answered by itself.")
            return replace(route, user_id=0, answered=True, reason=reason)
        reason = self.env._("The customer wants a person, or proved nothing.")
        reason = f"{route.reason}. {reason}" if route.reason else reason
        return self._greeted(replace(route, reason=reason))

    def _service_tries_lately(self, now):
        """Also those in conversations that were resolved meanwhile."""
        others = self.search(
            [
                ("channel_id", "=", self.channel_id._origin.id),
                ("id", "!=", self._origin.id),
                ("service_tries", ">", 0),
                ("create_date", ">", now - MEMORY),
            ]
        )
        return self.service_tries + sum(others.mapped("service_tries"))

    # -- doing ----------------------------------------------------------------------

    def _service_vals(self, route):
        name, rule_id, tries = route.service
        if not name:
            return {}
        tries = 0 if route.answered else tries
        return {"service": name, "service_rule_id": rule_id, "service_tries": tries}

    def _say_of_service(self, route, sent):
        """:param sent: whether other texts were
        :return: whether the words were, or `sent` if there are none"""
        if not route.words:
            return sent
        person = []
        if route.state:
            title = self._as_inbox().env._("A person, please")
            person = [(self_service.PERSON_ID, title, "")]
        said = self._say_auto("service", route.words, person)
        if said and route.answered:
            self.with_context(whatsapp_routed=True).write(
                {"state": "pending", "waiting_since": False}
            )
        return bool(said)
