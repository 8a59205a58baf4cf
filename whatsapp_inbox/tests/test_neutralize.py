from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged

from .common import WhatsappCase, said


@tagged("post_install", "-at_install", "neutralize")
class TestNeutralize(WhatsappCase):
    """A copy of a database neither reads nor answers the company's customers."""

    def neutralize(self):
        self.env.flush_all()
        for query in get_neutralization_queries(["whatsapp_inbox"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_secrets_are_gone(self):
        key = self.account.webhook_key
        archived = self._create_account("Old", "502", active=False)
        self.neutralize()
        for account in (self.account, archived):
            self.assertFalse(account.access_token)
            self.assertFalse(account.app_secret)
            self.assertFalse(account.verify_token)
            self.assertEqual(account.state, "draft")
        self.assertNotEqual(self.account.webhook_key, key)
        self.assertNotEqual(self.account.webhook_key, archived.webhook_key)
        credentials = self.env["whatsapp.inbox.account"]._webhook_credentials()
        self.assertNotIn(key, credentials)

    def test_nothing_is_sent(self):
        thread = self.thread(said("Hi", "w1"))
        queued = self.answer(thread)
        member = thread.with_user(self.agent).self_member_id
        member._mark_as_read(max(thread.message_ids.ids))
        sent = self.answer(thread)
        sent.write({"state": "delivered"})
        self.neutralize()
        self.assertEqual(queued.state, "failed")
        self.assertIn("neutralized", queued.error_message)
        self.assertEqual(sent.state, "delivered")
        self.send()
        self.assertFalse(self.meta.calls)
        self.account.access_token = "TOKEN-NEW"
        self.account.app_secret = "new"
        self.send()
        self.assertFalse(self.meta.calls)
