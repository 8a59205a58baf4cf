"""A number that works: Odoo, the simulator and the account between them."""

import os
from contextlib import ExitStack, contextmanager

from simulator import seed

from . import processes
from .processes import Odoo, SimulatorProcess, wait_until

AGENT = "agent"


class Inbox:
    """What a test has at hand.

    :ivar Odoo odoo: the server, which the test may kill and start again
    :ivar SimulatorProcess simulator: Meta and the customers
    :ivar int account_id: the connected number
    """

    def __init__(self, odoo, simulator):
        self.odoo, self.simulator = odoo, simulator
        self.account_id = None

    # -- set-up -------------------------------------------------------------------

    def connect(self):
        """An account by RPC with the least that must be enough, and an agent."""
        [self.account_id] = self.odoo.rpc(
            "whatsapp.inbox.account",
            "create",
            [
                {
                    "name": "Support",
                    "phone_number_id": seed.NUMBER_ID,
                    "waba_id": seed.WABA_ID,
                    "access_token": seed.ACCESS_TOKEN,
                    "app_secret": seed.APP_SECRET,
                    "verify_token": "the verify token",
                    "api_url": self.simulator.url,
                }
            ],
        )
        self.odoo.rpc("whatsapp.inbox.account", "action_subscribe", [self.account_id])
        self.new_agent(AGENT)
        return self

    def new_agent(self, login, group="group_agent"):
        """:return: the user's id; the password is the login"""
        group = self.scalar(
            "SELECT res_id FROM ir_model_data"
            " WHERE module = 'whatsapp_inbox' AND name = %s",
            group,
        )
        values = {"name": login.title(), "login": login, "password": login}
        values["group_ids"] = [(4, group)]
        # OdooBot's greeting covers a narrow screen
        values["odoobot_state"] = "disabled"
        return self.odoo.rpc("res.users", "create", [values])[0]

    @property
    def webhook_url(self):
        key = self.scalar(
            "SELECT webhook_key FROM whatsapp_inbox_account WHERE id = %s",
            self.account_id,
        )
        return f"{self.odoo.url}/whatsapp_inbox/webhook/{key}"

    # -- what is on disk ----------------------------------------------------------

    def rows(self, query, *params):
        with processes.connection(self.odoo.database) as cursor:
            cursor.execute(query, params or None)
            return cursor.fetchall() if cursor.description else []

    def scalar(self, query, *params):
        return self.rows(query, *params)[0][0]

    def channel_of(self, phone):
        """The thread of a customer, once it is there.

        :param str phone: digits
        """
        query = (
            "SELECT c.id FROM discuss_channel c JOIN whatsapp_inbox_contact k"
            " ON k.id = c.whatsapp_contact_id WHERE k.phone = %s"
        )
        rows = wait_until(lambda: self.rows(query, f"+{phone}"), f"thread of {phone}")
        return rows[0][0]

    def wait_drained(self, seconds=60):
        """Until each stored webhook is done; :raises AssertionError: one failed"""
        left = "SELECT count(*) FROM whatsapp_inbox_webhook_event WHERE state = %s"
        wait_until(
            lambda: not self.scalar(left, "pending"), "webhooks processed", seconds
        )
        failed = "FROM whatsapp_inbox_webhook_event WHERE state = 'failed'"
        assert not self.scalar(f"SELECT count(*) {failed}"), self.scalar(
            f"SELECT right(error, 2000) {failed} LIMIT 1"
        )

    def wait_sent(self, seconds=60):
        """Until the outbox has nothing to do."""
        left = (
            "SELECT count(*) FROM whatsapp_inbox_message"
            " WHERE state IN ('queued', 'sending')"
        )
        wait_until(lambda: not self.scalar(left), "an empty outbox", seconds)

    # -- doing --------------------------------------------------------------------

    def write(self, customer, text="Good morning", **values):
        """A customer writes on the phone; see the simulator's ``inbound``."""
        return self.simulator.post(
            "inbound", customer=customer, type="text", text=text, **values
        )

    def answer(self, channel_id, text, login=AGENT):
        """An agent answers, as Discuss does.

        :return: id of the mail.message
        """
        message = self.odoo.rpc(
            "discuss.channel",
            "message_post",
            [channel_id],
            login=login,
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return message[0] if isinstance(message, list) else message

    def choose_runner(self, runner):
        """``cron``, ``inline`` or ``queue_job``."""
        self.odoo.rpc(
            "ir.config_parameter", "set_param", "whatsapp_inbox.runner", runner
        )

    def set_window(self, channel_id, left):
        """Have the 24-hour window end in `left`, a timedelta, or have ended.

        What the bus said of windows is taken back: a page that is opened is told the
        last minute of it, and that this one had just opened.
        """
        self.rows(
            "UPDATE whatsapp_inbox_conversation SET window_expires_at ="
            " now() at time zone 'UTC' + %s WHERE channel_id = %s",
            left,
            channel_id,
        )
        self.rows("DELETE FROM bus_bus WHERE message LIKE '%window_expires_at%'")

    def hold_outbox(self):
        """Have nothing sent, whoever runs the outbox, until :meth:`release_outbox`."""
        self.rows(
            "UPDATE whatsapp_inbox_account SET paused_until = '2100-01-01'"
            " WHERE id = %s",
            self.account_id,
        )

    def release_outbox(self):
        """A new token is a reason to try again."""
        values = {"access_token": seed.ACCESS_TOKEN}
        self.odoo.rpc("whatsapp.inbox.account", "write", [self.account_id], values)

    def set_cron(self, name, active):
        """Hold back one of the jobs, or let it go at once."""
        self.rows(
            "UPDATE ir_cron SET active = %s, nextcall = now() at time zone 'UTC'"
            " WHERE id = (SELECT res_id FROM ir_model_data"
            " WHERE module = 'whatsapp_inbox' AND name = %s)",
            active,
            name,
        )
        self.notify()

    def start_again(self):
        """After a kill. Odoo's crons sleep for a minute first, unless they are woken,
        as any webhook would do."""
        runs = "SELECT max(id) FROM ir_cron_progress"
        before = self.scalar(runs)
        self.odoo.start()

        def woken():
            self.set_cron("ir_cron_drain", True)
            return self.scalar(runs) != before

        wait_until(woken, "a cron at work", every=0.3)

    def notify(self):
        """Wake the crons."""
        with processes.connection("postgres") as cursor:
            cursor.execute(
                "SELECT pg_notify('cron_trigger', %s)", (self.odoo.database,)
            )

    def accepted(self):
        """What Meta accepted: messages by our id, which tells of each send."""
        sent = self.simulator.get("messages", direction="outbound")["data"]
        found = {}
        for message in sent:
            found.setdefault(message["callback_data"], []).append(message)
        return found


@contextmanager
def running(name, logs, *options, **kwargs):
    """An Inbox on a database of its own; all of it ends with the block."""
    with ExitStack() as stack:
        database = stack.enter_context(
            processes.database(f"wi_e2e_{name}_{os.getpid()}")
        )
        simulator = SimulatorProcess(logs / f"{name}-simulator.log")
        stack.callback(simulator.stop)
        simulator.start()
        odoo = Odoo(database, logs / f"{name}-odoo.log", *options, **kwargs)
        stack.callback(odoo.stop)
        odoo.start()
        yield Inbox(odoo, simulator).connect()
