from importlib import import_module

from odoo.tests import tagged

from .common import CUSTOMER, NOW, SecurityCase, person, said
from .public_methods import PublicMethodsCase, home_of, is_mixin, methods_of

#: Of which agents may call all; the rest is for supervisors and administrators.
TEAM = ("discuss.channel", "mail.message", "mail.scheduled.message")
PLACE = {"type": "location", "latitude": 40.4, "longitude": -3.7}
ARGUMENTS = {
    "act": ["connect", "=whatsapp.inbox.account"],
    "action_assign": ["=res.users"],
    "action_priority": ["1"],
    "action_snooze_for": ["tomorrow"],
    "action_transfer": ["=whatsapp.inbox.team"],
    "action_with_undo": ["action_claim"],
    "set_partner": ["=res.partner"],
    "whatsapp_copy_note": ["res.partner", "=res.partner"],
    "whatsapp_end_draft": ["=whatsapp.inbox.draft"],
    "whatsapp_find": ["Hello"],
    "whatsapp_forward": ["=discuss.channel"],
    "whatsapp_forward_records": ["res.partner"],
    "whatsapp_forward_to_record": ["res.partner", "=res.partner"],
    "whatsapp_gallery": ["media"],
    "whatsapp_look": ["opened"],
    "whatsapp_panel_section": ["customer"],
    "whatsapp_panel_sections": [["customer"]],
    "whatsapp_preview": [PLACE],
    "whatsapp_read_place": ["40.4, -3.7"],
    "whatsapp_reschedule": ["2026-03-02 12:00:00", "Mine"],
    "whatsapp_restore_draft": ["=whatsapp.inbox.draft"],
    "whatsapp_save_draft": ["Mine", False],
    "whatsapp_schedule": ["Mine", "2026-03-02 12:00:00"],
    "whatsapp_search": ["=discuss.channel"],
    "whatsapp_send": [PLACE],
    "whatsapp_send_template": ["=whatsapp.inbox.template"],
    "whatsapp_take_document": ["1"],
    "whatsapp_template_preview": ["=whatsapp.inbox.template"],
}
#: What everybody may call: names of placeholders, one's own hours, and actions of which
#: only the lists that they open have anything, under one's own rights.
OPEN = {
    ("mail.canned.response", "whatsapp_placeholders"),
    ("res.users", "whatsapp_is_off_hours"),
    ("whatsapp.inbox.account", "action_view_failed_events"),
    ("whatsapp.inbox.account", "action_view_history"),
    ("whatsapp.inbox.conversation", "action_offer_undo"),
    ("whatsapp.inbox.team", "action_open_members"),
    ("whatsapp.inbox.template", "action_view_messages"),
}
#: What agents of other teams may call as well: their own search and queue, and lists.
AGENTS = OPEN | {
    ("discuss.channel", "whatsapp_find"),
    ("res.partner", "action_open_whatsapp"),
    ("res.partner", "action_record_whatsapp_consent"),
    ("res.partner", "action_view_whatsapp_conversations"),
    ("whatsapp.inbox.account", "action_view_templates"),
    ("whatsapp.inbox.conversation", "queue_page"),
    ("whatsapp.inbox.routing.rule", "action_menus"),
    ("whatsapp.inbox.team", "action_open_mine"),
    ("whatsapp.inbox.team", "action_open_unresolved"),
    ("whatsapp.inbox.team", "action_open_waiting"),
}


@tagged("post_install", "-at_install")
class TestPublicMethods(PublicMethodsCase, SecurityCase):
    """By agents of another team, colleagues who are no agents, customers of the
    portal."""

    addon = "whatsapp_inbox"
    arguments = ARGUMENTS
    secrets = ("Anita", CUSTOMER)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.team_id = cls.team
        # neither is refused for want of another right
        manager = cls.env.ref("base.group_partner_manager")
        manager.user_ids += cls.agent | cls.other | cls.employee

    def setUp(self):
        super().setUp()
        message = self.receive(said("Hello"))
        other = self.receive(
            said("Hi", sender="34600999888"), contacts=[person("Bea", "34600999888")]
        )
        thread = message.channel_id.with_user(self.agent)
        thread.whatsapp_schedule("Later", "2026-03-02 11:00:00")
        thread.whatsapp_save_draft("A draft", False)
        message.conversation_id.with_user(self.agent).action_claim()
        account = {"account_id": self.account.id}
        contact = {"contact_id": message.contact_id.id}
        both = {**contact, "other_id": other.contact_id.id}
        conversations = {"conversation_ids": message.conversation_id.ids}
        here = {**account, **contact, "channel_id": thread.id}
        template = {"name": "hi", "waba_id": "1001", "body": "Hi"}
        template = self.env["whatsapp.inbox.template"].create(
            {**template, "company_id": self.company.id, "status": "approved"}
        )
        canned = {"source": "a", "substitution": "A", "whatsapp_scope": "personal"}
        self.records = {
            record._name: record
            for record in (
                self.account,
                self.agent,
                self.team,
                message,
                message.channel_id,
                message.contact_id,
                message.contact_id.partner_id,
                message.conversation_id,
                message.mail_message_id,
                template,
                self.env["mail.canned.response"].with_user(self.agent).create(canned),
            )
        }
        #: wizards are made by who calls: nobody sees those of others
        self.wizards = {
            "whatsapp.inbox.compose": {
                **account,
                "phone": f"+{CUSTOMER}",
                "template_id": template.id,
            },
            "whatsapp.inbox.connection.test": account,
            "whatsapp.inbox.document.send": {
                **account,
                "model": "res.partner",
                "res_id": message.contact_id.partner_id.id,
            },
            "whatsapp.inbox.contact.merge": both,
            "whatsapp.inbox.forward.setting": {"team_id": self.team.id},
            "whatsapp.inbox.hand.over": {**conversations, "user_id": self.agent.id},
            "whatsapp.inbox.setup": {},
            "whatsapp.inbox.snooze.choice": conversations,
            "whatsapp.inbox.test.message": {**account, "phone": f"+{CUSTOMER}"},
            "whatsapp.inbox.transcript": {"channel_id": thread.id},
        }
        for name, values in {
            "call": {**here, "wacid": "1", "direction": "inbound", "result": "missed"},
            "consent": {**contact, "state": "opt_in", "source": "form"},
            "contact.match": {**both, "reason": "number"},
            "history": account,
            "link": {"name": "Shop", **account, "team_id": self.team.id},
            "routing.rule": {
                "name": "Rule",
                "company_id": self.company.id,
                "team_id": self.team.id,
                "keywords": "a",
            },
            "thread.owner": {"channel_id": thread.id, "changed_at": NOW},
        }.items():
            record = self.env[f"whatsapp.inbox.{name}"].create(values)
            self.records[record._name] = record

        self.member = self.agent
        self.strangers = (
            (self.other, AGENTS),
            (self.employee, OPEN),
            (self.portal, OPEN),
        )

    def try_as_member(self, model, method):
        if model not in TEAM or method == "whatsapp_versions":  # supervisors'
            return None
        return super().try_as_member(model, method)

    def test_each_addon(self):
        """Nobody forgets to try those of a bridge."""
        homes = {
            home_of(self.env[model], name)
            for model in self.env.registry
            if not is_mixin(self.env[model])
            for name in methods_of(self.env[model])
        }
        for addon in homes:
            import_module(f"odoo.addons.{addon}.tests")
        tried = {case.addon for case in PublicMethodsCase.__subclasses__()}
        self.assertLessEqual(homes, tried)
