"""A million messages in minutes: copies of the rows of ``bench.models``, in SQL."""

from odoo.tools import SQL

from .plan import Plan

EVENTS = 100_000
STATUSES = 5_000  # of another app on the same number: no message will ever fit
FOLDED = "translate(lower(%s), 'áéíóúñãü', 'aeiounau')"
BODY = "regexp_replace(p.body, '>[^<]+<', '>' || s.text || '<')"


class Filler:
    """Fill the database of a cursor.

    :param models: ``bench.models.Models``
    :param say: called with the name of each step
    """

    def __init__(self, cr, models, messages, threads, say=lambda text: None):
        self.cr, self.models, self.say = cr, models, say
        self.threads = threads
        self.plan = Plan(cr, models, messages, threads)

    def run(self):
        self.cr.execute("SET session_replication_role = replica")  # no key is checked
        self.cr.execute("SET LOCAL work_mem = '256MB'")
        self.cr.execute("SELECT setseed(0.19)")
        self.say("planning threads, conversations and messages")
        self.plan.run()
        self._customers()
        self._conversations()
        self._messages()
        self._pictures()
        self._members()
        self._groups()
        self._others()
        self.cr.execute("SET session_replication_role = DEFAULT")
        self.cr.commit()

    # -- writing ------------------------------------------------------------------

    def _customers(self):
        self.say("customers and their threads")
        number = "substr(s.phone, 3)"
        written = (
            f"'+34 ' || substr({number}, 1, 3) || ' ' || substr({number}, 4, 2) || ' '"
            f" || substr({number}, 6, 2) || ' ' || substr({number}, 8, 2)"
        )
        source = "SELECT *, first_at AS at FROM g_thread"
        self.copy(
            "res_partner",
            source,
            self.models.partner,
            id="s.partner_id",
            commercial_partner_id="s.partner_id",
            name="s.name",
            complete_name="s.name",
            phone=written,
            phone_sanitized="'+' || s.phone",
            whatsapp_phone_key="right(s.phone, length(p.whatsapp_phone_key))",
        )
        self.copy(
            "whatsapp_inbox_contact",
            source,
            self.models.contact,
            id="s.contact_id",
            partner_id="s.partner_id",
            name="s.name",
            phone="'+' || s.phone",
            search_text=f"' ' || {FOLDED % 's.name'} || ' ' || s.phone",
        )
        for index, alias in enumerate(self.models.aliases):
            self.copy(
                "whatsapp_inbox_contact_alias",
                source,
                alias,
                id=f"{self.plan.base('whatsapp_inbox_contact_alias')}"
                f" + {index * self.threads} + s.i",
                contact_id="s.contact_id",
                value="regexp_replace(p.value, '[0-9]+', s.phone)",
            )
        self.copy(
            "discuss_channel",
            source,
            self.models.channel,
            id="s.channel_id",
            name="s.name",
            uuid="'bench' || s.i",
            whatsapp_contact_id="s.contact_id",
            whatsapp_conversation_id="s.conversation_id",
            whatsapp_team_id=self._team(),
            last_interest_dt="s.last_at",
        )

    def _conversations(self):
        self.say("conversations")
        for state, model in self.models.conversation.items():
            self.copy(
                "whatsapp_inbox_conversation",
                f"SELECT *, end_at - size * interval '2 minutes' AS at"
                f" FROM g_conversation WHERE state = '{state}'",
                model,
                id="s.id",
                channel_id="s.channel_id",
                contact_id="s.contact_id",
                partner_id="s.partner_id",
                team_id=self._team(),
                last_message_at="s.end_at",
                resolved_at="CASE WHEN p.resolved_at IS NOT NULL"
                " THEN s.end_at + interval '1 hour' END",
            )

    def _messages(self):
        self.say("messages in Discuss")
        self.copy(
            "mail_message",
            "SELECT * FROM g_message",
            self._model_of_kind(self.models.mail),
            id="s.mail_id",
            res_id="s.channel_id",
            body=BODY,
            author_id=self._agent("partner_ids", "s.partner_id"),
            create_uid=self._agent("user_ids", "p.create_uid"),
            message_id="'<' || s.id || '.bench@localhost>'",
        )
        self.plan.execute(
            "INSERT INTO whatsapp_inbox_search_text (mail_message_id, channel_id, text)"
            f" SELECT mail_id, channel_id, ' ' || {FOLDED % 'text'} FROM g_message"
        )
        self.say("their transport records")
        self.copy(
            "whatsapp_inbox_message",
            "SELECT * FROM g_message",
            self._model_of_kind(self.models.message),
            id="s.id",
            channel_id="s.channel_id",
            contact_id="s.contact_id",
            conversation_id="s.conversation_id",
            mail_message_id="s.mail_id",
            create_uid=self._agent("user_ids", "p.create_uid"),
            wamid="'wamid.bench' || s.id",
            callback_data="CASE WHEN p.callback_data IS NOT NULL"
            " THEN md5(s.id::text) END",
            attachment_id="CASE WHEN p.attachment_id IS NOT NULL"
            f" THEN {self.plan.base('ir_attachment')} + s.id END",
            payload="CASE WHEN p.payload #> '{text,body}' IS NULL THEN p.payload"
            " ELSE jsonb_set(p.payload, '{text,body}', to_jsonb(s.text)) END",
        )

    def _pictures(self):
        first = self.plan.base("ir_attachment")
        self.copy(
            "ir_attachment",
            "SELECT * FROM g_message WHERE kind = 'picture'",
            self.models.attachment,
            id=f"{first} + s.id",
            res_id="s.channel_id",
        )
        self.plan.execute(
            "INSERT INTO message_attachment_rel (message_id, attachment_id)"
            f" SELECT mail_id, {first} + id FROM g_message WHERE kind = 'picture'"
        )

    def _model_of_kind(self, ids):
        cases = " ".join(f"WHEN '{kind}' THEN {id_}" for kind, id_ in ids.items())
        return f"CASE s.kind {cases} END"

    def _agent(self, column, other):
        """One of the team for an answer."""
        return (
            f"CASE s.kind WHEN 'answer' THEN (SELECT a.{column}[1 + s.conversation_id"
            f" % cardinality(a.{column})] FROM g_agent a WHERE a.team = s.team)"
            f" ELSE {other} END"
        )

    def _members(self):
        """As ``_join_agents`` does; nobody has read what waits."""
        self.say("members")
        self.copy(
            "discuss_channel_member",
            """
            SELECT row_number() OVER () AS n, t.channel_id, agent.id AS partner_id,
                   t.last_at AS at,
                   (SELECT max(m.mail_id) + (t.state = 'pending')::int
                      FROM g_message m WHERE m.i = t.i) AS separator
              FROM g_thread t
              JOIN g_agent a ON a.team = t.team
             CROSS JOIN LATERAL unnest(a.partner_ids) AS agent (id)
             WHERE t.state != 'resolved'
            """,
            self.models.member,
            before="CREATE INDEX ON g_message (i, mail_id)",
            id=f"{self.plan.base('discuss_channel_member')} + s.n",
            channel_id="s.channel_id",
            partner_id="s.partner_id",
            new_message_separator="s.separator",
        )

    def _groups(self):
        """For each thread of the first agent a group channel of as many messages and
        people, another user in the agent's place: what Discuss is measured at."""
        self.say("group channels of the same sizes")
        self._reset("discuss_channel", "discuss_channel_member", "mail_message")
        self.plan.execute(
            """
            CREATE TEMP TABLE g_group ON COMMIT DROP AS
            SELECT %(base)s + row_number() OVER (ORDER BY t.i) AS id, t.*
              FROM g_thread t
             WHERE t.state != 'resolved' AND t.team IN (1, 2)
            """,
            base=self.plan.base("discuss_channel"),
        )
        self.copy(
            "discuss_channel",
            "SELECT *, last_at AS at FROM g_group",
            self.models.group,
            id="s.id",
            name="s.name",
            uuid="'group' || s.i",
            last_interest_dt="s.last_at",
        )
        self.copy(
            "discuss_channel_member",
            """
            SELECT row_number() OVER () AS n, g.id AS channel_id, last_at AS at,
                   agent.id AS partner_id
              FROM g_group g
              JOIN g_agent a ON a.team = g.team
             CROSS JOIN LATERAL (
                   SELECT CASE login WHEN 'agent0' THEN (
                          SELECT partner_id FROM res_users WHERE login = 'groups')
                          ELSE partner_id END
                     FROM res_users
                    WHERE partner_id = ANY (a.partner_ids)) AS agent (id)
            """,
            self.models.group_member,
            id=f"{self.plan.base('discuss_channel_member')} + s.n",
            channel_id="s.channel_id",
            partner_id="s.partner_id",
            new_message_separator="2000000000",
        )
        self.copy(
            "mail_message",
            """
            SELECT row_number() OVER (ORDER BY m.id) AS n, g.id AS channel_id, m.at,
                   m.text, mail.author_id
              FROM g_group g
              JOIN g_message m ON m.i = g.i
              JOIN mail_message mail ON mail.id = m.mail_id
            """,
            self.models.group_mail,
            id=f"{self.plan.base('mail_message')} + s.n",
            res_id="s.channel_id",
            author_id="s.author_id",
            body=BODY,
            message_id="'<' || s.n || '.group@localhost>'",
        )

    def _others(self):
        self.say("webhooks and early statuses")
        threads = self.threads
        day = "now() at time zone 'UTC' - random() * interval '%s days'"
        self.copy(
            "whatsapp_inbox_webhook_event",
            f"SELECT i, {day % 30} AS at FROM"
            f" generate_series(1, {min(EVENTS, threads)}) i",
            self.models.event,
            id=f"{self.plan.base('whatsapp_inbox_webhook_event')} + s.i",
        )
        self.copy(
            "whatsapp_inbox_status",
            f"SELECT i, {day % 8} AS at FROM"
            f" generate_series(1, {min(STATUSES, threads)}) i",
            self.models.status,
            id=f"{self.plan.base('whatsapp_inbox_status')} + s.i",
            wamid="'wamid.foreign' || s.i",
        )
        self._reset(*list(self.plan.bases))

    # -- tools --------------------------------------------------------------------

    def _reset(self, *tables):
        """Sequences go on after the copies."""
        for table in tables:
            self.cr.execute(
                f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM \"{table}\"))"
            )
            self.plan.bases.pop(table, None)

    def _team(self):
        ids = ", ".join(map(str, self.models.teams))
        return f"(ARRAY[{ids}])[s.team]"

    def copy(self, table, source, model, before=None, **columns):
        """Insert a copy of a row for each row ``s`` of ``source``.

        Times keep their distance to the model's creation, from ``s.at`` on.

        :param model: id of the row ``p`` to copy, or SQL of it
        :param columns: SQL of what is another value than the model's
        """
        if before:
            self.plan.execute(before)
        self.cr.execute(
            """
            SELECT column_name, data_type FROM information_schema.columns
             WHERE table_schema = current_schema AND table_name = %s
             ORDER BY ordinal_position
            """,
            (table,),
        )
        types = dict(self.cr.fetchall())
        unknown = columns.keys() - types.keys()
        if unknown:
            raise ValueError(f"{table} has no {', '.join(unknown)}")
        columns = {"id": columns.pop("id"), **columns}
        for name, kind in types.items():
            if name not in columns:
                shifted = f'p."{name}" + (s.at - p.create_date)'
                columns[name] = (
                    shifted if kind.startswith("timestamp") else f'p."{name}"'
                )
        self.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM (%s) s JOIN %s p ON p.id = %s"
                " ORDER BY 1",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(SQL(sql.replace("%", "%%")) for sql in columns.values()),
                SQL(source.replace("%", "%%")),
                SQL.identifier(table),
                SQL(str(model)),
            )
        )
