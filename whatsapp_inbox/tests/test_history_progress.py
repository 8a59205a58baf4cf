from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import whatsapp_inbox_history
from .common import NOW
from .fake_meta import response
from .test_history import HistoryCase


@tagged("post_install", "-at_install")
class TestHistoryProgress(HistoryCase):
    """What the administrator sees of it, and can do."""

    def progress(self):
        self.account.invalidate_recordset()
        account = self.account.with_user(self.admin)
        return (
            account.history_state,
            account.history_progress,
            account.history_imported_count,
            account.history_left_count,
        )

    def elements(self, first, count):
        return [self.old(str(n), 90 + n, f"wamid.{n}") for n in range(first, count)]

    def test_from_nothing_to_the_end(self):
        self.patch(whatsapp_inbox_history, "STEP", 3)
        self.assertEqual(self.progress(), ("none", 0, 0, 0))
        self.post_history(*self.elements(0, 6), progress=40)
        self.assertEqual(self.progress(), ("running", 0, 0, 6))
        self.env["whatsapp.inbox.history"]._job_step()
        self.assertEqual(self.progress(), ("running", 20, 3, 3))
        self.import_all()
        self.assertEqual(self.progress(), ("running", 40, 6, 0))
        self.import_history(*self.elements(3, 9), progress=100, chunk_order=2)
        self.assertEqual(self.progress(), ("done", 100, 9, 0))
        self.assertEqual(self.account.history_phase, "0")

    def test_refused(self):
        self.post_value(history=[{"errors": [{"code": 2593109, "title": "Off"}]}])
        self.assertEqual(self.progress(), ("refused", 0, 0, 0))

    # -- the buttons --------------------------------------------------------------

    def answer_sync(self, http_status, content):
        def answer(request):
            self.asked.append(request.body)
            return response(http_status, content)

        self.asked = []
        self.meta.edges["501/smb_app_data"] = answer

    def test_asked_for(self):
        self.answer_sync(200, {"messaging_product": "whatsapp", "request_id": "1"})
        account = self.account.with_user(self.admin)
        account.action_import_history()
        account.action_import_contacts()
        self.assertIn(b'"sync_type": "history"', self.asked[0])
        self.assertIn(b'"sync_type": "smb_app_state_sync"', self.asked[1])
        self.assertEqual(account.history_requested_at, NOW)
        self.assertEqual(self.progress(), ("requested", 0, 0, 0))

    def test_what_to_do_when_meta_refuses(self):
        for code, advice in [
            (2593107, "before"),
            (2593108, "within 24 hours"),
            (100, "WhatsApp Business app"),
        ]:
            with self.subTest(code=code):
                self.answer_sync(400, {"error": {"code": code, "message": "Meta's"}})
                with self.assertRaisesRegex(UserError, advice) as caught:
                    self.account.with_user(self.admin).action_import_history()
                self.assertIn("Meta's", str(caught.exception))
                self.assertIn("Sales", str(caught.exception))
        self.assertFalse(self.account.history_requested_at)

    def test_for_administrators_alone(self):
        with self.assertRaises(AccessError):
            self.account.with_user(self.supervisor).action_import_history()
        self.assertFalse(self.meta.calls)
        part = self.post_history(*self.elements(0, 1))
        with self.assertRaises(AccessError):
            part.with_user(self.supervisor).read(["state"])
        with self.assertRaises(AccessError):
            self.account.with_user(self.agent).read(["history_state"])

    def test_the_connection_test_tells_of_the_phone_app(self):
        scopes = ["whatsapp_business_messaging", "whatsapp_business_management"]
        token = {"data": {"is_valid": True, "scopes": scopes}}
        self.meta.edges["debug_token"] = lambda request: response(200, token)
        number = {"id": "501", "is_on_biz_app": True}
        self.meta.edges["501"] = lambda request: response(200, number)
        self.account.action_test_connection()
        self.assertTrue(self.account.on_phone_app)
