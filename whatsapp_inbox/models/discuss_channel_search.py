from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.search_text import folded, numbers, words
from .discuss_channel import CHANNEL_TYPE

#: Shown at once, and as much as one may ask for.
CUSTOMERS, MESSAGES, MOST = 5, 20, 100
#: Messages of the whole inbox in which a word that many say is found at once.
NEWEST = 20_000
#: Conversations with a tag that are looked at, and tags.
TAGGED, TAGS = 200, 1000


class DiscussChannel(models.Model):
    """One box for all threads that one may read."""

    _inherit = "discuss.channel"

    @api.model
    def whatsapp_find(self, term, customers=CUSTOMERS, messages=MESSAGES, before=None):
        """Customers and messages of the threads that the user may read.

        :param str term: all words of it are found, in any order, whatever their case
            and accents; those of one or two letters at the beginning of words. Or a
            number, however it is written
        :param int customers: as many of them, 0 for none
        :param int messages: as many of them, 0 for none
        :param int before: only messages older than the one with this id
        :return: {customers: [{id, name, detail, tags}], more_customers, messages:
            [{id, thread_id, name, author, date, note, files, text: [[piece, marked]]}],
            more_messages}; ids of customers are those of their threads. How many there
            are is not counted
        :raises AccessError: for whoever is no agent
        """
        if not self.env.user.has_group("whatsapp_inbox.group_agent"):
            raise AccessError(self.env._("Only agents search WhatsApp conversations."))
        found = words(term or "")[:10]
        customers, messages = (min(max(int(n), 0), MOST) for n in (customers, messages))
        result = {"customers": [], "messages": []}
        result |= {"more_customers": False, "more_messages": False}
        if sum(map(len, found)) < 2:
            return result
        if customers:
            threads = self._whatsapp_find_customers(term, found, customers + 1)
            result["more_customers"] = len(threads) > customers
            shown = threads[:customers]
            result["customers"] = [t._whatsapp_found() for t in shown]
        if messages:
            mails = self._whatsapp_find_messages(found, messages + 1, before)
            result["more_messages"] = len(mails) > messages
            result["messages"] = mails[:messages]._whatsapp_found(found)
        return result

    def _whatsapp_found(self):
        self.ensure_one()
        # sudo: the customer of a thread that one may read
        contact = self.sudo().whatsapp_contact_id
        name, handle = contact.display_name, contact._handle()
        return {
            "id": self.id,
            "name": name,
            "detail": handle if handle != name else "",
            "tags": self.sudo().whatsapp_conversation_id.tag_ids.mapped("name"),
        }

    # -- customers ----------------------------------------------------------------

    @api.model
    def _whatsapp_find_customers(self, term, found, limit):
        """By name, username, number; then by a tag of a conversation."""
        Text = self.env["whatsapp.inbox.search.text"]
        column = SQL.identifier("whatsapp_inbox_contact", "search_text")
        named = Text._has(column, found)
        if digits := numbers(term):
            either = (Text._has(column, [number]) for number in digits)
            named = SQL("(%s OR %s)", named, SQL(" OR ").join(either))
        self.env["whatsapp.inbox.contact"].flush_model()
        contacts = SQL("(SELECT id FROM whatsapp_inbox_contact WHERE %s)", named)
        whatsapp = Domain("channel_type", "=", CHANNEL_TYPE)
        order = "last_interest_dt desc nulls last, id desc"
        threads = self.search(
            whatsapp & Domain("whatsapp_contact_id", "in", contacts),
            limit=limit,
            order=order,
        )
        if len(threads) < limit and (tagged := self._whatsapp_tagged(found)):
            threads |= self.search(
                whatsapp & Domain("id", "in", tagged), limit=limit, order=order
            )
        return threads[:limit]

    @api.model
    def _whatsapp_tagged(self, found):
        """:return: ids of threads: their newest conversations have such a tag"""
        tags = self.env["whatsapp.inbox.tag"].search([], limit=TAGS)
        tags = tags.filtered(lambda tag: all(w in folded(tag.name) for w in found))
        if not tags:
            return []
        Conversation = self.env["whatsapp.inbox.conversation"]
        tagged = Conversation.search(
            [("tag_ids", "in", tags.ids)], limit=TAGGED, order="id desc"
        )
        return tagged.channel_id.ids

    # -- messages -----------------------------------------------------------------

    @api.model
    def _whatsapp_find_messages(self, found, limit, before=None):
        """The newest first: what many say is soon found among the newest messages,
        and for what few say there is the index. PostgreSQL is not asked to choose: it
        does not know which words are common."""
        Text = self.env["whatsapp.inbox.search.text"]
        has = Text._has(SQL.identifier("text"), found)
        older = SQL("mail_message_id < %s", before) if before else SQL("TRUE")
        rows = SQL("SELECT * FROM whatsapp_inbox_search_text WHERE %s", older)
        newest = SQL("%s ORDER BY mail_message_id DESC LIMIT %s", rows, NEWEST)
        for said in (newest, SQL("%s AND %s", rows, has)):
            ids = self._whatsapp_readable(said, has, limit)
            if len(ids) == limit:
                break
        # of a thread one reads all; this asks mail.message's own rules once more
        return self.env["mail.message"].browse(ids)._filtered_access("read")

    @api.model
    def _whatsapp_readable(self, said, has, limit):
        readable = self._search([("channel_type", "=", CHANNEL_TYPE)])
        rows = self.env.execute_query(
            SQL(
                """
                  WITH said AS MATERIALIZED (%(said)s)
                SELECT mail_message_id
                  FROM said
                 WHERE %(has)s AND channel_id IN %(readable)s
                 ORDER BY mail_message_id DESC
                 LIMIT %(limit)s
                """,
                said=said,
                has=has,
                readable=readable.subselect(),
                limit=limit,
            )
        )
        return [row[0] for row in rows]
