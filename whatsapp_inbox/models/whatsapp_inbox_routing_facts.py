from odoo import fields, models
from odoo.tools import SQL

from ..tools.routing import Agent, Facts


class WhatsappInboxConversation(models.Model):
    """What the rules are told of a conversation, collected for a whole batch."""

    _inherit = "whatsapp.inbox.conversation"

    def _facts(self, said, at=None, hours=None):
        """What is known when these conversations begin: all of one number.

        A bridge adds its own with ``super()`` and ``dataclasses.replace``: the agent of
        an open ticket goes into ``agents`` as ``Agent.TICKET``.

        :param dict said: conversation → its ``tools.payload.InboundMessage``s
        :param datetime at: naive UTC; now by default
        :param dict hours: of ``_routing_hours`` at that time
        :rtype: dict of conversation → ``tools.routing.Facts``
        """
        account = self.account_id
        rules, _names = self.env["whatsapp.inbox.routing.rule"]._compiled(
            account.company_id.id
        )
        at = at or fields.Datetime.now()
        asked = _Asked(rules)
        hours = self._routing_hours(at) if hours is None else hours
        closed = {team.id for team in hours if team._is_closed_in(hours, at)}
        before = self._who_answered_before() if asked.past else {}
        links = account._links_of({c: _texts(said.get(c, ())) for c in self})
        return {
            conversation: Facts(
                account_id=account._origin.id,
                text=_texts(said.get(conversation, ())),
                lang=conversation.contact_id._language(),
                country=conversation.contact_id._region(),
                tags=conversation._customer_tags() if asked.tags else frozenset(),
                agents=conversation._agents_of_customer(before),
                known=conversation._is_known(before) if asked.past else False,
                referral=_referral(said.get(conversation, [])),
                open_teams=asked.hour_teams - closed,
                is_open=account.team_id.id not in closed,
                priority=conversation.priority or "0",
                link_id=links[conversation].id,
                link_team=links[conversation].team_id,
            )
            for conversation in self
        }

    def _routing_hours(self, at):
        """Of all teams that are closed at some time: asked for once, as rules, the menu
        and who stands in may lead to any of them.

        :param datetime at: naive UTC
        :rtype: dict of whatsapp.inbox.team → ``tools.hours.Hours``
        """
        # sudo: whoever causes the routing
        Team = self.env["whatsapp.inbox.team"].sudo()
        return Team.browse(Team._ids_with_hours(self.account_id.company_id.id))._hours(
            at
        )

    def _who_answered_before(self):
        """Earlier conversations of these customers.

        :return: by id of the contact, the id of the agent of the last that had one, or
            None; no entry for who has none
        :rtype: dict
        """
        self.flush_model(["contact_id", "user_id"])
        # SQL: the last of each customer, in one query
        rows = self.env.execute_query(
            SQL(
                """
                SELECT contact_id, (array_agg(user_id ORDER BY id DESC)
                                    FILTER (WHERE user_id IS NOT NULL))[1]
                  FROM whatsapp_inbox_conversation
                 WHERE contact_id IN %s AND id NOT IN %s
                 GROUP BY contact_id
                """,
                tuple(self.contact_id._origin.ids) or (0,),
                tuple(self._origin.ids) or (0,),
            )
        )
        return dict(rows)

    def _agents_of_customer(self, before):
        """:return: ids of users by ``tools.routing.Agent``"""
        found = {
            # sudo: who sells to the customer decides, whoever causes the routing
            Agent.SALESPERSON: self.contact_id.sudo().partner_id.user_id.id,
            Agent.LAST: before.get(self.contact_id._origin.id),
        }
        return {kind: user_id for kind, user_id in found.items() if user_id}

    def _customer_tags(self):
        """:return: ids of the customer's tags and of those above them"""
        # sudo: see _agents_of_customer
        paths = self.contact_id.sudo().partner_id.category_id.mapped("parent_path")
        return frozenset(int(tag) for path in paths for tag in path.split("/") if tag)

    def _is_known(self, before):
        """Wrote before, or was a contact before WhatsApp told of them."""
        contact = self.contact_id
        if contact._origin.id in before or self.resolved_before:
            return True
        partner = contact.sudo().partner_id
        met = contact._origin.create_date or fields.Datetime.now()
        return bool(partner.create_date and partner.create_date < met)


class _Asked:
    """What any of the rules asks for: the rest costs no query."""

    def __init__(self, rules):
        self.hour_teams = frozenset(rule.hours_team for rule in rules if rule.hours)
        self.tags = any(rule.tags for rule in rules)
        self.past = any(
            rule.known or Agent.LAST in (rule.related, rule.agent) for rule in rules
        )


def _texts(messages):
    return "\n".join(filter(None, map(_text, messages)))


def _text(message):
    return message.text or (message.reply.title if message.reply else "")


def _referral(messages):
    """What the ad is known by, of the first message that came from one."""
    for message in messages:
        if referral := message.referral:
            keys = ("source_id", "headline", "source_url", "source_type")
            return tuple(str(referral[key]) for key in keys if referral.get(key))
    return ()
