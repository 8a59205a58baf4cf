"""What the tests share: people, a number and Meta's webhooks."""

import itertools
import json
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import TransactionCase, freeze_time, new_test_user
from odoo.tools.mail import html_to_inner_content

from ..models import whatsapp_inbox_outbox
from ..tools import signature
from .fake_meta import API_URL, FakeMeta

NOW = datetime(2026, 3, 2, 10, 0)
CUSTOMER = "34600111222"
BSUID = "ES.13491208655302741918"
PARENT = "ES.ENT.506847293015824"
#: a valid PNG of one pixel
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944"
    "4154789c6360000002000001e221bc330000000049454e44ae426082"
)
_wamids = itertools.count(1)


def seconds(count):
    return timedelta(seconds=count)


def minutes(count):
    return timedelta(minutes=count)


def hours(count):
    return timedelta(hours=count)


# -- what Meta posts ------------------------------------------------------------------


def unix(moment):
    """Meta's way to write a naive UTC datetime."""
    return str(int(moment.replace(tzinfo=UTC).timestamp()))


def message(kind, content, wamid=None, at=NOW, sender=CUSTOMER, **values):
    """One element of ``messages``; ``content`` is what Meta puts under ``kind``.

    :param sender: the ``from``, or None for who has only a BSUID
    """
    element = {
        "id": wamid or f"wamid.IN{next(_wamids)}",
        "timestamp": unix(at),
        "type": kind,
        kind: content,
        **values,
    }
    if sender:
        element["from"] = sender
    return element


def said(text, wamid=None, **values):
    return message("text", {"body": text}, wamid, **values)


def reacted(emoji, target, **values):
    content = {"message_id": target}
    if emoji is not None:
        content["emoji"] = emoji
    return message("reaction", content, **values)


def status(wamid, word, at=NOW, **values):
    """One element of ``statuses``."""
    return {
        "id": wamid,
        "status": word,
        "timestamp": unix(at),
        "recipient_id": CUSTOMER,
        **values,
    }


def failure(code, details="Meta's own words"):
    """The ``errors`` of a failed status."""
    error = {"code": code, "title": "Title", "error_data": {"details": details}}
    return {"errors": [error]}


def person(name="Anita", wa_id=CUSTOMER, bsuid=None, username=None):
    """One element of ``contacts``."""
    profile = {"name": name} if name else {}
    if username:
        profile["username"] = username
    contact = {"profile": profile}
    if wa_id:
        contact["wa_id"] = wa_id
    if bsuid:
        contact["user_id"] = bsuid
    return contact


def change(account, field="messages", **value):
    """One element of ``changes`` for the number of ``account``."""
    metadata = {
        "display_phone_number": "34911234567",
        "phone_number_id": account.phone_number_id,
    }
    return {
        "field": field,
        "value": {"messaging_product": "whatsapp", "metadata": metadata, **value},
    }


def webhook(*changes, waba_id="1001"):
    """The body of one POST."""
    entry = {"id": waba_id, "changes": list(changes)}
    document = {"object": "whatsapp_business_account", "entry": [entry]}
    return json.dumps(document).encode()


# -- cases ----------------------------------------------------------------------------


