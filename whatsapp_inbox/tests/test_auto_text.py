from lxml.html import fromstring

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import BSUID, WhatsappCase, hours, minutes, person, said


class AutoTextCase(WhatsappCase):
    """A team with texts, and a customer who wrote to it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls._create_team(
            "Sales", cls.agent, greeting_text="Hello {name}!", closed_text="Closed."
        )
        cls.account.team_id = cls.team

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()
        self.conversation = self.customer_thread.whatsapp_conversation_id

    def auto(self, kind="greeting", field_name="greeting_text", **values):
        """:return: whether it was sent"""
        return self.conversation._send_auto(kind, self.team, field_name, **values)

    def automatic(self):
        """The automatic messages of the thread, oldest first."""
        return self.env["whatsapp.inbox.message"].search(
            [
                ("channel_id", "=", self.customer_thread.id),
                ("auto_kind", "!=", False),
            ],
            order="id",
        )

    def said_to_customer(self):
        return [message.payload["text"]["body"] for message in self.automatic()]


@tagged("post_install", "-at_install")
class TestAutoText(AutoTextCase):
    """What the inbox itself sends, and when it keeps silent."""

    def test_it_is_sent_and_is_no_answer(self):
        before = self.conversation.read(
            ["state", "user_id", "waiting_since", "first_response_at"]
        )
        members = self.customer_thread.channel_member_ids
        separators = members.mapped("new_message_separator")
        self.assertTrue(self.auto())
        self.send()
        [payload] = self.meta.sent
        self.assertEqual(payload["text"]["body"], "Hello Anita!")
        self.assertEqual(
            before,
            self.conversation.read(
                ["state", "user_id", "waiting_since", "first_response_at"]
            ),
        )
        [message] = self.automatic()
        self.assertEqual((message.auto_kind, message.state), ("greeting", "sent"))
        mail = message.mail_message_id
        self.assertTrue(mail.whatsapp_automatic)
        self.assertEqual(mail.author_id, self.env.ref("base.partner_root"))
        # the customer's message is unread still
        self.assertEqual(members.mapped("new_message_separator"), separators)
        self.assertNotIn(
            self.env.ref("base.partner_root"),
            self.customer_thread.channel_member_ids.partner_id,
        )

    def test_who_had_read_everything_has_nothing_new(self):
        member = self.customer_thread.channel_member_ids
        member.new_message_separator = max(self.customer_thread.message_ids.ids) + 1
        self.auto()
        mail = self.automatic().mail_message_id
        self.assertEqual(member.new_message_separator, mail.id + 1)

    def test_nobody_is_called(self):
        with self.captured_bus() as bus:
            self.auto()
        [news] = [m for _t, kind, m in bus if kind == "discuss.channel/new_message"]
        self.assertTrue(news["silent"])

    def test_an_answer_taken_back_leaves_the_customer_waiting(self):
        """What the inbox said since does not count as one."""
        answer = self.answer(self.customer_thread)
        self.account.quiet_minutes = 0
        self.auto()
        answer.mail_message_id.with_user(self.agent).whatsapp_withdraw()
        self.assertEqual(self.conversation.state, "open")

    def test_one_of_a_kind_until_the_customer_writes(self):
        self.assertTrue(self.auto())
        self.assertFalse(self.auto())
        self.assertTrue(self.auto("closed", "closed_text"))
        self.receive(said("Hello?"))
        self.assertTrue(self.auto())
        self.assertEqual(len(self.automatic()), 3)

    def test_an_empty_text_is_none(self):
        self.assertFalse(self.auto("waiting", "waiting_text"))
        self.team.waiting_text = "You wait for {waiting}."
        self.assertFalse(self.auto("waiting", "waiting_text"))
        self.assertTrue(self.auto("waiting", "waiting_text", waiting="5 minutes"))
        self.assertEqual(self.said_to_customer(), ["You wait for 5 minutes."])

    def test_an_agent_wrote_just_now(self):
        self.answer(self.customer_thread)
        self.receive(said("And?"))
        self.later(minutes(4))
        self.assertFalse(self.auto())
        self.later(minutes(6))
        self.assertTrue(self.auto())

    def test_so_many_quiet_minutes_as_the_number_says(self):
        self.account.quiet_minutes = 0
        self.answer(self.customer_thread)
        self.assertTrue(self.auto())

    def test_a_closed_window(self):
        self.later(hours(25))
        self.assertFalse(self.auto())

    def test_a_number_that_is_not_connected(self):
        self.account.state_reason = "Blocked"
        self.assertFalse(self.auto())

    def test_an_older_conversation(self):
        self.account.reopen_hours = 0
        self.conversation.action_resolve()
        self.thread(said("Again"))
        self.assertFalse(self.auto())

    def test_a_resolved_conversation_stays_so(self):
        self.conversation.action_resolve()
        self.assertTrue(self.auto())
        self.assertEqual(self.conversation.state, "resolved")

    def test_a_user_cannot_pretend(self):
        """The kind is told by the context, which users choose."""
        thread = self.customer_thread.with_context(whatsapp_auto_kind="greeting")
        self.answer(thread)
        self.assertFalse(self.automatic())
        self.assertEqual(self.conversation.user_id, self.agent)

    def test_an_agent_may_cause_one(self):
        conversation = self.conversation.with_user(self.agent)
        team = self.team.with_user(self.agent)
        self.assertTrue(conversation._send_auto("greeting", team, "greeting_text"))
        self.assertEqual(self.automatic().mail_message_id.create_uid.id, 1)


@tagged("post_install", "-at_install")
class TestAutoTextLate(AutoTextCase):
    """A text that could not leave in time is not sent, and is no failure."""

    def test_it_waited_too_long(self):
        self.auto()
        self.later(minutes(31))
        self.send()
        self.assertEqual(self.automatic().state, "withdrawn")
        self.assertFalse(self.meta.sent)

    def test_the_window_closed_meanwhile(self):
        self.later(hours(24) - minutes(1))
        self.auto()
        self.later(hours(24))
        self.send()
        self.assertEqual(self.automatic().state, "withdrawn")

    def test_whatsapp_says_that_the_window_is_closed(self):
        self.auto()
        [message] = self.automatic()
        message._failed(131047, "Re-engagement message")
        self.assertEqual(message.state, "withdrawn")
        message.state = "sent"
        message._failed(131026, "Undeliverable")
        self.assertEqual(message.state, "failed")


@tagged("post_install", "-at_install")
class TestAutoTextLoop(AutoTextCase):
    """Two automatic inboxes talk to each other."""

    def test_it_ends_and_is_told_once(self):
        self.account.auto_limit = 3
        answered = []
        for number in range(6):
            self.receive(said("Thank you for your message!"))
            answered.append(self.auto())
            self.later(minutes(number))
        self.assertEqual(answered, [True] * 3 + [False] * 3)
        lines = [t for t in self.texts(self.customer_thread) if "3 automatic" in t]
        self.assertEqual(len(lines), 1)

    def test_it_goes_on_an_hour_later(self):
        self.account.auto_limit = 1
        self.assertTrue(self.auto())
        self.receive(said("Thanks"))
        self.assertFalse(self.auto())
        self.later(minutes(61))
        self.receive(said("And now?"))
        self.assertTrue(self.auto())


@tagged("post_install", "-at_install")
class TestAutoTextWords(AutoTextCase):
    """Languages and gaps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang, text in (
            ("es_ES", "¡Hola {name}!"),
            ("it_IT", "Ciao {name}!"),
            ("ar_001", "مرحبا {name}!"),
        ):
            cls.env["res.lang"]._activate_lang(lang)
            cls.team.with_context(lang=lang).greeting_text = text

    def greeted(self, **values):
        self.assertTrue(self.auto(**values))
        return self.said_to_customer()[-1]

    def test_the_language_of_the_customer(self):
        partner = self.conversation.partner_id
        for lang, text in (
            ("it_IT", "Ciao Anita!"),
            ("ar_001", "مرحبا Anita!"),
            ("es_ES", "¡Hola Anita!"),
        ):
            partner.lang = lang
            self.receive(said("Hello"))
            self.assertEqual(self.greeted(), text)

    def test_the_language_of_the_number(self):
        partner = self.conversation.partner_id
        partner.lang = False
        self.assertEqual(self.greeted(), "¡Hola Anita!")

    def test_the_language_of_who_hides_the_number(self):
        thread = self.thread(
            said("Ciao", sender=None, from_user_id=BSUID.replace("ES", "IT")),
            contacts=[person("Ada", None, BSUID.replace("ES", "IT"))],
        )
        self.customer_thread = thread
        self.conversation = thread.whatsapp_conversation_id
        self.conversation.partner_id.lang = False
        self.assertEqual(self.greeted(), "Ciao Ada!")

    def test_the_language_of_the_company(self):
        self.company.partner_id.lang = "it_IT"
        self.conversation.partner_id.lang = False
        self.conversation.contact_id.phone = "+819012345678"
        self.assertEqual(self.greeted(), "Ciao Anita!")

    def test_a_language_that_is_installed_no_more(self):
        self.conversation.partner_id.lang = "it_IT"
        self.env["res.lang"]._lang_get("it_IT").sudo().with_context(
            active_test=False
        )._write({"active": False})
        self.env.registry.clear_cache("stable")
        self.conversation.invalidate_recordset()
        self.assertEqual(self.greeted(), "¡Hola Anita!")

    def test_who_has_no_name(self):
        for name in ("😀", "WhatsApp user", "*Win* www.example.com"):
            self.conversation.partner_id.name = name
            self.conversation.contact_id.name = False
            self.receive(said("Hello"), contacts=[])
            self.assertIn(self.greeted(), ("¡Hola!", "¡Hola Win!"))

    def test_the_name_is_the_persons(self):
        partner = self.conversation.partner_id
        partner.name = "Ana García"
        self.assertEqual(self.greeted(), "¡Hola Ana!")
        partner.is_company = True
        self.receive(said("Hello"))
        self.assertEqual(self.greeted(), "¡Hola Anita!")

    def test_a_hostile_name_is_only_a_name(self):
        self.conversation.partner_id.name = "{team}"
        self.conversation.contact_id.name = "{team}"
        self.assertEqual(self.greeted(), "¡Hola!")

    def test_markup_is_whatsapps(self):
        self.team.with_context(lang="es_ES").greeting_text = "*{team}* <b>x</b>\n& y"
        self.assertEqual(self.greeted(), "*Sales* <b>x</b>\n& y")


