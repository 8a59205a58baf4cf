"""A world of its own for each module: a database, a simulator and real Odoo servers."""

import sys

import pytest

from simulator import seed

from .processes import Odoo, SimulatorProcess, connection, database, wait_until


class World:
    """An Odoo and a simulator that know each other.

    :param options: of Odoo, see ``processes.Odoo``
    """

    def __init__(self, name, folder, *simulator_options, **options):
        self.name = name
        self.simulator = SimulatorProcess(
            sys.executable, folder / "simulator.log", *simulator_options
        )
        self.odoo = Odoo(name, folder / "odoo.log", **options)

    def start(self):
        self.simulator.start()
        self.odoo.start()
        self.account_id = self.odoo.rpc(
            "whatsapp.inbox.account",
            "create",
            {
                "name": "Desert Garden",
                "phone_number_id": seed.NUMBER_ID,
                "waba_id": seed.WABA_ID,
                "access_token": seed.ACCESS_TOKEN,
                "app_secret": seed.APP_SECRET,
                "verify_token": "verify",
                "api_url": self.simulator.url,
            },
        )
        self.odoo.rpc("whatsapp.inbox.account", "action_subscribe", [self.account_id])
        self.simulator.post("faults", throughput_limit=False, pair_rate_limit=False)
        return self

    def stop(self):
        self.odoo.stop()
        self.simulator.stop()

    def add_agent(self, login):
        """A user who may answer, the password being the login."""
        groups = ["base.group_user", "whatsapp_inbox.group_agent"]
        return self.odoo.rpc(
            "res.users",
            "create",
            {
                "name": login.title(),
                "login": login,
                "password": login,
                "group_ids": [(6, 0, [self.ref(group) for group in groups])],
            },
        )

    def answer(self, thread, body, login="agent"):
        """Post a comment in a thread, as Discuss does."""
        return self.odoo.rpc(
            "discuss.channel",
            "message_post",
            [thread],
            login=login,
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def ref(self, xmlid):
        module, name = xmlid.split(".")
        domain = [["module", "=", module], ["name", "=", name]]
        [data] = self.odoo.rpc("ir.model.data", "search_read", domain, ["res_id"])
        return data["res_id"]

    def sql(self, query, *values):
        with connection(self.name) as cursor:
            cursor.execute(query, values)
            return cursor.fetchall()

    def count(self, table, where="TRUE"):
        [[count]] = self.sql(f"SELECT count(*) FROM {table} WHERE {where}")
        return count

    def wait_drained(self, seconds=90):
        """Until Meta has delivered all and every event is processed."""
        wait_until(
            lambda: (
                not self.simulator.get("deliveries", limit=1)["pending"]
                and not self.count("whatsapp_inbox_webhook_event", "state = 'pending'")
            ),
            "all webhooks processed",
            seconds,
        )
        failed = self.sql(
            "SELECT error FROM whatsapp_inbox_webhook_event WHERE state = 'failed'"
        )
        assert not failed

    def wait_sent(self, seconds=90):
        """Until nothing is queued or on its way."""
        wait_until(
            lambda: (
                not self.count(
                    "whatsapp_inbox_message", "state IN ('queued', 'sending')"
                )
            ),
            "the outbox is empty",
            seconds,
        )

    def accepted(self):
        """What Meta accepted of us, in its order."""
        return self.simulator.get("messages", direction="outbound")["data"]


@pytest.fixture(scope="module")
def make_world(tmp_path_factory):
    """Makes worlds that end with the module, also when it fails."""
    worlds, copies = [], []

    def make(name, *simulator_options, **options):
        copy = database(f"wi_e2e_{name}")
        copies.append(copy)
        folder = tmp_path_factory.mktemp(name)
        world = World(copy.__enter__(), folder, *simulator_options, **options)
        worlds.append(world)
        return world.start()

    yield make
    for world in worlds:
        world.stop()
    for copy in copies:
        copy.__exit__(None, None, None)
