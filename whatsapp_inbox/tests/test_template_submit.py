import base64
import json

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import NOW, PIXEL
from .fake_meta import response
from .template_case import EDGE, ORDER, TemplateCase, at_meta, body

GOOD = {
    "name": "ready",
    "lang_code": "en",
    "body": "Hello {{1}}, your order {{2}} is ready for you.",
}
APPROVED = "approved"
LATER = ["2", "1", "3"]
UPLOAD = "upload:abc"


@tagged("post_install", "-at_install")
class TestTemplateSubmit(TemplateCase):
    """Templates that administrators write, and what Meta says of them."""

    def setUp(self):
        super().setUp()
        self.Template = self.env["whatsapp.inbox.template"].with_user(self.admin)

    def make(self, **values):
        template = self.Template.create({**GOOD, **values})
        for row in template.variable_ids:
            row.example = f"example {row.key}"
        return template

    def meta_says(self, http_status=200, edge=EDGE, **answer):
        answer = answer or {"id": "55", "status": "PENDING", "category": "UTILITY"}
        calls = []

        def answer_it(request):
            calls.append((request.method, request.url, json.loads(request.body or "0")))
            return response(http_status, answer)

        self.meta.edges[edge] = answer_it
        return calls

    # -- writing ----------------------------------------------------------------------

    def test_variables_follow_the_texts(self):
        template = self.make()
        first, second = template.variable_ids
        self.assertEqual((first.key, second.key), ("1", "2"))
        first.placeholder = "customer.name"
        template.body = "Of {{2}} we say, dear {{1}}: {{3}} is here."
        self.assertEqual(template.variable_ids.sorted("sequence").mapped("key"), LATER)
        self.assertEqual(first.placeholder, "customer.name")
        template.body = "Nothing at all."
        self.assertFalse(template.variable_ids)

    def test_in_the_form(self):
        with Form(self.Template) as form:
            form.name = "ready"
            form.body = "Hello {{1}}, it is ready for you."
            with form.variable_ids.edit(0) as row:
                row.example = "Ana"
                row.placeholder = "customer.first_name"
            with form.button_ids.new() as button:
                button.kind = "url"
                button.text = "Track"
                button.url = "https://example.com/{{1}}"
            self.assertEqual(len(form.variable_ids), 2)
            with form.variable_ids.edit(1) as row:
                self.assertEqual(row.component, "button")
                row.example = "S1"
        template = form.record
        self.assertEqual(template.variable_ids.mapped("example"), ["Ana", "S1"])
        self.assertEqual(template.variable_ids[0].placeholder, "customer.first_name")
        self.assertEqual(template.waba_id, "1001")
        self.assertEqual(template.account_id, self.account)
        self.assertFalse(template.findings)
        self.assertIn("Ana", template.preview["body"])

    def test_only_known_placeholders(self):
        row = self.make().variable_ids[0]
        with self.assertRaisesRegex(ValidationError, "customer.name"):
            row.placeholder = "customer.secret"

    @mute_logger("odoo.sql_db")
    def test_one_of_a_name_and_language(self):
        self.make()
        self.make(lang_code="es")
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            self.make()

    def test_copies_are_drafts(self):
        order = self.sync(at_meta(components=ORDER)).with_user(self.admin)
        order.variable_ids[0].placeholder = "customer.name"
        copied = order.copy()
        self.assertEqual((copied.name, copied.status), ("order_update_copy", "draft"))
        self.assertFalse(copied.meta_id or copied.components)
        self.assertEqual(copied.variable_ids[0].placeholder, "customer.name")
        self.assertEqual(len(copied.variable_ids), 3)
        self.assertEqual(copied.button_ids.mapped("kind"), ["quick_reply", "url"])

    def test_a_waba_of_nobody(self):
        with self.assertRaisesRegex(ValidationError, "None of the numbers"):
            self.make(waba_id="4711")

    # -- submitting -------------------------------------------------------------------

    def test_new(self):
        calls = self.meta_says()
        template = self.make(
            header_type="text",
            header_text="Order",
            footer="Desert Garden",
            button_ids=[Command.create({"text": "Thanks"})],
        )
        template.action_submit()
        [(method, _url, sent)] = calls
        self.assertEqual(method, "POST")
        self.assertEqual((sent["name"], sent["language"]), ("ready", "en"))
        self.assertEqual(sent["category"], "UTILITY")
        self.assertEqual(
            [component["type"] for component in sent["components"]],
            ["HEADER", "BODY", "FOOTER", "BUTTONS"],
        )
        example = sent["components"][1]["example"]
        self.assertEqual(example, {"body_text": [["example 1", "example 2"]]})
        self.assertEqual((template.status, template.meta_id), ("pending", "55"))
        self.assertFalse(template.is_sendable or template.has_changes)
        self.assertEqual(template.edited_at, NOW)

    def test_meta_may_choose_the_category(self):
        self.meta_says(id="55", status="APPROVED", category="MARKETING")
        template = self.make()
        template.action_submit()
        self.assertEqual((template.category, template.status), ("marketing", APPROVED))

    def test_findings_come_before_meta(self):
        calls = self.meta_says()
        template = self.make(name="Bad Name", body="{{1}} is it")
        self.assertEqual(len(template.findings), 3)
        with self.assertRaisesRegex(UserError, "(?s)Name: use lower.*Text: a variable"):
            template.action_submit()
        self.assertFalse(calls)
        self.assertEqual(template.status, "draft")

    def test_all_words_of_findings_can_be_said(self):
        template = self.make(
            name="-",
            lang_code="x",
            header_type="text",
            header_text="*{{1}} {{2}}*" + "x" * 60,
            body="{{1}} {{3}} {{x}} {{ }}\n\n\n{{9}}",
            footer="{{1}}\n" + "x" * 60,
            button_ids=[
                Command.create({"text": "Go", "kind": "url", "url": "x/{{2}}"}),
                Command.create({"text": "Go"}),
                Command.create({"text": "😀" * 26, "kind": "phone_number"}),
                *(Command.create({"kind": "copy_code"}) for _n in range(9)),
            ],
        )
        self.assertGreater(len(template.findings), 15)

    def test_metas_words(self):
        error = {
            "message": "Invalid parameter",
            "code": 100,
            "error_user_msg": "There is already English content for this template.",
        }
        self.meta_says(400, error=error)
        template = self.make()
        with self.assertRaisesRegex(UserError, "ready.*already English content"):
            template.action_submit()
        self.assertEqual(template.status, "draft")

    def test_a_media_header(self):
        template = self.make(header_type="image")
        self.assertEqual(len(template.findings), 1)
        template.write({"header_file": base64.b64encode(b"no"), "header_filename": "a"})
        with self.assertRaisesRegex(UserError, "image/jpeg"):
            template.action_submit()
        template.header_file = base64.b64encode(PIXEL)
        calls = self.meta_says()
        self.meta.edges["debug_token"] = lambda request: response(
            200, {"data": {"app_id": "99"}}
        )
        self.meta.edges["99/uploads"] = lambda request: response(200, {"id": UPLOAD})
        sent = []
        self.meta.edges[UPLOAD] = lambda request: (
            sent.append(request.body) or response(200, {"h": "4::x"})
        )
        template.action_submit()
        self.assertEqual(sent, [PIXEL])
        header = calls[0][2]["components"][0]
        self.assertEqual(header["example"], {"header_handle": ["4::x"]})

    # -- changing ---------------------------------------------------------------------

    def test_edit(self):
        order = self.sync(at_meta(id="77")).with_user(self.admin)
        order.body = "Hola, su pedido le espera aquí."
        self.assertTrue(order.has_changes and order.is_sendable)
        self.assertEqual(order._typed().body, "Hola, su pedido está listo.")
        calls = self.meta_says(edge="77", success=True)
        order.action_submit()
        [(method, _url, sent)] = calls
        self.assertEqual(method, "POST")
        self.assertEqual(list(sent), ["components"], "approved ones keep theirs")
        self.assertEqual((order.status, order.has_changes), ("pending", False))

    def test_edit_refused(self):
        order = self.sync(at_meta(id="77")).with_user(self.admin)
        order.body = "Hola, su pedido le espera aquí."
        words = "An approved template can be edited once in 24 hours."
        self.meta_says(400, "77", error={"code": 100, "error_user_msg": words})
        with self.assertRaisesRegex(UserError, words):
            order.action_submit()
        self.assertEqual((order.status, order.has_changes), ("approved", True))

    def test_the_name_at_meta_stays(self):
        order = self.sync(at_meta()).with_user(self.admin)
        for vals in ({"name": "x"}, {"lang_code": "en"}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "Duplicat"):
                order.write(vals)
        order.write({"name": order.name})

    # -- deleting ---------------------------------------------------------------------

    def test_delete(self):
        order = self.sync(at_meta(id="77")).with_user(self.admin)
        with self.assertRaisesRegex(UserError, "Delete at Meta"):
            order.unlink()
        calls = self.meta_says(success=True)
        order.action_delete_at_meta()
        [(method, url, _sent)] = calls
        self.assertEqual(method, "DELETE")
        self.assertIn("name=order_update&hsm_id=77", url)
        self.assertEqual((order.active, order.status), (False, "deleted"))
        order.unlink()

    def test_what_was_sent_stays(self):
        order = self.sync(at_meta())
        thread = self.thread().with_user(self.agent)
        thread._whatsapp_send_template(order.with_user(self.agent))
        self.sync()
        self.assertEqual(order.message_count, 1)
        with self.assertRaisesRegex(UserError, "Archive it"):
            order.with_user(self.admin).unlink()

    def test_drafts_go(self):
        self.make().unlink()

    # -- rights -----------------------------------------------------------------------

    def test_who_may(self):
        template = self.make()
        for user in (self.agent, self.supervisor, self.employee):
            mine = template.with_user(user)
            for act in ("action_submit", "action_delete_at_meta"):
                said = self.subTest(user=user.login, act=act)
                with said, self.assertRaises(AccessError):
                    getattr(mine, act)()

    def test_two_companies_with_one_account(self):
        company = self._create_company("Cactus Srl", "base.it")
        self._create_account("Italy", "777", company_id=company.id)
        self.sync(at_meta(components=[body("Hola, su pedido está listo.")]))
        other = self.env["whatsapp.inbox.account"].search(
            [("company_id", "=", company.id)]
        )
        self.env["whatsapp.inbox.template"]._sync(other)
        self.assertEqual(len(self.template()), 2)
        self.assertEqual(self.template().company_id, self.company | company)