@tagged("post_install", "-at_install")
class TestAutoTextCheck(AutoTextCase):
    """Placeholders are checked when a text is saved."""

    def test_a_wrong_one_is_named(self):
        for text, wrong in (("Hello {nmae}", "{nmae}"), ("Hello {name", "{")):
            with self.assertRaisesRegex(
                ValidationError, f"Greeting Text of Sales.*\\{wrong}"
            ):
                self.team.greeting_text = text

    def test_in_another_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        with self.assertRaises(ValidationError):
            self.team.with_context(lang="es_ES").greeting_text = "Hola {nombre}"

    def test_in_the_dialog_of_translations(self):
        self.env["res.lang"]._activate_lang("es_ES")
        with self.assertRaises(ValidationError):
            self.team.update_field_translations(
                "greeting_text", {"es_ES": "Hola {nombre}"}
            )
        self.team.update_field_translations("greeting_text", {"es_ES": "Hola {name}"})

    def test_on_creation(self):
        with self.assertRaises(ValidationError):
            self._create_team("Other", closed_text="Back {openning}")


@tagged("post_install", "-at_install")
class TestAutoTextChoices(AutoTextCase):
    """Questions to tap an answer to."""

    def ask(self, *titles):
        choices = [
            (f"menu:{number}", title, f"About {title}")
            for number, title in enumerate(titles, 1)
        ]
        self.assertTrue(self.auto("menu", choices=choices))
        self.send()
        return self.meta.sent[-1]

    def test_buttons(self):
        payload = self.ask("Madrid", "Rome")
        self.assertEqual(payload["interactive"]["type"], "button")
        self.assertEqual(payload["interactive"]["body"]["text"], "Hello Anita!")
        # apart, also where a quote shows all of it on one line
        shown = fromstring(self.customer_thread.message_ids[0].body).text_content()
        self.assertEqual(shown.split(), ["Hello", "Anita!", "Madrid", "Rome"])

    def test_a_list(self):
        payload = self.ask(*"abcd")
        self.assertEqual(payload["interactive"]["type"], "list")
        action = payload["interactive"]["action"]
        self.assertEqual(action["button"], "Choose")
        self.assertEqual(
            action["sections"][0]["rows"][0],
            {"id": "menu:1", "title": "a", "description": "About a"},
        )

    def test_too_many_for_whatsapp(self):
        payload = self.ask(*"abcdefghijk")
        self.assertEqual(payload["type"], "text")
        self.assertTrue(payload["text"]["body"].endswith("– About j\n11. k – About k"))

    def test_the_answer_of_the_customer(self):
        self.ask("Madrid", "Rome")
        element = said("")
        element.pop("text")
        reply = {"type": "button_reply", "button_reply": {"id": "menu:2", "title": "R"}}
        self.receive({**element, "type": "interactive", "interactive": reply})
        self.assertTrue(self.auto("menu"))

    def test_hostile_titles(self):
        self.ask("<b>x</b>", "{name}")
        self.assertIn("<b>x</b>", self.texts(self.customer_thread)[-1])
        mail = self.automatic().mail_message_id
        self.assertIn("&lt;b&gt;x&lt;/b&gt;", mail.body)
