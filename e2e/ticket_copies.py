"""What ``test_ticket_copies`` runs inside of Odoo: a photo comes while its message is
put on a ticket, and two workers are at the same copy.

``dev/odoo shell`` calls :func:`main`. Each worker is a thread with a connection of its
own, and what it does is committed.
"""

import base64
import json
import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

from odoo.addons.whatsapp_inbox.models.whatsapp_inbox_media import Fetch

from . import meta
from .assigners import NUMBER
from .processes import wait_until

COPY, MEDIA = "whatsapp.inbox.ticket.copy", "whatsapp.inbox.media"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
WAITING = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
       AND query LIKE '%UPDATE%whatsapp_inbox_ticket_copy%'
"""


def main(env):
    dbname = env.cr.dbname
    copy, media = type(env[COPY]), type(env[MEDIA])
    env["whatsapp.inbox.account"].create({"name": "Support", **NUMBER})
    env.cr.commit()
    with patch.object(Fetch, "run", fetched):
        found = {}
        for number, (name, case) in enumerate(CASES.items()):
            ticket_id = prepare(dbname, f"3469{number:07}")
            case(dbname, copy, media)
            run(dbname, COPY)  # for which the last of them has asked
            found[name] = result(dbname, ticket_id)
    print(f"FOUND {json.dumps(found)}")


def fetched(fetch):
    fetch.content, fetch.mime_type = PIXEL, "image/png"


@contextmanager
def environment(dbname):
    with Registry(dbname).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


def run(dbname, model):
    with environment(dbname) as env:
        env[model]._run()


def prepare(dbname, phone):
    """:return: id of a ticket whose customer has just sent a photo"""
    with environment(dbname) as env:
        Event = env["whatsapp.inbox.webhook.event"]
        account = env["whatsapp.inbox.account"].search([])
        Event._store(account.id, meta.message_body(phone, "Hello"))
        env.cr.commit()
        Event._run()
        domain = [("contact_id.phone", "=", f"+{phone}")]
        talk = env["whatsapp.inbox.conversation"].search(domain)
        ticket = env["helpdesk.ticket"].create(
            {
                "name": "Pot",
                "description": "It is broken",
                "whatsapp_conversation_ids": [(6, 0, talk.ids)],
            }
        )
        Event._store(account.id, meta.photo_body(phone))
        env.cr.commit()
        Event._run()
        assert env[COPY].search_count([("state", "=", "pending")]) == 1
        return ticket.id


def result(dbname, ticket_id):
    """:return: states of the copies, how many notes show the chat, how many photos are
    on the notes, and how many files on the ticket"""
    with environment(dbname) as env:
        rows = env[COPY].search([("ticket_id", "=", ticket_id)])
        own = [("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket_id)]
        mails = env["mail.message"].search(own)
        notes = mails.filtered(lambda mail: "o_whatsapp_inbox_copy" in mail.body)
        own[0] = ("res_model", "=", "helpdesk.ticket")
        files = env["ir.attachment"].search_count(own)
        return [rows.mapped("state"), len(notes), len(notes.attachment_ids), files]


@contextmanager
def held(dbname, model, owner, method, after):
    """A worker of this job waits in its first call of a method until the end of the
    block, and is at its end then.

    :param bool after: when it has been done and written, else before
    """
    reached, go_on = threading.Event(), threading.Event()
    original, first = getattr(owner, method), threading.Lock()

    def hold(self, *args):
        if not first.acquire(blocking=False):
            return original(self, *args)
        done = original(self, *args) if after else None
        self.env.flush_all()
        reached.set()
        assert go_on.wait(60)
        return done if after else original(self, *args)

    worker = threading.Thread(target=run, args=(dbname, model))
    with patch.object(owner, method, hold):
        worker.start()
        try:
            assert reached.wait(60), f"{method} is called"
            yield
        finally:
            go_on.set()
            worker.join(60)
    assert not worker.is_alive()


def photo_meanwhile(method, after):
    def case(dbname, copy, _media):
        photo = threading.Thread(target=run, args=(dbname, MEDIA))
        with held(dbname, COPY, copy, method, after), environment(dbname) as env:
            photo.start()

            def waits():
                env.cr.execute(WAITING)
                [[count]] = env.cr.fetchall()
                env.cr.rollback()
                return count

            wait_until(waits, "the photo at the row")
        photo.join(60)
        assert not photo.is_alive()

    return case


def finds_nothing(dbname):
    """Another worker leaves the row to who is at it, and waits for nobody."""
    with environment(dbname) as env:
        done, _remaining = env[COPY]._job_step()
        assert not done
    worker = threading.Thread(target=run, args=(dbname, COPY))
    worker.start()
    worker.join(30)
    assert not worker.is_alive()


def copy_meanwhile(dbname, _copy, media):
    """The photo is stored and not committed."""
    with held(dbname, MEDIA, media, "_attach", after=True):
        finds_nothing(dbname)


def two_at_once(dbname, copy, _media):
    with held(dbname, COPY, copy, "_post", after=True):
        finds_nothing(dbname)
    run(dbname, MEDIA)


def two_of_one_moment(dbname, copy, _media):
    """The second sees the row as it was before the first was done with it."""
    with environment(dbname) as late:
        with held(dbname, COPY, copy, "_post", after=True):
            assert late[COPY].search_count([("state", "=", "pending")]) == 1
        late[COPY]._work()
    run(dbname, MEDIA)


CASES = {
    "photo before the copy reads": photo_meanwhile("_post", after=False),
    "photo after the copy has read": photo_meanwhile("_post", after=True),
    "copy while the photo is stored": copy_meanwhile,
    "two copies at once": two_at_once,
    "two copies of one moment": two_of_one_moment,
}
