"""What a grown database will have: a row a thread, a conversation, a message.

The shape is that of an inbox of two years: few customers write much and many write
once (Zipf), the talk comes in conversations of some messages within minutes, almost
all of them are resolved, a thousand customers wait, two thousand have an answer.
"""

WAITING = 1000
OWN_WAITING = 60  # of the first agent, in the second team
OWN_OPEN = 200
LONG_THREAD = 5000  # messages in one of them
CONVERSATION = 8  # messages
ZIPF = 0.75
FIRST_PHONE = 34_600_000_000
ELSEWHERE = "elsewhere"  # in every fourth message of all teams but the last
PRIME = 99_999_989  # so i * FACTOR % PRIME meets every number once, in no order
FACTOR = 48_271
PICTURES = 0.04
FIRST_NAMES = (
    "Lucía Mateo Giulia João Valentina Emma Noa Hugo Martina Leo Sofía Daniel Julia "
    "Pablo Alma Bruno Carla Diego Elena Félix Greta Iker Jana Kai Lola Marco Nadia Omar"
)
LAST_NAMES = (
    "García Rossi Silva Müller Smith Fernández Bianchi Costa Weber Jones López Ricci "
    "Santos Klein Brown Martín Greco Lima Wolf Davis Ruiz Conti Rocha Braun Evans "
    "Vidal Serra Prat Soler Font Roca Puig Mas Pons Vila Riera Ferrer Camps Sala Bosch"
)
TEXTS = (
    "Good morning, is my order %s on its way? ",
    "I have not received %s yet ",
    "Can I change the address of %s? ",
    "Thanks a lot, %s arrived today ",
    "The box of %s was open, I send you a picture ",
    "How much is the shipping of %s to Lisbon? ",
    "Please send me the invoice of %s ",
    "Perfect, until tomorrow then, about %s ",
)


def scale_of(messages, threads):
    """:return: the factor c for which ``max(1, c / rank ** ZIPF)``, summed over the
    ranks, is as many messages or a few more"""

    def total(factor):
        return sum(max(1, int(factor / rank**ZIPF)) for rank in range(1, threads + 1))

    low, high = 1.0, float(messages)
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (low, middle) if total(middle) >= messages else (middle, high)
    return high


