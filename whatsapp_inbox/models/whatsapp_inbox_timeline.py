from datetime import datetime
from heapq import merge
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

PAGE = 20
#: What is asked of people: who they are, and their names as Odoo shows them.
PEOPLE = (
    "commercial_company_name",
    "commercial_partner_id",
    "company_id",
    "company_name",
    "is_company",
    "name",
    "parent_id",
    "type",
)


class WhatsappInboxTimeline(models.AbstractModel):
    """All that we and a customer, or their company, have had to do with each other, in
    one list, newest first.

    A bridge adds a source with a row in ``_sources`` and a method
    ``_source_<name>(people, find)``. Everything is read with the rights of the agent.
    Pages are found by time and id, so that the last is as fast as the first.
    """

    _name = "whatsapp.inbox.timeline"
    _description = "Timeline of a WhatsApp Customer"

    @api.model
    def _sources(self):
        """:return: dict of name → (title, class of the icon) of what this user may see;
        the names are also those of the filters"""
        return {
            "conversation": (self.env._("WhatsApp"), "fa-whatsapp"),
            "mail": (self.env._("Mails"), "fa-envelope-o"),
            "note": (self.env._("Notes"), "fa-sticky-note-o"),
            "sms": (self.env._("SMS"), "fa-mobile"),
            "livechat": (self.env._("Live Chats"), "fa-comments-o"),
            "activity": (self.env._("Activities"), "fa-clock-o"),
        }

    @api.model
    def _page(self, partner, source=None, cursor=None):
        """One page of what there is with a customer and their company.

        :param str source: only this one of ``_sources``
        :param list cursor: ``next`` of the page before
        :return: ``rows``: dicts with ``source``, ``id``, ``date``, ``title``, ``text``,
            ``who`` (if it is not the customer), and what opens it: ``record`` (see
            ``_record``), or ``thread`` and ``message``; ``next``
        """
        sources = self._sources()
        if source and source not in sources:
            raise UserError(self.env._("There is no such filter."))
        people = self._people(partner)
        pages = [
            self._source_page(name, people, cursor)
            for name in ([source] if source else sources)
        ]
        entries = merge(*pages, key=lambda entry: entry[0], reverse=True)
        page = list(islice(entries, PAGE))
        return {
            "rows": [
                {
                    "date": fields.Datetime.to_string(at),
                    "source": name,
                    "id": record_id,
                    "who": "" if who == partner else who.display_name or "",
                    **row,
                }
                for (at, name, record_id), who, row in page
            ],
            "next": (
                [page[-1][0][0].isoformat(), *page[-1][0][1:]]
                if sum(map(len, pages)) > PAGE
                else False
            ),
        }

    @api.model
    def _people(self, partner):
        """The customer and all of their company that this user may read.

        ``whatsapp_people`` of the context is a dict of whoever asks more than once.
        """
        known = self.env.context.get("whatsapp_people", {})
        if partner not in known:
            family = Domain(
                "commercial_partner_id", "=", partner.commercial_partner_id.id
            )
            everybody = partner.with_context(active_test=False)
            known[partner] = everybody.search_fetch(family, PEOPLE)
        return known[partner]

    @api.model
    def _source_page(self, name, people, cursor):
        """:return: the next entries of one source, newest first, one more than a page
        has: ((time, name, id), whose, row)"""

        def find(model, domain, moment):
            """:param str moment: the field by which the records have their place"""
            return model.search(
                Domain(domain) & self._older(name, moment, cursor),
                order=f"{moment} desc, id desc",
                limit=PAGE + 1,
            )

        return [
            ((at, name, record.id), who, row)
            for record, at, who, row in getattr(self, f"_source_{name}")(people, find)
        ]

    @api.model
    def _older(self, name, moment, cursor):
        if not cursor:
            return Domain(moment, "!=", False)
        try:
            at, last_name, last_id = cursor
            at, last_id = datetime.fromisoformat(at), int(last_id)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("The history has no such page. Open it again.")
            ) from error
        older = Domain(moment, "<", at)
        if name <= last_name:  # of the same moment, those of this name are not done
            same = Domain(moment, "=", at)
            older |= same & Domain("id", "<", last_id) if name == last_name else same
        return older

    # -- sources ------------------------------------------------------------------

    @api.model
    def _source_conversation(self, people, find):
        conversations = find(
            self.env["whatsapp.inbox.conversation"],
            [("partner_id", "in", people.ids)],
            "last_message_at",
        )
        field = conversations._fields["state"]
        states = dict(field._description_selection(self.env))
        first = self._first_messages(conversations)
        rows = []
        for conversation in conversations:
            parts = [
                states[conversation.state],
                conversation.team_id.name,
                conversation.user_id.name,
                *conversation.tag_ids.mapped("name"),
            ]
            row = {
                "title": conversation.display_name,
                "text": " · ".join(filter(None, parts)),
                "thread": conversation.channel_id.id,
                "message": first.get(conversation.id, False),
            }
            at = conversation.last_message_at
            rows.append((conversation, at, conversation.partner_id, row))
        return rows

    @api.model
    def _first_messages(self, conversations):
        """:return: by id of a conversation, that of its first message in the thread"""
        Message = self.env["whatsapp.inbox.message"]
        Message.flush_model(["conversation_id", "mail_message_id"])
        # SQL: of all in one query
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT conversation_id, min(mail_message_id)"
                    " FROM whatsapp_inbox_message WHERE conversation_id IN %s"
                    " AND mail_message_id IS NOT NULL GROUP BY conversation_id",
                    conversations._ids or (0,),
                )
            )
        )

    @api.model
    def _record(self, record):
        """:return: what opens a record over the chat: model, id, title of the dialog"""
        return [record._name, record.id, record.display_name]

    @api.model
    def _messages(self, people, find, domain):
        # sudo: of contacts that one may read, one may read the messages; the rules of
        # messages would be asked one by one, after the page was cut
        messages = find(
            self.env["mail.message"].sudo(),
            Domain("model", "=", "res.partner")
            & Domain("res_id", "in", people.ids)
            & Domain(domain),
            "date",
        )
        return [
            (
                message,
                message.date,
                people.browse(message.res_id),
                {
                    "title": message.subject or message.author_id.name or "",
                    "text": message.preview,
                    "record": self._record(people.browse(message.res_id)),
                },
            )
            for message in messages
        ]

    @api.model
    def _source_mail(self, people, find):
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        types = ["email", "email_outgoing", "comment"]
        return self._messages(
            people,
            find,
            [("message_type", "in", types), ("subtype_id", "!=", note)],
        )

    @api.model
    def _source_note(self, people, find):
        note = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
        return self._messages(
            people, find, [("message_type", "=", "comment"), ("subtype_id", "=", note)]
        )

    @api.model
    def _source_sms(self, people, find):
        return self._messages(people, find, [("message_type", "=", "sms")])

    @api.model
    def _source_livechat(self, people, find):
        # any!: who was in a chat that one may read is no secret, and the rules of
        # members would say those of chats once more
        theirs = Domain("partner_id", "in", people.ids)
        channels = find(
            self.env["discuss.channel"],
            Domain("channel_type", "=", "livechat")
            & Domain("channel_member_ids", "any!", theirs),
            "create_date",
        )
        return [
            (
                channel,
                channel.create_date,
                (channel.channel_member_ids.partner_id & people)[:1],
                {"title": channel.name, "text": "", "thread": channel.id},
            )
            for channel in channels
        ]

    @api.model
    def _source_activity(self, people, find):
        # sudo: as mail.activity._search allows it, but before the page is cut
        allowed = people._filtered_access(people._mail_post_access)
        activities = find(
            self.env["mail.activity"].sudo(),
            Domain("res_model", "=", "res.partner")
            & Domain("res_id", "in", people.ids)
            & (
                Domain("res_id", "in", allowed.ids)
                | Domain("user_id", "=", self.env.uid)
            ),
            "create_date",
        )
        return [
            (
                activity,
                activity.create_date,
                people.browse(activity.res_id),
                {
                    "title": activity.summary or activity.activity_type_id.name,
                    "text": self.env._(
                        "%(name)s, due on %(date)s",
                        name=activity.user_id.name or "",
                        date=format_date(self.env, activity.date_deadline),
                    ),
                    "record": self._record(people.browse(activity.res_id)),
                },
            )
            for activity in activities
        ]
