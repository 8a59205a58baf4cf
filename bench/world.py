"""Odoo in this process, on a database with a number, its agents and its customers."""

import os
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from simulator import seed, webhooks

from .scale import AGENTS

ADDONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "addons")
FIRST_PHONE = 34_611_000_000
TEXT = "Good morning, is my order on its way? *Thanks* 🙏"


def addons_path():
    return f"{os.environ['ADDONS_PATH']},{ADDONS}"


def start_odoo():
    """Odoo's configuration for this process; once, before any database."""
    odoo.tools.config.parse_config(
        [
            *("--addons-path", addons_path()),
            *("--log-level=warn", "--http-interface=127.0.0.1"),
        ],
        setup_logging=True,
    )


def install(name, update=False):
    """The addon with the one of bench/addons; ``update``: as their code is now."""
    modules = ("-u", "whatsapp_inbox,whatsapp_inbox_bench")
    subprocess.run(
        [
            os.path.join(os.environ["ROOT"], "dev/odoo"),
            *("-d", name),
            *(modules if update else ("-i", "whatsapp_inbox_bench")),
            f"--addons-path={addons_path()}",
            *("--stop-after-init", "--no-http", "--log-level=warn"),
        ],
        check=True,
    )


@contextmanager
def environment(database):
    """An environment as a cron's: the superuser, its own cursor."""
    try:
        with Registry(database).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
    finally:
        odoo.sql_db.close_db(database)