class Plan:
    """Temporary tables g_thread, g_conversation, g_message and g_agent.

    :param models: ``bench.models.Models``
    """

    def __init__(self, cr, models, messages, threads):
        self.cr, self.models, self.threads = cr, models, threads
        self.waiting = min(WAITING, threads // 10)
        self.own_waiting = min(OWN_WAITING, self.waiting // 4)
        self.own_open = min(OWN_OPEN, self.waiting)
        self.factor = scale_of(messages, threads)
        self.bases = {}

    def run(self):
        self._plan_threads()
        self._plan_conversations()
        self._plan_messages()
        self._plan_agents()

    def _plan_threads(self):
        """Those with a low ``u`` are unresolved; ``i`` is the order of the first
        message."""
        self.execute(
            """
            CREATE TEMP TABLE g_thread ON COMMIT DROP AS
            SELECT *,
                   %(partner)s + i AS partner_id, %(contact)s + i AS contact_id,
                   %(channel)s + i AS channel_id,
                   CASE WHEN u <= %(waiting)s THEN 'open'
                        WHEN u <= 3 * %(waiting)s THEN 'pending'
                        ELSE 'resolved' END AS state,
                   CASE WHEN u <= %(own_waiting)s THEN 2
                        WHEN u > %(waiting)s AND u <= %(own)s THEN 1
                        WHEN u <= 3 * %(waiting)s THEN 3 + u %% 3
                        ELSE 1 + i %% 5 END AS team,
                   first_at + (CASE WHEN u <= 3 * %(waiting)s
                                    THEN now() at time zone 'UTC' - first_at
                                         - random() * interval '20 hours'
                                    ELSE random() * (now() at time zone 'UTC'
                                         - interval '2 days' - first_at) END) AS last_at
              FROM (SELECT i,
                           row_number() OVER (ORDER BY md5(i::text)) AS u,
                           GREATEST(1, floor(%(factor)s / power(row_number()
                               OVER (ORDER BY md5('n' || i)), %(zipf)s)))::int
                               AS planned,
                           (%(phone)s + i::bigint * %(step)s %% %(prime)s)::text
                               AS phone,
                           (%(first)s::text[])[1 + floor(random() * %(firsts)s)]
                               || ' ' ||
                           (%(last)s::text[])[1 + floor(random() * %(lasts)s)]
                               AS name,
                           now() at time zone 'UTC' - interval '3 days'
                               - interval '730 days' * (1 - i::float / %(threads)s)
                               AS first_at
                      FROM generate_series(1, %(threads)s) i) t
            """,
            partner=self.base("res_partner"),
            contact=self.base("whatsapp_inbox_contact"),
            channel=self.base("discuss_channel"),
            waiting=self.waiting,
            own_waiting=self.own_waiting,
            own=self.waiting + self.own_open - self.own_waiting,
            factor=self.factor,
            zipf=ZIPF,
            phone=FIRST_PHONE,
            step=FACTOR,
            prime=PRIME,
            first=FIRST_NAMES.split(),
            firsts=len(FIRST_NAMES.split()),
            last=LAST_NAMES.split(),
            lasts=len(LAST_NAMES.split()),
            threads=self.threads,
        )
        self.execute("ALTER TABLE g_thread ADD n int, ADD conversation_id int")
        # who has an answer wrote before
        self.execute(
            "UPDATE g_thread SET n = CASE WHEN u = 1 THEN %(long)s"
            " WHEN state = 'pending' THEN GREATEST(2, planned) ELSE planned END",
            long=LONG_THREAD,
        )
        self.execute("CREATE INDEX ON g_thread (i)")

    def _plan_conversations(self):
        self.execute(
            """
            CREATE TEMP TABLE g_conversation ON COMMIT DROP AS
            SELECT %(base)s + row_number() OVER (ORDER BY end_at) AS id, c.*
              FROM (SELECT t.i, t.channel_id, t.contact_id, t.partner_id, t.team,
                           number = count AS is_last,
                           CASE WHEN number = count THEN t.state ELSE 'resolved' END
                               AS state,
                           CASE WHEN number = count THEN n - %(size)s * (count - 1)
                                ELSE %(size)s END AS size,
                           first_at + (last_at - first_at) / count * (number - CASE
                               WHEN number = count THEN 0 ELSE random() * 0.9 END)
                               AS end_at
                      FROM (SELECT *, (n + %(size)s - 1) / %(size)s AS count
                              FROM g_thread) t
                     CROSS JOIN LATERAL generate_series(1, count) AS number) c
            """,
            base=self.base("whatsapp_inbox_conversation"),
            size=CONVERSATION,
        )
        self.execute(
            "UPDATE g_thread t SET conversation_id = c.id FROM g_conversation c"
            " WHERE c.i = t.i AND c.is_last"
        )

    def _plan_messages(self):
        texts = [text % f"S{number:05d}" for number in range(25) for text in TEXTS]
        self.execute(
            """
            CREATE TEMP TABLE g_message ON COMMIT DROP AS
            SELECT %(mail)s + row_number() OVER (ORDER BY at) AS mail_id,
                   %(message)s + row_number() OVER (ORDER BY at) AS id,
                   (%(texts)s::text[])[1 + floor(random() * %(count)s)]
                       || CASE WHEN m.team < 5 AND random() < 0.25
                               THEN %(elsewhere)s ELSE '' END AS text,
                   m.*
              FROM (SELECT c.i, c.id AS conversation_id, c.channel_id, c.contact_id,
                           c.partner_id, c.team,
                           c.end_at - (c.size - p) * interval '2 minutes' AS at,
                           CASE WHEN p = 1 OR (p < c.size AND random() < 0.55)
                                     OR c.state = 'open' AND p = c.size
                                THEN CASE WHEN random() < %(pictures)s THEN 'picture'
                                          ELSE 'text' END
                                ELSE 'answer' END AS kind
                      FROM g_conversation c
                     CROSS JOIN LATERAL generate_series(1, c.size) AS p) m
            """,
            mail=self.base("mail_message"),
            message=self.base("whatsapp_inbox_message"),
            texts=texts,
            count=len(texts),
            pictures=PICTURES,
            elsewhere=ELSEWHERE,
        )
        self.execute("ANALYZE g_message")
        self.execute("ANALYZE g_thread")

    def _plan_agents(self):
        self.execute(
            """
            CREATE TEMP TABLE g_agent ON COMMIT DROP AS
            SELECT team.number AS team, array_agg(u.id ORDER BY u.id) AS user_ids,
                   array_agg(u.partner_id ORDER BY u.id) AS partner_ids
              FROM unnest(%(teams)s::int[]) WITH ORDINALITY AS team (id, number)
              JOIN whatsapp_inbox_team_member r
                ON r.team_id = team.id
              JOIN res_users u ON u.id = r.user_id
             GROUP BY team.number
            """,
            teams=self.models.teams,
        )

    # -- tools --------------------------------------------------------------------

    def execute(self, query, **params):
        self.cr.execute(query, params or None)

    def base(self, table):
        """The highest id before the copies."""
        if table not in self.bases:
            self.cr.execute(f'SELECT COALESCE(max(id), 0) FROM "{table}"')
            [self.bases[table]] = self.cr.fetchone()
        return self.bases[table]
