"""What stands beside a customer's thread, with 50,000 orders and 20,000 conversations
in the database, against a database that has this customer alone.

The same customer, company, orders, invoices and notes in both; two servers, in turns.
"""

from contextlib import ExitStack, contextmanager
from datetime import date, timedelta

from e2e.processes import Odoo, connection, database

from . import fill, models
from .agent import Agent
from .turns import compare
from .world import World, addons_path, environment, install

CONVERSATIONS = 20_000
MESSAGES = 100_000
ORDERS = 50_000
INVOICES = 20_000
MAILS = 5_000  # of the customer
QUERIES = 25  # of the opening, see decision 0039
SELLER = "agent0"
GROUPS = ("sales_team.group_sale_salesman_all_leads", "account.group_account_invoice")


def run(bench):
    with ExitStack() as stack:
        small = stack.enter_context(served(bench, "small", 0))
        large = stack.enter_context(served(bench, "large", CONVERSATIONS))

        def act(which, method, *args):
            agent, channel = which
            return agent.do(agent.orm("discuss.channel", method, [channel], *args))

        for name, call in (
            ("the panel opens", ("whatsapp_panel", {})),
            ("its history is opened", ("whatsapp_panel_section", "history")),
            ("its files are opened", ("whatsapp_panel_section", "files")),
        ):
            compare(
                bench,
                f"{name}, {ORDERS:,} orders, {CONVERSATIONS:,} conversations",
                "this customer alone",
                lambda _turn, call=call: act(small, *call),
                lambda _turn, call=call: act(large, *call),
            )
        cost = act(large, "whatsapp_panel", {})  # of sales, deliveries and leads, too
        shown = {row["name"]: row.get("data") for row in cost.answers[0]}
        if not (shown["orders"]["orders"] and shown["invoices"]["invoices"]):
            raise RuntimeError("The panel is empty")
        agent = large[0]
        uid = agent.context["uid"]
        nothing = agent.do(
            agent.orm("res.users", "has_group", [uid], "base.group_user")
        )
        bench.add(
            "the panel opens: queries more than a request has that does nothing",
            "allowed",
            "queries",
            [QUERIES],
            [cost.queries - nothing.queries],
            target=1,
            better="lower",
        )


@contextmanager
def served(bench, size, conversations):
    """:return: the seller at a real server, and the thread of the customer"""
    with database(f"{bench.options.database}_panel_{size}") as name:
        bench.say(f"a database with {conversations:,} other conversations")
        install(name)
        with environment(name) as env:
            channel = make(bench, env, conversations)
        with connection(name) as cursor:
            cursor.execute("VACUUM ANALYZE")
        server = Odoo(
            name,
            bench.logs / f"bench-panel-{size}.log",
            f"--addons-path={addons_path()}",
            "--log-level=warn",
            cron_threads=0,
        ).start()
        try:
            yield Agent(server, SELLER), channel
        finally:
            server.stop()


def make(bench, env, conversations):
    """:return: id of the thread of the customer"""
    world = World(env, bench.simulator.url, 3)
    rows = models.make(world)
    thread = world.threads.sorted("id")[-1]
    thread.whatsapp_conversation_id.team_id = False
    customer = Customer(env, thread)
    customer.buy()
    env.cr.commit()
    if conversations:
        filler = fill.Filler(env.cr, rows, MESSAGES, conversations, bench.say)
        filler.run()
        Copies(filler, customer, conversations).run()
        env.cr.commit()
    return thread.id