@freeze_time(NOW)
class WhatsappCase(TransactionCase):
    """A company with a connected number, its people, and a Meta of our own."""

    meta = FakeMeta()

    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        if request.url.startswith(API_URL):
            return cls.meta.answer(request)
        return super()._request_handler(session, request, **kwargs)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._create_company("Desert Garden", "base.es")
        cls.agent = cls._create_user("wi_agent", "whatsapp_inbox.group_agent")
        cls.supervisor = cls._create_user("wi_boss", "whatsapp_inbox.group_supervisor")
        cls.admin = cls._create_user("wi_admin", "whatsapp_inbox.group_admin")
        cls.employee = cls._create_user("wi_employee", "base.group_user")
        cls.account = cls._create_account("Sales", "501")

    def setUp(self):
        super().setUp()
        type(self).meta = FakeMeta()
        # Times are frozen: a retry that is due soon would never come.
        self.patch(whatsapp_inbox_outbox, "LINGER_SECONDS", -1)
        self.patch(whatsapp_inbox_outbox, "POLL_SECONDS", 0.01)

    @classmethod
    def _create_company(cls, name, country):
        return cls.env["res.company"].create(
            {"name": name, "country_id": cls.env.ref(country).id}
        )

    @classmethod
    def _create_user(cls, login, group, company=None, **values):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            group,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **values,
        )

    @classmethod
    def _create_account(cls, name, phone_number_id, **values):
        return cls.env["whatsapp.inbox.account"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "phone_number_id": phone_number_id,
                "waba_id": "1001",
                "access_token": f"TOKEN-{phone_number_id}",
                "app_secret": "the app secret",
                "verify_token": "the verify token",
                "api_url": API_URL,
                **values,
            }
        )

    @classmethod
    def _create_calendar(cls, week, zone="Europe/Madrid", **values):
        """:param week: by day, (from, to) or (from, to, more values)"""
        lines = [
            {
                "name": "Line",
                "dayofweek": str(day),
                "hour_from": line[0],
                "hour_to": line[1],
                "day_period": "morning",
                **(line[2] if len(line) > 2 else {}),
            }
            for day, lines in week.items()
            for line in lines
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": "Calendar",
                "company_id": cls.company.id,
                "tz": zone,
                "attendance_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in lines),
                ],
                **values,
            }
        )

    @classmethod
    def _create_team(cls, name, *members, **values):
        return cls.env["whatsapp.inbox.team"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "member_ids": [Command.set([member.id for member in members])],
                **values,
            }
        )

    # -- in -----------------------------------------------------------------------

    def store(self, body, account=None):
        """What the controller does with a body whose signature is good."""
        event_model = self.env["whatsapp.inbox.webhook.event"]
        event_model._store((account or self.account).id, body)
        return event_model.search([], order="id desc", limit=1)

    def drain(self):
        """What the cron does, in the transaction of the test."""
        self.env.flush_all()
        event_model = self.env["whatsapp.inbox.webhook.event"]
        while event_model._job_step()[1]:
            pass

    def receive(self, *messages, account=None, contacts=None, **value):
        """Store and drain one POST.

        :return: the transport records of the messages, in the order given
        """
        account = account or self.account
        if contacts is None:
            contacts = [person()]
        if messages:
            value.update(messages=list(messages), contacts=contacts)
        event = self.store(webhook(change(account, **value)), account)
        self.drain()
        self.assertEqual(event.state, "done", event.error)
        return self.env["whatsapp.inbox.message"].union(
            *(self.transport(element["id"], account) for element in messages)
        )

    def receive_statuses(self, *statuses, account=None):
        self.receive(account=account, statuses=list(statuses))

    def transport(self, wamid, account=None):
        """The transport record with this id of Meta's."""
        return self.env["whatsapp.inbox.message"].search(
            [("wamid", "=", wamid), ("account_id", "=", (account or self.account).id)]
        )

    def account_rows(self, model):
        """Records of a model that belong to the number of the tests."""
        return self.env[model].search([("account_id", "=", self.account.id)])

    def texts(self, thread, lines=True):
        """What a thread shows, in the order in which Discuss shows it.

        :param bool lines: also what happened to the conversation
        """
        messages = thread.message_ids.sorted("id")
        if not lines:
            messages = messages.filtered(lambda m: m.message_type != "notification")
        return [html_to_inner_content(body) for body in messages.mapped("body")]

    def thread(self, *messages, **values):
        """The thread of a customer who wrote these messages ("Hello" by default)."""
        return self.receive(*(messages or [said("Hello")]), **values).channel_id

    def opt_out(self, contact, at=NOW, **values):
        """Meta tells that a customer wants no marketing.

        :return: the row of the history
        """
        said = {"state": "opt_out", "source": "customer", "at": at, **values}
        row = {"contact_id": contact.id, **said}
        return self.env["whatsapp.inbox.consent"].create(row)

    def queries_of(self, act):
        """Queries of an act with nothing in the cache, as a request begins."""
        self.env.flush_all()
        self.env.invalidate_all()
        began = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - began

    # -- out ----------------------------------------------------------------------

    def answer(self, thread, body="Hello Ana", user=None, **values):
        """Post an answer as an agent.

        :return: its transport records
        """
        values.setdefault("subtype_xmlid", "mail.mt_comment")
        mail = thread.with_user(user or self.agent).message_post(
            body=body, message_type="comment", **values
        )
        return self.outgoing(mail)

    def outgoing(self, mail):
        return self.env["whatsapp.inbox.message"].search(
            [("mail_message_id", "in", mail.ids), ("direction", "=", "outbound")],
            order="id",
        )

    def react(self, mail, emoji, user=None, action="add"):
        """What the controller does when an agent reacts."""
        user = user or self.agent
        guest = self.env["mail.guest"]
        mail = mail.with_user(user).sudo()
        mail._message_reaction(emoji, action, user.partner_id, guest)

    def attach(self, name, content, mimetype=None, user=None):
        """A file that an agent has uploaded and not posted yet."""
        values = {"name": name, "raw": content}
        if mimetype:
            values["mimetype"] = mimetype
        values.update(res_model="mail.compose.message", res_id=0)
        return self.env["ir.attachment"].with_user(user or self.agent).create(values)

    def run_job(self, model):
        """Run a job as its cron does, with commits that the test takes back."""
        self.env.flush_all()
        with ExitStack() as stack:
            if not self._registry_patched:
                stack.enter_context(self.enter_registry_test_mode())
            cr = stack.enter_context(self.registry.cursor())
            api.Environment(cr, SUPERUSER_ID, {})[model]._run()
        self.env.invalidate_all()

    def send(self):
        self.run_job("whatsapp.inbox.outbox")

    def later(self, delta):
        """Freeze the clock at ``NOW + delta`` until the end of the test."""
        freezer = freeze_time(NOW + delta)
        freezer.start()
        self.addCleanup(freezer.stop)

    # -- bus ----------------------------------------------------------------------

    @contextmanager
    def captured_bus(self):
        """Collect (target, kind, message) of what is put on the bus."""
        notifications = []

        def record(_bus, target, kind, content):
            notifications.append((target, kind, content))

        with patch.object(
            type(self.env["bus.bus"]), "_sendone", autospec=True, side_effect=record
        ):
            yield notifications


