import base64
from urllib.parse import quote

from reportlab.graphics.barcode import createBarcodeDrawing

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.whatsapp_inbox_account import DEFAULT_API_URL

STEPS = ("number", "teams", "hours", "routing", "test")


class WhatsappInboxSetup(models.TransientModel):
    """From an empty database to a message that found its team, one page at a time.

    Each *Next* writes the page to the records themselves, so that who stops half-way
    has lost nothing, and who comes back goes on with what is there.
    """

    _name = "whatsapp.inbox.setup"
    _description = "WhatsApp Set-up"

    state = fields.Selection(
        [
            ("number", "Number"),
            ("teams", "Teams"),
            ("hours", "Opening Hours"),
            ("routing", "Routing"),
            ("test", "Try It"),
        ],
        default="number",
        required=True,
        readonly=True,
    )
    account_id = fields.Many2one(
        "whatsapp.inbox.account",
        string="WhatsApp Number",
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self._default_account(),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    has_accounts = fields.Boolean(compute="_compute_has_accounts")

    # -- number -------------------------------------------------------------------
    name = fields.Char(compute="_compute_number", store=True, readonly=False)
    phone_number_id = fields.Char(
        "Phone Number ID", compute="_compute_number", store=True, readonly=False
    )
    waba_id = fields.Char(
        "WhatsApp Business Account ID",
        compute="_compute_number",
        store=True,
        readonly=False,
    )
    # Kept here from one click to the next alone: see _apply_number
    access_token = fields.Char()
    app_secret = fields.Char()
    api_url = fields.Char(
        "API Address",
        compute="_compute_number",
        store=True,
        readonly=False,
        help="Meta's, unless the number is one of the simulator or behind a proxy.",
    )
    has_secrets = fields.Boolean(compute="_compute_has_secrets")
    webhook_url = fields.Char("Callback URL", related="account_id.webhook_url")
    verify_token = fields.Char(related="account_id.verify_token")
    webhook_verified_at = fields.Datetime(related="account_id.webhook_verified_at")

    # -- teams and hours ----------------------------------------------------------
    example = fields.Selection(
        [
            ("shops", "Shops in several cities"),
            ("departments", "Sales, support and billing"),
            ("languages", "A team for each language"),
            ("own", "My own"),
        ],
        string="Begin With",
    )
    line_ids = fields.One2many("whatsapp.inbox.setup.team", "setup_id", string="Teams")
    closed_day_ids = fields.One2many("whatsapp.inbox.setup.closed.day", "setup_id")

    # -- hours --------------------------------------------------------------------
    closed_text = fields.Text(default=lambda self: self._default_closed_text())

    # -- routing ------------------------------------------------------------------
    way = fields.Selection(
        [
            ("menu", "Ask the customer: a welcome with buttons"),
            ("keywords", "Read the message: keywords"),
            ("language", "By the customer's language"),
            ("none", "Neither: all to the first team"),
        ],
        string="How a Customer Finds the Team",
        default="menu",
        required=True,
    )
    welcome_text = fields.Text()

    # -- test ---------------------------------------------------------------------
    phone_url = fields.Char(compute="_compute_phone_url")
    phone_qr = fields.Char(compute="_compute_phone_url")
    simulator_url = fields.Char(compute="_compute_simulator_url")
    conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation", compute="_compute_conversation_id"
    )
    arrived = fields.Char(compute="_compute_conversation_id")

    # -- what is there ------------------------------------------------------------

    @api.model
    def _default_account(self):
        """The number to go on with: one that is not connected yet, or the only one."""
        accounts = self.env["whatsapp.inbox.account"].search(
            [("company_id", "=", self.env.company.id)]
        )
        draft = accounts.filtered(lambda account: account.state == "draft")
        return draft[:1] or (accounts if len(accounts) == 1 else accounts.browse())

    @api.depends("company_id")
    def _compute_has_accounts(self):
        for setup in self:
            setup.has_accounts = self.env["whatsapp.inbox.account"].search_count(
                [("company_id", "=", setup.company_id.id)], limit=1
            )

    @api.depends("account_id")
    def _compute_number(self):
        for setup in self:
            account = setup.account_id
            setup.name = account.name or setup.name or setup.company_id.name
            setup.phone_number_id = account.phone_number_id or setup.phone_number_id
            setup.waba_id = account.waba_id or setup.waba_id
            setup.api_url = account.api_url or setup.api_url or DEFAULT_API_URL

    @api.depends("account_id")
    def _compute_has_secrets(self):
        for setup in self:
            account = setup.account_id
            setup.has_secrets = bool(account.access_token and account.app_secret)

    @api.depends("account_id.display_phone_number")
    def _compute_phone_url(self):
        """The link that opens a chat with the number (Meta's page: wa.me links)."""
        for setup in self:
            digits = "".join(
                filter(str.isdigit, setup.account_id.display_phone_number or "")
            )
            url = f"https://wa.me/{digits}?text={quote(self.env._('Hello'))}"
            setup.phone_url = digits and url
            setup.phone_qr = digits and _qr_code(url)

    @api.depends("account_id.api_url")
    def _compute_simulator_url(self):
        """Its phone is a page at the address that it answers at as Meta."""
        for setup in self:
            url = setup.account_id.api_url
            setup.simulator_url = url != DEFAULT_API_URL and url

    @api.depends("account_id", "state")
    def _compute_conversation_id(self):
        for setup in self:
            conversation = self.env["whatsapp.inbox.conversation"].search(
                [("account_id", "=", setup.account_id.id)],
                order="last_message_at desc, id desc",
                limit=1,
            )
            setup.conversation_id = conversation
            setup.arrived = bool(conversation) and self._said_of(conversation)

    def _said_of(self, conversation):
        customer = conversation.contact_id.display_name
        if conversation.routing_state == "asking":
            return self.env._(
                "%s wrote, and is asked for a team: choose one on the phone.", customer
            )
        return self.env._(
            "%(customer)s wrote; the conversation is with %(team)s.",
            customer=customer,
            team=conversation.team_id.name or self.env._("all agents"),
        )

    # -- pages --------------------------------------------------------------------

    def action_next(self):
        self.ensure_one()
        getattr(self, f"_apply_{self.state}")()
        if self.state == STEPS[-1]:
            action = "whatsapp_inbox.whatsapp_inbox_conversation_action"
            return self.env["ir.actions.act_window"]._for_xml_id(action)
        self.state = STEPS[STEPS.index(self.state) + 1]
        getattr(self, f"_open_{self.state}")()
        return self._reopen()

    def action_back(self):
        self.ensure_one()
        self.state = STEPS[max(STEPS.index(self.state) - 1, 0)]
        return self._reopen()

    def action_refresh(self):
        """Look again whether a message came."""
        return self._reopen()

    def action_connect(self):
        """Have Meta bring the messages of the number here."""
        self.account_id.action_subscribe()
        return self._reopen()

    def action_test_connection(self):
        return self._connection_test()._run()

    def _connection_test(self):
        return self.env["whatsapp.inbox.connection.test"].create(
            {"account_id": self.account_id.id, "setup_id": self.id}
        )

    def action_open_conversation(self):
        return self.conversation_id.action_open_thread()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set Up WhatsApp"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # -- number -------------------------------------------------------------------

    def _apply_number(self):
        """:raises UserError: what is missing"""
        missing = [
            self._fields[name]._description_string(self.env)
            for name in ("name", "phone_number_id", "waba_id")
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._("Meta shows these, copy them: %s", ", ".join(missing))
            )
        vals = {
            name: self[name]
            for name in (
                "name",
                "phone_number_id",
                "waba_id",
                "access_token",
                "app_secret",
                "api_url",
            )
            if self[name]
        }
        if self.account_id:
            self.account_id.write(vals)
        else:
            vals["company_id"] = self.company_id.id
            self.account_id = self.account_id.create(vals)
        # secrets live on the number, for administrators, and nowhere else
        self.write({"access_token": False, "app_secret": False})
        self._ask_meta()

    def _ask_meta(self):
        """Learn the phone number.

        :raises UserError: what is wrong, where it was typed
        """
        test = self._connection_test()
        lines = []
        for check in (test._check_token, test._check_number):
            lines.append(check(self.account_id))
            if lines[-1]["blocking"]:
                told = [lines[-1]["name"] + ": " + lines[-1]["detail"]]
                raise UserError("\n".join([*told, lines[-1]["advice"]]))
        self.account_id.write(test._facts(lines))

    # -- teams --------------------------------------------------------------------

    def _open_teams(self):
        if self.line_ids:
            return
        teams = self.env["whatsapp.inbox.team"].search(
            [("company_id", "=", self.company_id.id)]
        )
        self.line_ids = [
            Command.create(self.line_ids._vals_of_team(team, self.account_id))
            for team in teams
        ]

    @api.onchange("example")
    def _onchange_example(self):
        """Another example replaces what is not a team yet."""
        kept = self.line_ids.filtered("team_id")
        self.line_ids = kept
        for vals in self._example_lines():
            self.line_ids += self.line_ids.new({"user_ids": self.env.user.ids, **vals})
        self.way = "language" if self.example == "languages" else "menu"
        self.welcome_text = self._example_welcome()

    def _example_lines(self):
        """:return: values of the teams of the chosen example"""
        if self.example == "shops":
            return [
                {"name": "Madrid", "keywords": "Madrid", "tz": "Europe/Madrid"},
                {
                    "name": "Las Palmas",
                    "keywords": "Las Palmas, Canarias",
                    "tz": "Atlantic/Canary",
                },
                {
                    "name": self.env._("Online Shop"),
                    "keywords": self.env._("online, order, parcel"),
                },
            ]
        if self.example == "departments":
            return [
                {
                    "name": self.env._("Sales"),
                    "keywords": self.env._("price, offer, buy, order"),
                },
                {
                    "name": self.env._("Support"),
                    "keywords": self.env._("help, broken, problem"),
                },
                {
                    "name": self.env._("Billing"),
                    "keywords": self.env._("invoice, bill, payment"),
                },
            ]
        if self.example == "languages":
            return [
                {"name": lang.name.split(" / ")[-1], "lang_id": lang.id}
                for lang in self.env["res.lang"].search([])
            ]
        return []

    def _apply_teams(self):
        """:raises UserError: no team, or one without people"""
        if not self.line_ids:
            raise UserError(self.env._("Add a team, or begin with an example."))
        empty = self.line_ids.filtered(lambda line: not line.user_ids)
        if empty:
            raise UserError(
                self.env._("Who answers for %s?", ", ".join(empty.mapped("name")))
            )
        self.line_ids._apply_team()
        if self.account_id.team_id not in self.line_ids.team_id:
            self.account_id.team_id = self.line_ids[0].team_id

    # -- hours --------------------------------------------------------------------

    @api.model
    def _default_closed_text(self):
        return self.env._(
            "We are closed now. We are back {opening}, and your message waits for us."
        )

    def _open_hours(self):
        """The lines have their hours."""

    def _apply_hours(self):
        self._apply_teams()  # names may be changed here, too
        self.line_ids._apply_hours()
        self.line_ids._apply_closed_text(self.closed_text)
        self.closed_day_ids._apply(self.line_ids.calendar_id)

    # -- routing ------------------------------------------------------------------

    def _open_routing(self):
        account = self.account_id
        if account.routing_active:
            self.way = "menu"
        self.welcome_text = account.welcome_text or self._example_welcome()

    def _example_welcome(self):
        if self.example == "shops":
            return self.env._("Hello {name}! Which of our shops can help you?")
        return self.env._("Hello {name}! What can we do for you?")

    def _apply_routing(self):
        self._apply_teams()
        account = self.account_id
        account.routing_active = self.way == "menu"
        if self.way == "menu":
            account.welcome_text = self.welcome_text
            self.line_ids._apply_choice(account)
        elif self.way != "none":
            self.line_ids._apply_rule(account, self.way)

    # -- test ---------------------------------------------------------------------

    def _open_test(self):
        """Nothing to prepare: it looks at what arrives."""

    def _apply_test(self):
        """All is there already."""


def _qr_code(text):
    """:return: the QR code of a text as an image's address; drawn as SVG, which needs
    none of the libraries that Odoo's own route wants for its PNG"""
    size = 200  # pixels
    drawing = createBarcodeDrawing("QR", value=text, width=size, height=size)
    picture = base64.b64encode(drawing.asString("svg").encode()).decode()
    return f"data:image/svg+xml;base64,{picture}"