class Customer:
    """Somebody of a company, who bought, owes and was written to."""

    def __init__(self, env, thread):
        self.env, self.thread = env, thread
        self.partner = thread.whatsapp_contact_id.partner_id
        self.seller = env["res.users"].search([("login", "=", SELLER)])

    def buy(self):
        groups = [self.env.ref(name).id for name in GROUPS]
        self.seller.group_ids = [(4, group) for group in groups]
        house = self.env["res.partner"].create({"name": "House", "is_company": True})
        self.partner.parent_id = house
        self.orders = self._orders()
        self.invoice = self._invoice()
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_note"}
        self.thread.with_user(self.seller).message_post(body="Pays late", **values)
        self.mail = self.partner.message_post(
            body="Your invoice", message_type="email", subtype_xmlid="mail.mt_comment"
        )

    def _orders(self):
        product = self.env["product.product"].create({"name": "Cactus"})
        line = {"product_id": product.id, "price_unit": 10, "tax_ids": [(5,)]}
        values = {"partner_id": self.partner.id, "user_id": self.seller.id}
        orders = self.env["sale.order"].create(
            [{**values, "order_line": [(0, 0, line)]} for _n in range(4)]
        )
        orders[1:].action_confirm()
        return orders

    def _invoice(self):
        accounts = self.env["account.account"].create(
            [
                {"code": f"98{n}000", "name": kind, "account_type": kind}
                for n, kind in enumerate(("asset_receivable", "income"))
            ]
        )
        self.partner.property_account_receivable_id = accounts[0]
        journal = self.env["account.journal"].create(
            {
                "name": "Bench",
                "code": "BEN",
                "type": "sale",
                "default_account_id": accounts[1].id,
            }
        )
        line = {"name": "Cactus", "price_unit": 10, "tax_ids": [(5,)]}
        day = date.today() - timedelta(days=60)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "journal_id": journal.id,
                "invoice_date": day,
                "invoice_date_due": day + timedelta(days=30),
                "invoice_line_ids": [(0, 0, {**line, "account_id": accounts[1].id})],
            }
        )
        invoice.action_post()
        return invoice


class Copies:
    """Orders and invoices of all the others, and mails of the customer."""

    def __init__(self, filler, customer, people):
        self.filler, self.customer, self.people = filler, customer, people
        self.cr = filler.cr

    def run(self):
        self.cr.execute("SET session_replication_role = replica")
        self.cr.execute("SELECT max(id) FROM res_partner")
        # the newest partners are those of the other conversations
        self.first = self.cr.fetchone()[0] - self.people + 1
        self._orders()
        self._invoices()
        self._mails()
        self.cr.execute("SET session_replication_role = DEFAULT")

    def _source(self, count):
        return (
            f"SELECT i, {self.first} + i % {self.people} AS partner_id,"
            f" now() at time zone 'UTC' - interval '730 days' * i / {count} AS at"
            f" FROM generate_series(1, {count}) i"
        )

    def _base(self, table):
        self.cr.execute(f"SELECT max(id) FROM {table}")
        return self.cr.fetchone()[0]

    def _orders(self):
        order = self.customer.orders[-1]
        base = self._base("sale_order")
        self.filler.copy(
            "sale_order",
            self._source(ORDERS),
            order.id,
            id=f"{base} + s.i",
            name="'B' || s.i",
            access_token="NULL",
            partner_id="s.partner_id",
            partner_invoice_id="s.partner_id",
            partner_shipping_id="s.partner_id",
        )
        self.filler.copy(
            "sale_order_line",
            self._source(ORDERS),
            order.order_line.id,
            id=f"{self._base('sale_order_line')} + s.i",
            order_id=f"{base} + s.i",
            order_partner_id="s.partner_id",
        )

    def _invoices(self):
        due = "s.i % 5 = 0"
        self.filler.copy(
            "account_move",
            self._source(INVOICES),
            self.customer.invoice.id,
            id=f"{self._base('account_move')} + s.i",
            name="'B' || s.i",
            access_token="NULL",
            sequence_number="s.i",
            partner_id="s.partner_id",
            commercial_partner_id="s.partner_id",
            invoice_date="s.at::date",
            invoice_date_due="s.at::date + 30",
            payment_state=f"CASE WHEN {due} THEN p.payment_state ELSE 'paid' END",
            amount_residual=f"CASE WHEN {due} THEN p.amount_residual ELSE 0 END",
        )

    def _mails(self):
        self.filler.copy(
            "mail_message",
            self._source(MAILS),
            self.customer.mail.id,
            id=f"{self._base('mail_message')} + s.i",
            message_id="'<' || s.i || '.mail@localhost>'",
        )
