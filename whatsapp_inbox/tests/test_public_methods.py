from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import CUSTOMER, NOW, SecurityCase, person, said

OURS = "odoo.addons.whatsapp_inbox."
TABLES = ("mail_message", "whatsapp_inbox_message", "discuss_channel_member")
PLACE = {"type": "location", "latitude": 40.4, "longitude": -3.7}
#: Arguments by method, where there must be any. "=" and a model: the id of its record.
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
class TestPublicMethods(SecurityCase):
    """Peers 9: what RPC may call of ours, by agents of another team, colleagues who are
    no agents, and customers of the portal. A new method is tried without arguments, or
    wants some above."""

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

    def record(self, model):
        """:return: what the method is called on, for whoever sees all"""
        if model not in self.records:
            mine = self.env[model]
            self.records[model] = mine if mine._abstract else mine.search([], limit=1)
            self.assertTrue(mine._abstract or self.records[model], f"make a {model}")
        return self.records[model]

    def call(self, model, method, user):
        """Call it, and take back what it did.

        :return: its answer, and what it changed
        """
        arguments = [
            self.record(a[1:]).id if isinstance(a, str) and a[:1] == "=" else a
            for a in ARGUMENTS.get(method, ())
        ]
        before = self.state()
        savepoint = self.env.cr.savepoint()
        try:
            if model in self.wizards:
                record = self.env[model].with_user(user).create(self.wizards[model])
            else:
                record = self.record(model).with_user(user)
            answer = getattr(record, method)(*arguments)
            self.env.flush_all()
            return str(answer), self.state() - before
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def state(self):
        return {
            (name, row)
            for name in TABLES
            for row in self.env.execute_query(
                SQL("SELECT id, write_date FROM %s", SQL.identifier(name))
            )
        }

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_strangers(self):
        mixin = self.env.registry["whatsapp.inbox.document.mixin"]
        for model in sorted(self.env.registry):
            if isinstance(self.env[model], mixin) and model != mixin._name:
                continue  # documents of bridges, tried there
            for method in methods_of(self.env[model]):
                for user in (self.other, self.employee, self.portal):
                    allowed = AGENTS if user == self.other else OPEN
                    with self.subTest(f"{model}.{method}", user=user.login):
                        if (model, method) not in allowed:
                            with self.assertRaises(AccessError):
                                self.call(model, method, user)
                            continue
                        answer, changed = self.call(model, method, user)
                        self.assertFalse(changed)
                        self.assertNotIn("Anita", answer)
                        self.assertNotIn(CUSTOMER, answer)
        self.assertFalse(self.meta.calls)

    def test_the_team(self):
        """The calls above would also fail if nobody could make them."""
        for model in ("discuss.channel", "mail.message", "mail.scheduled.message"):
            for method in methods_of(self.env[model]):
                with self.subTest(f"{model}.{method}"):
                    try:
                        self.call(model, method, self.agent)
                    except AccessError:
                        self.assertEqual(method, "whatsapp_versions")  # supervisors'
                    except UserError:
                        continue  # a note, a second thread … that there is not


def methods_of(model):
    """:return: names of what we put on a model and RPC may call; not what Odoo has
    already, which is tried in ``test_foreign_threads``"""
    classes = type(model).mro()
    for name in sorted({n for cls in classes for n in vars(cls) if n[:1] != "_"}):
        owners = [cls for cls in classes if name in vars(cls)]
        if all(cls.__module__.startswith(OURS) for cls in owners) and callable(
            getattr(type(model), name)
        ):
            yield name