class OutboxCase(WhatsappCase):
    """A customer's thread to answer in."""

    def setUp(self):
        super().setUp()
        self.customer_thread = self.thread()

    def post(self, body="Hello Ana", **values):
        return self.answer(self.customer_thread, body, **values)


class SecurityCase(WhatsappCase):
    """Strangers of each kind, and two teams of one agent each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "wi_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.other = cls._create_user("wi_other", "whatsapp_inbox.group_agent")
        cls.team = cls._create_team("Ours", cls.agent)
        cls.other_team = cls._create_team("Theirs", cls.other)


class TwoTeamsCase(WhatsappCase):
    """A shop that answers the number, and another team; a customer wrote."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("wi_colleague", "whatsapp_inbox.group_agent")
        cls.other = cls._create_user("wi_other", "whatsapp_inbox.group_agent")
        cls.team = cls._create_team("Shop", cls.agent, cls.colleague)
        cls.other_team = cls._create_team("Billing", cls.other)
        cls.account.team_id = cls.team

    def setUp(self):
        super().setUp()
        self.conversation = self.receive(said("Hi")).conversation_id
        self.customer_thread = self.conversation.channel_id


class WebhookMixin:
    """Calls of the webhook over HTTP."""

    def post_webhook(self, body, account=None, secret=None, headers=None, key=None):
        account = account or self.account
        if headers is None:
            secret = account.app_secret if secret is None else secret
            headers = {"X-Hub-Signature-256": signature.sign(secret, body)}
        return self.url_open(
            f"/whatsapp_inbox/webhook/{key or account.webhook_key}",
            data=body,
            headers={"Content-Type": "application/json", **headers},
            method="POST",
        )
