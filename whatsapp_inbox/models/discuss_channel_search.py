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
#: So many messages with the words are all looked at; more of them are "many".
FEW = 20_000
#: Else so many messages are walked through, and one may ask to search further back.
WALKED = 250_000
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
            more_messages, further}; ids of customers are those of their threads. How
            many there are is not counted. Who wants more messages asks with `further`
            as `before`; it is False when all were searched. Without `more_messages`
            it is not known whether there are any
        :raises AccessError: for whoever is no agent
        """
        if not self.env.user.has_group("whatsapp_inbox.group_agent"):
            raise AccessError(self.env._("Only agents search WhatsApp conversations."))
        found = words(term or "")[:10]
        customers, messages = (min(max(int(n), 0), MOST) for n in (customers, messages))
        result = {"customers": [], "messages": []}
        result |= {"more_customers": False, "more_messages": False, "further": False}
        if sum(map(len, found)) < 2:
            return result
        if customers:
            threads = self._whatsapp_find_customers(term, found, customers + 1)
            result["more_customers"] = len(threads) > customers
            shown = threads[:customers]
            result["customers"] = [t._whatsapp_found() for t in shown]
        if messages:
            ids, further = self._whatsapp_find_messages(found, messages + 1, before)
            if len(ids) > messages:
                ids, further = ids[:messages], ids[messages - 1]
                result["more_messages"] = True
            # of a thread one reads all; this asks mail.message's own rules once more
            mails = self.env["mail.message"].browse(ids)._filtered_access("read")
            result |= {"messages": mails._whatsapp_found(found), "further": further}
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
        """The newest first, by three ways of which each has its most: what many say is
        soon found among the newest messages; what few say is in the index; and what
        many say but nobody in one's own threads is looked for by walking back, so far.
        PostgreSQL is not asked to choose: it does not know which words are common.

        :return: ids, at most `limit`; and False, or the id from which on all were
            searched if they are fewer
        """
        Text = self.env["whatsapp.inbox.search.text"]
        has = Text._has(SQL.identifier("text"), found)
        older = SQL("mail_message_id < %s", before) if before else SQL("TRUE")
        rows = SQL("SELECT * FROM whatsapp_inbox_search_text WHERE %s", older)
        back = SQL("%s ORDER BY mail_message_id DESC", rows)

        ids, _count = self._whatsapp_readable(
            SQL("(%s LIMIT %s) newest WHERE %s", back, NEWEST, has), limit
        )
        if len(ids) == limit:
            return ids, False
        ids, count = self._whatsapp_readable(
            SQL("(%s) every WHERE %s LIMIT %s", rows, has, FEW + 1), limit
        )
        if count <= FEW:
            return ids, False
        ids, _count = self._whatsapp_readable(
            SQL("(%s LIMIT %s) walked WHERE %s", back, WALKED, has), limit
        )
        walked = SQL("SELECT mail_message_id FROM (%s LIMIT %s) walked", back, WALKED)
        last = self.env.execute_query(SQL("%s OFFSET %s", walked, WALKED - 1))
        return ids, bool(last) and len(ids) < limit and last[0][0]

    @api.model
    def _whatsapp_readable(self, said, limit):
        """:param SQL said: which rows of the texts have the words, in any order
        :return: ids of messages in threads that the user may read, at most `limit`, and
            how many rows there were
        """
        # the rules cost more than the rest: once a thread
        of_them = SQL("(SELECT channel_id FROM said)")
        domain = Domain("channel_type", "=", CHANNEL_TYPE) & Domain("id", "in", of_them)
        [[count, ids]] = self.env.execute_query(
            SQL(
                """
                  WITH said AS MATERIALIZED (
                       SELECT mail_message_id, channel_id FROM %(said)s),
                       readable AS MATERIALIZED (%(readable)s)
                SELECT (SELECT count(*) FROM said),
                       ARRAY(SELECT mail_message_id
                               FROM said
                              WHERE channel_id IN (SELECT id FROM readable)
                              ORDER BY mail_message_id DESC
                              LIMIT %(limit)s)
                """,
                said=said,
                readable=self._search(domain).select(),
                limit=limit,
            )
        )
        return ids, count
