from datetime import date, datetime
from unittest.mock import Mock, patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import WhatsappCase, said
from .fake_meta import API_URL, response

NUMBER = {"id": "777", "display_phone_number": "+34 911 23 45 67"}


@tagged("post_install", "-at_install")
class TestSetup(WhatsappCase):
    """From nothing to a routed message, page by page, as an administrator."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.account.active = False
        cls.new_agent = cls._create_user("wi_new", "base.group_user")
        cls.admin.tz = "Europe/Madrid"

    def setUp(self):
        super().setUp()
        self.tell("debug_token", {"data": {"is_valid": True}})
        self.tell("777", NUMBER)

    def tell(self, path, answer, http_status=200):
        self.meta.edges[path] = lambda request: response(http_status, answer)

    def setup(self, **values):
        setup = self.env["whatsapp.inbox.setup"].with_user(self.admin)
        return setup.with_company(self.company).create(
            {
                "name": "Shops",
                "phone_number_id": "777",
                "waba_id": "1001",
                "access_token": "T",
                "app_secret": "the app secret",
                "api_url": API_URL,
                **values,
            }
        )

    def with_teams(self, example="shops"):
        setup = self.setup()
        setup.action_next()
        with Form(setup) as form:
            form.example = example
        setup.line_ids.user_ids = self.admin | self.new_agent
        return setup

    def test_all_pages(self):
        setup = self.with_teams()
        self.assertEqual(setup.state, "teams")
        self.assertEqual(len(setup.line_ids), 3)
        setup.action_next()
        setup.line_ids[0].write({"hour_from": 10, "break_from": 14, "break_to": 17})
        setup.line_ids[0].hour_to = 20
        setup.line_ids[2].days = "always"
        setup.closed_day_ids = [(0, 0, {"date": date(2026, 12, 25), "name": "Xmas"})]
        setup.action_next()
        setup.action_next()
        self.assertEqual(setup.state, "test")
        account = setup.account_id
        madrid, las_palmas, online = setup.line_ids.team_id
        self.assertEqual(account.team_id, madrid)
        self.assertEqual(madrid.calendar_id.tz, "Europe/Madrid")
        self.assertEqual(las_palmas.calendar_id.tz, "Atlantic/Canary")
        self.assertFalse(online.calendar_id)
        monday = madrid.calendar_id.attendance_ids.filtered(
            lambda line: line.dayofweek == "0"
        )
        self.assertEqual(
            monday.mapped(lambda line: (line.hour_from, line.hour_to)),
            [(10, 14), (17, 20)],
        )
        [holiday] = madrid.calendar_id.global_leave_ids
        self.assertEqual(holiday.date_from, datetime(2026, 12, 24, 23))
        self.assertEqual(holiday.date_to, datetime(2026, 12, 25, 22, 59, 59))
        self.assertTrue(account.routing_active)
        self.assertEqual(account.choice_ids.team_id, setup.line_ids.team_id)
        self.assertTrue(self.new_agent.has_group("whatsapp_inbox.group_agent"))

    def test_hours_of_who_has_no_time_zone(self):
        """Those of the browser, or the company's."""
        self.admin.tz = False
        Line = self.env["whatsapp.inbox.setup.team"].with_user(self.admin)
        self.assertEqual(Line._default_tz(), "UTC")
        self.company.partner_id.tz = "America/Bogota"
        self.assertEqual(Line._default_tz(), "America/Bogota")
        where = "odoo.addons.whatsapp_inbox.models.res_users_duty.request"
        for cookie, zone in (
            ("Atlantic/Canary", "Atlantic/Canary"),
            ("../etc/passwd", "America/Bogota"),
        ):
            with patch(where, Mock(cookies={"tz": cookie})):
                self.assertEqual(Line._default_tz(), zone)
                self.assertEqual(self.agent._whatsapp_tz(), "America/Bogota")
        self.admin.tz = "Europe/Madrid"
        self.assertEqual(Line._default_tz(), "Europe/Madrid")

    def test_the_message_is_seen_on_the_last_page(self):
        setup = self.with_teams()
        for _page in range(3):
            setup.action_next()
        self.assertFalse(setup.arrived)
        record = self.receive(said("Las Palmas"), account=setup.account_id)
        setup.invalidate_recordset()
        self.assertEqual(setup.conversation_id, record.conversation_id)
        self.assertIn(record.contact_id.display_name, setup.arrived)

    def test_secrets_are_kept_on_the_number_alone(self):
        setup = self.setup()
        setup.action_next()
        self.assertFalse(setup.access_token or setup.app_secret)
        self.assertEqual(setup.account_id.access_token, "T")
        self.assertEqual(setup.account_id.state, "connected")

    def test_what_meta_shows_is_needed(self):
        setup = self.setup(waba_id=False)
        with self.assertRaisesRegex(UserError, "Business Account ID"):
            setup.action_next()

    def test_a_wrong_token_is_told_where_it_is_typed(self):
        self.tell("debug_token", {"error": {"code": 190, "message": "Bad"}}, 401)
        setup = self.setup()
        with self.assertRaisesRegex(UserError, "(?s)Bad.*Make a new token"):
            setup.action_next()

    def test_a_wrong_number_is_told_where_it_is_typed(self):
        self.tell("777", {"error": {"code": 100, "message": "Unknown"}}, 400)
        setup = self.setup()
        with self.assertRaisesRegex(UserError, "(?s)Unknown.*phone number ID"):
            setup.action_next()

    def test_the_phone_number_is_there_to_scan(self):
        setup = self.setup()
        setup.action_next()
        self.assertEqual(setup.phone_url, "https://wa.me/34911234567?text=Hello")
        self.assertEqual(setup.simulator_url, API_URL)

    def test_connect(self):
        paths = []
        self.meta.edges["1001/subscribed_apps"] = lambda request: (
            paths.append(request.url) or response(200, {"success": True})
        )
        setup = self.setup()
        setup.action_next()
        setup.action_connect()
        self.assertEqual(len(paths), 2)

    def test_the_connection_test_leads_back(self):
        setup = self.setup()
        setup.action_next()
        with self.enter_registry_test_mode():
            action = setup.action_test_connection()
        test = self.env[action["res_model"]].with_user(self.admin)
        back = test.browse(action["res_id"]).action_back()
        self.assertEqual((back["res_model"], back["res_id"]), (setup._name, setup.id))

    def test_who_has_no_number_is_told_what_to_do(self):
        # whatever the database has, no number is seen
        self.env["whatsapp.inbox.account"].search([]).active = False
        conversations = self.env["whatsapp.inbox.conversation"]
        told = conversations.with_user(self.admin).get_empty_list_help("")
        self.assertIn("whatsapp_inbox.whatsapp_inbox_setup_action", told)
        told = conversations.with_user(self.agent).get_empty_list_help("")
        self.assertNotIn("whatsapp_inbox_setup_action", told)
        self.account.active = True
        told = conversations.with_user(self.admin).get_empty_list_help("All answered")
        self.assertEqual(told, "All answered")

    def test_a_team_needs_people(self):
        setup = self.with_teams()
        setup.line_ids[1].user_ids = False
        with self.assertRaisesRegex(UserError, "Las Palmas"):
            setup.action_next()

    def test_a_day_closes_after_it_opens(self):
        setup = self.with_teams()
        for wrong in (
            {"hour_from": 20, "hour_to": 9},
            {"break_from": 8, "break_to": 10},
            {"hour_to": 25},
        ):
            with self.subTest(wrong=wrong), self.assertRaises(ValidationError):
                setup.line_ids[0].write(wrong)

    def test_customers_are_told_when_it_is_closed(self):
        """Also what is written on a way back; not in place of a team's own text."""
        setup = self.with_teams()
        setup.action_next()
        madrid, las_palmas, online = setup.line_ids.team_id
        setup.line_ids[2].days = "always"
        las_palmas.closed_text = "Cerrado"
        setup.action_next()
        self.assertIn("{opening}", madrid.closed_text)
        setup.action_back()
        setup.closed_text = "Back {opening}"
        setup.action_next()
        self.assertEqual(madrid.closed_text, "Back {opening}")
        self.assertEqual(las_palmas.closed_text, "Cerrado")
        self.assertFalse(online.closed_text)

    def test_going_back_doubles_nothing(self):
        setup = self.with_teams()
        for _page in range(3):
            setup.action_next()
        teams = setup.line_ids.team_id
        calendars = teams.calendar_id
        for _page in range(4):
            setup.action_back()
        self.assertEqual(setup.state, "number")
        for _page in range(4):
            setup.action_next()
        self.assertEqual(setup.line_ids.team_id, teams)
        self.assertEqual(teams.calendar_id, calendars)
        self.assertEqual(len(setup.account_id.choice_ids), 3)

    def test_who_comes_back_goes_on_with_what_is_there(self):
        first = self.with_teams()
        first.action_next()
        first.action_next()
        again = self.env["whatsapp.inbox.setup"].with_user(self.admin)
        again = again.with_company(self.company).create({})
        self.assertEqual(again.account_id, first.account_id)
        self.assertTrue(again.has_secrets)
        again.action_next()
        self.assertEqual(again.line_ids.team_id, first.line_ids.team_id)

    def test_words_of_the_menu_are_kept(self):
        first = self.with_teams()
        for _page in range(4):
            first.action_next()
        words = first.account_id.choice_ids.mapped("keywords")
        self.assertTrue(all(words))
        again = self.env["whatsapp.inbox.setup"].with_user(self.admin)
        again = again.with_company(self.company).create({})
        for _page in range(4):
            again.action_next()
        self.assertEqual(first.account_id.choice_ids.mapped("keywords"), words)

    def test_keywords(self):
        setup = self.with_teams("departments")
        setup.action_next()
        setup.action_next()
        setup.way = "keywords"
        setup.action_next()
        self.assertFalse(setup.account_id.routing_active)
        billing = setup.line_ids[2].team_id
        record = self.receive(said("My invoice is wrong"), account=setup.account_id)
        self.assertEqual(record.conversation_id.team_id, billing)

    def test_keywords_twice_are_one_rule_each(self):
        setup = self.with_teams("departments")
        setup.action_next()
        setup.action_next()
        setup.way = "keywords"
        setup.action_next()
        setup.action_back()
        setup.action_next()
        rules = self.env["whatsapp.inbox.routing.rule"].search(
            [("account_ids", "in", setup.account_id.ids)]
        )
        self.assertEqual(len(rules), 3)

    def test_by_language(self):
        setup = self.with_teams("languages")
        self.assertEqual(setup.way, "language")
        self.assertIn("Español", setup.line_ids.mapped("name"))
        for _page in range(3):
            setup.action_next()
        rules = self.env["whatsapp.inbox.routing.rule"].search(
            [("account_ids", "in", setup.account_id.ids)]
        )
        self.assertEqual(rules.lang_ids, setup.line_ids.lang_id)

    def test_it_is_for_administrators(self):
        for user in (self.agent, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["whatsapp.inbox.setup"].with_user(user).create({})
