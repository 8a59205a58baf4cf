"""Row 6: what an agent does with a million messages stored, against Discuss.

Over HTTP at a real server, as the browser asks; the queries are counted there.
"""

from e2e.processes import connection

from . import growth
from .agent import Agent
from .models import GROUP_AGENT, QUEUE_AGENT
from .plan import LONG_THREAD
from .turns import compare

CONVERSATION = ("contact_id", "team_id", "user_id", "tag_ids", "waiting_since")
CONVERSATION += ("last_message_at", "state")
PARTNER = ("complete_name", "phone", "email", "user_id", "category_id", "country_id")
START = ("failures", "systray_get_activities", "init_messaging")


def run(bench):
    with growth.served(bench, "bench-discuss", 0) as (server, copy):
        with connection(copy) as cursor:
            pairs = pairs_of(cursor)
        Measure(bench, server, pairs).run()


def pairs_of(cursor):
    """Threads and the groups that have as many messages.

    :return: ``[(thread, group, number of messages), …]``, both as (id, id of the last
        message)
    """
    cursor.execute(
        """
        SELECT DISTINCT ON (thread.id)
               thread.id, own.last, channel.id, other.last, own.count
          FROM discuss_channel channel
          JOIN LATERAL (SELECT count(*), max(id) AS last FROM mail_message
                         WHERE model = 'discuss.channel' AND res_id = channel.id) other
            ON TRUE
          JOIN discuss_channel thread
            ON thread.uuid = 'bench' || substr(channel.uuid, 6)
          JOIN LATERAL (SELECT count(*), max(id) AS last FROM mail_message
                         WHERE model = 'discuss.channel' AND res_id = thread.id) own
            ON own.count = other.count
         WHERE channel.uuid LIKE 'group%'
         ORDER BY thread.id
        """
    )
    return [((a, b), (c, d), count) for a, b, c, d, count in cursor.fetchall()]


class Measure:
    def __init__(self, bench, server, pairs):
        self.bench, self.pairs = bench, pairs
        self.agent = Agent(server, "agent0")
        self.other = Agent(server, GROUP_AGENT)
        self.queue = Agent(server, QUEUE_AGENT)

    def run(self):
        self.threads()
        self.start()
        self.lists()
        self.searches()
        self.partner()

    def threads(self):
        def opened(agent, channel):
            return agent.do(agent.messages(channel[0]), agent.mark_read(*channel))

        def by_link(agent, channel):
            return agent.do(
                agent.data(["discuss.channel", [channel[0]]]),
                agent.messages(channel[0]),
            )

        def searched(agent, channel):
            return agent.do(agent.messages(channel[0], search_term="invoice S00007"))

        short = [pair for pair in self.pairs if pair[2] < LONG_THREAD]
        [(thread, group, _count)] = [p for p in self.pairs if p[2] == LONG_THREAD]
        for name, act in (
            ("a thread is opened", opened),
            ("a thread is opened by its link", by_link),
        ):
            compare(
                self.bench,
                name,
                "a group channel of its size",
                lambda n, act=act: act(self.other, short[n][1]),
                lambda n, act=act: act(self.agent, short[n][0]),
                turns=len(short) // 2,
            )
        compare(
            self.bench,
            f"search in a thread of {LONG_THREAD:,} messages",
            f"in a group of {LONG_THREAD:,} messages",
            lambda n: searched(self.other, group),
            lambda n: searched(self.agent, thread),
        )
        waiting = [("waiting_since", "!=", False)]
        model = "whatsapp.inbox.conversation"
        for name, queue in (
            (
                "the queue of 1,000 waiting is opened",
                self.queue.orm(model, "queue_page"),
            ),
            (
                "a list of 1,000 waiting is opened",
                self.queue.listed(model, waiting, *CONVERSATION),
            ),
        ):
            compare(
                self.bench,
                name,
                f"a group channel of {LONG_THREAD:,} messages",
                lambda n: opened(self.other, group),
                lambda n, queue=queue: self.queue.do(queue),
            )

    def start(self):
        def started(agent):
            return agent.do(agent.data(*START), agent.data("channels_as_member"))

        compare(
            self.bench,
            "Discuss starts, 200 open conversations",
            "200 group channels",
            lambda n: started(self.other),
            lambda n: started(self.agent),
        )

    def lists(self):
        unresolved = [("state", "!=", "resolved")]
        partners = self.agent.listed("res.partner", [], *PARTNER)
        grouped = {"aggregates": ["__count"], "auto_unfold": True, "opening_info": []}
        model = "whatsapp.inbox.conversation"
        cases = {
            "list of unresolved conversations": self.agent.listed(
                model, unresolved, *CONVERSATION
            ),
            "list of all conversations": self.agent.listed(model, [], *CONVERSATION),
            "conversations by state": self.agent.orm(
                model, "web_read_group", domain=[], groupby=["state"], **grouped
            ),
            "list of WhatsApp contacts": self.agent.listed(
                "whatsapp.inbox.contact", [], "display_name", "phone", "partner_id"
            ),
        }
        for name, call in cases.items():
            compare(
                self.bench,
                name,
                "Odoo's list of contacts",
                lambda n: self.agent.do(partners),
                lambda n, call=call: self.agent.do(call),
                target=None,
            )

    def searches(self):
        agent, model = self.agent, "whatsapp.inbox.conversation"
        by_name = agent.listed(
            "res.partner", [("complete_name", "ilike", "giulia ferrer")], *PARTNER
        )
        cases = {
            "by name": [("customer", "ilike", "giulia ferrer")],
            "by number": [("customer", "ilike", "612 34 5")],
        }
        for name, domain in cases.items():
            call = agent.listed(model, domain, *CONVERSATION)
            compare(
                self.bench,
                f"conversations are searched {name}",
                "Odoo's list of contacts, by name",
                lambda n: agent.do(by_name),
                lambda n, call=call: agent.do(call),
                target=None,
            )

    def partner(self):
        specification = {"name": {}, "phone": {}, "email": {}, "country_id": {}}
        ids = [thread for thread, _group, _count in self.pairs]
        found = self.agent.do(
            self.agent.listed(
                "discuss.channel",
                [("id", "in", [channel for channel, _last in ids])],
                "whatsapp_contact_id",
            )
        )
        contacts = [r["whatsapp_contact_id"]["id"] for r in found.answers[0]["records"]]
        found = self.agent.do(
            self.agent.listed(
                "whatsapp.inbox.contact", [("id", "in", contacts)], "partner_id"
            )
        )
        partners = [r["partner_id"]["id"] for r in found.answers[0]["records"]]

        def form(n, **more):
            call = self.agent.orm(
                "res.partner", "web_read", [partners[n]], {**specification, **more}
            )
            return self.agent.do(call)

        compare(
            self.bench,
            "form of a contact, with the button",
            "the same without it",
            form,
            lambda n: form(n, whatsapp_channel_count={}),
            target=None,
            turns=len(partners),
        )
