from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NOW, hours, minutes, seconds
from .fake_meta import response
from .template_case import EDGE, ORDER, TemplateCase, at_meta, body
from .test_notices import account_webhook


@tagged("post_install", "-at_install")
class TestTemplateSync(TemplateCase):
    """Templates as Meta has them: read, told by webhooks, gone."""

    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.addons.mail.models.mail_mail"))

    def tell(self, field, at=NOW, **value):
        value = {
            "message_template_id": 77,
            "message_template_name": "order_update",
            "message_template_language": "es-ES",
            **value,
        }
        event = self.store(account_webhook(field, value, at=at))
        self.drain()
        self.assertEqual(event.state, "done", event.error)

    def told_status(self, event, **values):
        self.tell("message_template_status_update", event=event, **values)

    # -- reading --------------------------------------------------------------------

    def test_all_that_meta_has(self):
        picture = {"type": "HEADER", "format": "IMAGE"}
        carousel = {"type": "CAROUSEL", "cards": [{"components": []}]}
        order, offer, rich = self.sync(
            at_meta(components=ORDER, quality_score={"score": "GREEN"}),
            at_meta(
                "offer",
                "en",
                [picture, body("Hi {{first_name}}, all green is cheaper")],
                parameter_format="NAMED",
                category="MARKETING",
                status="REJECTED",
                rejected_reason="PROMOTIONAL",
            ),
            at_meta("rich", "en", [body("Look"), carousel]),
        )
        self.assertEqual(order.status, "approved")
        self.assertEqual(order.quality, "green")
        self.assertTrue(order.is_sendable)
        self.assertEqual(order.footer, "Desert Garden")
        self.assertEqual(order.button_ids.mapped("kind"), ["quick_reply", "url"])
        self.assertEqual(
            [(v.component, v.key, v.example) for v in order.variable_ids],
            [("body", "1", "Lucía"), ("body", "2", "S1"), ("button", "1", "S1")],
        )
        self.assertFalse(order.has_changes)
        self.assertEqual((offer.status, offer.reason), ("rejected", "PROMOTIONAL"))
        self.assertEqual(offer.variable_ids.key, "first_name")
        self.assertEqual((offer.header_type, offer.category), ("image", "marketing"))
        self.assertFalse(offer.is_sendable)
        self.assertEqual((rich.unsupported, rich.is_sendable), ("carousel", False))
        self.assertEqual(rich.components[1], carousel)

    def test_all_pages(self):
        def page(request):
            last = "after=" in request.url
            paging = {} if last else {"cursors": {"after": "x"}, "next": "y"}
            return response(
                200,
                {"data": [at_meta("b" if last else "a", "en")], "paging": paging},
            )

        self.meta.edges[EDGE] = page
        self.env["whatsapp.inbox.template"]._sync(self.account)
        self.assertTrue(self.template("a", "en") and self.template("b", "en"))

    def test_bindings_survive(self):
        order = self.sync(at_meta(components=ORDER))
        first, second, url = order.variable_ids
        first.write({"placeholder": "customer.first_name", "default": "amigo"})
        url.default = "start"
        changed = [body("Buenas {{1}}, ya llega.", "Eva"), *ORDER[1:]]
        self.sync(at_meta(components=changed))
        self.assertEqual(first.placeholder, "customer.first_name")
        self.assertEqual((first.default, first.example), ("amigo", "Eva"))
        self.assertFalse(second.exists())
        self.assertEqual(url.default, "start")

    def test_nothing_is_written_where_nothing_changed(self):
        order = self.sync(at_meta(components=ORDER))
        buttons = order.button_ids
        self.sync(at_meta(components=ORDER))
        self.assertEqual(order.button_ids, buttons)

    def test_gone_at_meta(self):
        order, other = self.sync(at_meta(), at_meta("other"))
        Template = self.env["whatsapp.inbox.template"].with_user(self.admin)
        draft = Template.create({"name": "mine"})
        self.sync(at_meta("other"))
        self.assertFalse(order.active)
        self.assertEqual(order.status, "deleted")
        self.assertTrue(other.active and draft.active)
        self.sync(at_meta(), at_meta("other"))
        self.assertTrue(order.active and order.is_sendable)

    def test_an_error_changes_nothing(self):
        order = self.sync(at_meta())
        error = {"error": {"message": "No", "code": 190}}
        self.meta.edges[EDGE] = lambda request: response(401, error)
        with self.assertRaisesRegex(UserError, "Sales.*No"):
            self.account.with_user(self.admin).action_sync_templates()
        self.assertTrue(order.active)

    def test_unsubmitted_changes_are_kept(self):
        order = self.sync(at_meta())
        order.with_user(self.admin).body = "Hola, ya está aquí de verdad."
        self.assertTrue(order.has_changes)
        self.sync(at_meta(components=[body("Hola de nuevo.")]))
        self.assertEqual(order.body, "Hola, ya está aquí de verdad.")
        self.assertEqual(order._typed().body, "Hola de nuevo.")
        order.action_discard_changes()
        self.assertEqual(order.body, "Hola de nuevo.")
        self.assertFalse(order.has_changes)

    def test_a_draft_of_the_same_name_is_not_lost(self):
        Template = self.env["whatsapp.inbox.template"].with_user(self.admin)
        vals = {"name": "order_update", "lang_code": "es", "body": "Mi texto."}
        draft = Template.create(vals)
        self.sync(at_meta())
        self.assertEqual((draft.body, draft.status), ("Mi texto.", "approved"))
        self.assertTrue(draft.has_changes)

    def test_hostile_templates(self):
        script = "<script>alert(1)</script>"
        hostile = self.sync(
            at_meta(
                "bad",
                "en",
                [
                    body(f"{script} {{{{1}}}} <b>x</b>", f"<i>{script}</i>"),
                    {"type": "HEADER", "format": [1], "text": {}},
                    {"type": "BUTTONS", "buttons": [{"type": script, "text": 5}]},
                    {"type": "LIMITED", "x": 1},
                    "what",
                ],
                quality_score=[],
                status={"a": 1},
                rejected_reason=["x"],
            )
        )
        self.assertEqual(hostile.status, "other")
        self.assertNotIn("<script", hostile.preview["body"])
        self.env["whatsapp.inbox.template"]._sync(self.account)

    def test_nothing_usable(self):
        self.listed = [{}, {"name": "a"}, {"name": 1, "language": None}, None]
        self.env["whatsapp.inbox.template"]._sync(self.account)
        self.assertFalse(self.env["whatsapp.inbox.template"].search([]))

    # -- when -----------------------------------------------------------------------

    def test_when_a_number_is_connected(self):
        self.assertFalse(self.account.templates_synced_at)
        self.listed = [at_meta()]
        with self.enter_registry_test_mode():
            self.env.ref("whatsapp_inbox.ir_cron_template").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.account.templates_synced_at, NOW)
        self.assertEqual(len(self.template()), 1)
        self.listed = []
        with self.enter_registry_test_mode():
            self.env.ref("whatsapp_inbox.ir_cron_template").method_direct_trigger()
        self.assertTrue(self.template().active, "asked again too soon")

    def test_what_meta_reviews_is_asked_for_again(self):
        self.sync(at_meta(status="PENDING"))
        self.listed = [at_meta()]
        for delay, status in ((30, "pending"), (120, "approved")):
            self.later(seconds(delay))
            self.env["whatsapp.inbox.template"].invalidate_model()
            with self.enter_registry_test_mode():
                cron = self.env.ref("whatsapp_inbox.ir_cron_template")
                cron.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(self.template().status, status)

    def test_connecting_wakes_the_reader(self):
        self.account.templates_synced_at = NOW - timedelta(days=1)
        Trigger = self.env["ir.cron.trigger"]
        cron = self.env.ref("whatsapp_inbox.ir_cron_template")
        before = Trigger.search_count([("cron_id", "=", cron.id)])
        self.account.access_token = "NEW"
        self.assertEqual(Trigger.search_count([("cron_id", "=", cron.id)]), before + 1)
        self.assertFalse(self.account.templates_synced_at)

    # -- webhooks -------------------------------------------------------------------

    def synced(self):
        return self.sync(at_meta(language="es_ES", id="77"))

    def test_statuses(self):
        order = self.synced()
        cases = [
            ("PAUSED", "paused", {"other_info": {"description": "Low quality"}}),
            ("REINSTATED", "approved", {}),
            ("FLAGGED", "approved", {}),
            ("DISABLED", "disabled", {"reason": "ABUSIVE_CONTENT"}),
            ("IN_APPEAL", "in_appeal", {"reason": "NONE"}),
            ("APPROVED", "approved", {}),
        ]
        for number, (event, status, values) in enumerate(cases):
            with self.subTest(event=event):
                self.told_status(event, at=NOW + minutes(number), **values)
                self.assertEqual(order.status, status)
                self.assertEqual(order.is_sendable, status == "approved")
        self.assertFalse(order.reason)

    def test_rejection_is_told_with_metas_reason(self):
        order = self.synced()
        rejection = {"reason": "Promotional", "recommendation": "Use marketing"}
        self.told_status("REJECTED", reason="SCAM", rejection_info=rejection)
        self.assertEqual(order.reason, "SCAM · Promotional · Use marketing")
        told = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.admin.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertEqual(len(told), 1)
        self.assertIn("order_update", told.body)
        self.assertIn("Use marketing", told.body)

    def test_an_old_word_is_not_heard(self):
        order = self.synced()
        self.told_status("PAUSED", at=NOW + hours(2))
        self.told_status("APPROVED", at=NOW + hours(1))
        self.assertEqual(order.status, "paused")

    def test_what_was_told_after_the_question_is_not_undone(self):
        order = self.synced()
        self.told_status("PAUSED", at=NOW + minutes(1))
        self.synced()  # asked a minute before that, by the clock
        self.assertEqual(order.status, "paused")

    def test_quality_and_category(self):
        order = self.synced()
        self.tell("message_template_quality_update", new_quality_score="RED")
        self.assertEqual(order.quality, "red")
        announced = {"new_category": "UTILITY", "correct_category": "MARKETING"}
        self.tell("template_category_update", **announced)
        self.assertEqual(order.category, "utility")
        done = {"previous_category": "UTILITY", "new_category": "MARKETING"}
        self.tell("template_category_update", **done)
        self.assertEqual(order.category, "marketing")

    def test_unknown_ones_are_read(self):
        for field, values in [
            ("message_template_status_update", {"event": "APPROVED"}),
            ("message_template_components_update", {}),
        ]:
            with self.subTest(field=field):
                self.account.templates_synced_at = NOW
                self.tell(field, **values)
                self.assertFalse(self.account.templates_synced_at)
                self.synced()

    def test_deleted_by_webhook(self):
        order = self.synced()
        self.told_status("DELETED")
        self.assertEqual((order.status, order.active), ("deleted", False))

    def test_webhooks_without_an_id(self):
        Template = self.env["whatsapp.inbox.template"].with_user(self.admin)
        draft = Template.create({"name": "mine"})
        order = self.sync(at_meta(language="es_ES", id="77"))
        self.told_status("PAUSED", message_template_id=None, message_template_name="x")
        self.assertEqual((draft.status, order.status), ("draft", "approved"))
        self.told_status("PAUSED", message_template_id=None, at=NOW + minutes(1))
        self.assertEqual(order.status, "paused")

    def test_another_one_of_the_same_name(self):
        """Deleted and made again: the old one's last words are not the new one's."""
        order = self.sync(at_meta(language="es_ES", id="78"))
        self.told_status("DELETED")
        self.assertEqual(order.status, "approved")

    def test_redelivery_and_strangers(self):
        order = self.synced()
        self._create_account("Other app", "999", waba_id="2002", app_secret="other")
        value = {
            "event": "DISABLED",
            "message_template_id": 77,
            "message_template_name": "order_update",
            "message_template_language": "es_ES",
        }
        stranger = self.env["whatsapp.inbox.account"].search(
            [("phone_number_id", "=", "999")]
        )
        field = "message_template_status_update"
        self.store(account_webhook(field, value), stranger)
        self.drain()
        self.assertEqual(order.status, "approved", "signed by another app")
        self.told_status("PAUSED", at=NOW + minutes(1))
        self.told_status("PAUSED", at=NOW + minutes(1))
        self.assertEqual(order.status, "paused")

    def test_who_synchronises(self):
        for user in (self.agent, self.supervisor, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.account.with_user(user).action_sync_templates()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["whatsapp.inbox.template"].with_user(user).action_sync()
        self.listed = [at_meta()]
        self.env["whatsapp.inbox.template"].with_user(self.admin).action_sync()
        self.assertEqual(len(self.template()), 1)