class World:
    """What all benchmarks share.

    :param api_url: where the Cloud API is
    :param int customers: how many are known, with a thread each
    """

    def __init__(self, env, api_url, customers):
        self.env = env
        self._wamids = 0
        self._run = f"{time.time_ns():x}"
        self._phones = FIRST_PHONE
        self.agents = self._make_agents()
        self.account = self._make_account(api_url)
        self.customers = self._choose_customers(customers)
        self.receive([self.message_body(phone) for phone in self.customers])
        self.threads = env["discuss.channel"].search(
            [("whatsapp_contact_id.phone", "in", [f"+{p}" for p in self.customers])]
        )
        self.groups = self._make_groups(customers)
        env.cr.commit()

    def _choose_customers(self, count):
        return self.new_phones(count)

    def _make_agents(self):
        group = self.env.ref("whatsapp_inbox.group_agent")
        users = self.env["res.users"].with_context(no_reset_password=True)
        return users.create(
            [
                {
                    "name": f"Agent {index}",
                    "login": f"agent{index}",
                    "password": f"agent{index}",
                    "group_ids": [(4, group.id)],
                }
                for index in range(AGENTS)
            ]
        )

    def _make_account(self, api_url):
        team = self.env["whatsapp.inbox.team"].create(
            {"name": "Bench", "member_ids": [(6, 0, self.agents.ids)]}
        )
        return self.env["whatsapp.inbox.account"].create(
            {
                "name": "Bench",
                "phone_number_id": seed.NUMBER_ID,
                "waba_id": seed.WABA_ID,
                "access_token": seed.ACCESS_TOKEN,
                "app_secret": seed.APP_SECRET,
                "verify_token": "bench",
                "api_url": api_url,
                "team_id": team.id,
            }
        )

    def _make_groups(self, count):
        """Plain group channels of the same people, for the floor."""
        groups = self.env["discuss.channel"].create(
            [
                {"name": f"Group {index}", "channel_type": "group"}
                for index in range(count)
            ]
        )
        for group in groups:
            group._add_members(users=self.agents, post_joined_message=False)
        return groups

    # -- what Meta sends ----------------------------------------------------------

    def new_phones(self, count):
        self._phones += count
        return [str(self._phones - index) for index in range(count)]

    def new_wamid(self):
        self._wamids += 1
        return f"wamid.{self._run}{self._wamids:08d}"

    def _value(self, phone):
        return {
            "messaging_product": "whatsapp",
            "metadata": {
                "display_phone_number": "34911234567",
                "phone_number_id": self.account.phone_number_id,
            },
            "contacts": [{"profile": {"name": f"Customer {phone}"}, "wa_id": phone}],
        }

    def message_body(self, phone, seconds=0, **content):
        """A webhook's body with one message, written some seconds ago.

        :param content: ``type`` and what Meta sends with it; a text by default
        """
        value = self._value(phone)
        value["messages"] = [
            {
                "from": phone,
                "id": self.new_wamid(),
                "timestamp": str(int(time.time()) - seconds),
                **(content or {"type": "text", "text": {"body": TEXT}}),
            }
        ]
        return self._body(value)

    def status_body(self, phone, wamid, status):
        value = self._value(phone)
        value["statuses"] = [
            {
                "id": wamid,
                "status": status,
                "timestamp": str(int(time.time())),
                "recipient_id": phone,
                "pricing": {
                    "billable": False,
                    "pricing_model": "PMP",
                    "category": "service",
                    "type": "free_customer_service",
                },
            }
        ]
        return self._body(value)

    def _body(self, value):
        return webhooks.encode(
            webhooks.envelope(self.account.waba_id, "messages", value)
        )

    # -- doing --------------------------------------------------------------------

    def store(self, bodies):
        """The events as the webhook leaves them, committed."""
        now = datetime.now(UTC).replace(tzinfo=None)
        self.env.cr.execute_values(
            "INSERT INTO whatsapp_inbox_webhook_event"
            " (account_id, body, state, attempts, create_date, write_date) VALUES %s",
            [
                (self.account.id, body.decode(), "pending", 0, now, now)
                for body in bodies
            ],
        )
        self.env.cr.commit()

    def drain(self):
        """:return: seconds until all stored events are done and committed"""
        began = time.perf_counter()
        self.env["whatsapp.inbox.webhook.event"]._run()
        seconds = time.perf_counter() - began
        left = self.env["whatsapp.inbox.webhook.event"].search_count(
            [("state", "!=", "done")]
        )
        self.fresh()
        if left:
            raise RuntimeError(f"{left} events are not done")
        return seconds

    def receive(self, bodies):
        self.store(bodies)
        return self.drain()

    def fresh(self):
        """As a worker that begins: nothing in the cache."""
        self.env.cr.commit()
        self.env.invalidate_all()

    def count(self, query, *params):
        self.env.cr.execute(query, params)
        return self.env.cr.fetchone()[0]

    def open_windows(self):
        later = datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=20)
        self.env.cr.execute(
            "UPDATE whatsapp_inbox_conversation SET window_expires_at = %s"
            " WHERE channel_id IN %s",
            (later, tuple(self.threads.ids)),
        )
        self.fresh()

    def make_outbound(self, count, state):
        """Answers in the threads, as ``message_post`` leaves them.

        :return: whatsapp.inbox.message
        """
        threads = [self.threads[i % len(self.threads)] for i in range(count)]
        comment = self.env.ref("mail.mt_comment").id
        mails = self.env["mail.message"].create(
            [
                {
                    "model": "discuss.channel",
                    "res_id": thread.id,
                    "author_id": self.agents[0].partner_id.id,
                    "body": "<p>It is on its way.</p>",
                    "message_type": "comment",
                    "subtype_id": comment,
                }
                for thread in threads
            ]
        )
        Message = self.env["whatsapp.inbox.message"]
        messages = Message.create(
            [
                {
                    "account_id": self.account.id,
                    "contact_id": thread.whatsapp_contact_id.id,
                    "channel_id": thread.id,
                    "conversation_id": thread.whatsapp_conversation_id.id,
                    "mail_message_id": mail.id,
                    "direction": "outbound",
                    "message_type": "text",
                    "state": state,
                    "wamid": self.new_wamid() if state == "sent" else False,
                    "callback_data": Message._new_callback_data(),
                    "payload": {"text": {"body": "It is on its way."}},
                }
                for thread, mail in zip(threads, mails, strict=True)
            ]
        )
        self.env.cr.commit()
        return messages


class GrownWorld(World):
    """The same on a database that has all of it already, and much more."""

    def _make_agents(self):
        users = self.env["res.users"]
        return users.search(
            [("login", "in", [f"agent{index}" for index in range(AGENTS)])]
        )

    def _make_account(self, api_url):
        account = self.env["whatsapp.inbox.account"].search([], limit=1)
        account.api_url = api_url
        return account

    def _choose_customers(self, count):
        """Any who wrote once or often, spread over the years."""
        self.env.cr.execute(
            "SELECT phone FROM whatsapp_inbox_contact ORDER BY md5(phone) LIMIT %s",
            (count,),
        )
        return [phone.lstrip("+") for (phone,) in self.env.cr.fetchall()]
