"""What rings, who is mailed, and where a link leads: browsers and the simulator."""

import itertools
import time
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from . import meta
from .browser import open_discuss
from .processes import wait_until

PHONES = itertools.count(34_656_000_001)
#: A notification of the system is a title in ``window.rang``.
RECORDER = """
window.rang = [];
window.Notification = class {
    static permission = "granted";
    constructor(title) { window.rang.push(title); }
    addEventListener() {}
    close() {}
};
"""


@pytest.fixture(scope="module")
def team(threaded):
    """Ana and Bea, who want a mail after a minute of absence."""
    users = []
    for login in ("ana", "bea"):
        user = threaded.new_agent(login)
        values = {"email": f"{login}@example.com", "whatsapp_away_minutes": 1}
        threaded.odoo.rpc("res.users", "write", [user], values)
        users.append(user)
    [team] = threaded.odoo.rpc(
        "whatsapp.inbox.team",
        "create",
        [{"name": "Garden", "member_ids": [(6, 0, users)]}],
    )
    threaded.odoo.rpc(
        "whatsapp.inbox.account", "write", [threaded.account_id], {"team_id": team}
    )
    return team


def mails(inbox):
    query = "SELECT email_to FROM mail_mail WHERE email_to LIKE %s ORDER BY id"
    return [row[0] for row in inbox.rows(query, "%@example.com")]


def test_an_album_rings_once(threaded, team, new_page):
    """Peers 14: ten webhooks at the same time."""
    phone = str(next(PHONES))
    page = new_page()
    page.add_init_script(RECORDER)
    discuss = open_discuss(page, threaded.odoo.url, login="bea")
    began = int(time.time())
    bodies = [meta.message_body(phone, f"Photo {n}", began) for n in range(10)]
    assert set(meta.post_all(threaded.webhook_url, bodies, clients=10)) == {200}
    threaded.wait_drained()
    channel = threaded.channel_of(phone)
    counter = discuss.locator(".o-mail-DiscussSidebarChannel .badge", has_text="10")
    expect(counter).to_be_visible()
    page.wait_for_function("window.rang.length")
    page.wait_for_timeout(1000)
    assert len(page.evaluate("window.rang")) == 1
    assert (
        threaded.scalar(
            "SELECT count(*) FROM mail_message WHERE res_id = %s"
            " AND model = 'discuss.channel' AND message_type = 'comment'",
            channel,
        )
        == 10
    )


def test_who_is_away_gets_one_mail(threaded, team, new_page):
    """Ana is away, Bea looks at Discuss."""
    discuss = open_discuss(new_page(), threaded.odoo.url, login="bea")
    here = (
        "SELECT count(*) FROM mail_presence p JOIN res_users u ON u.id = p.user_id"
        " WHERE u.login = 'bea' AND last_presence > now() at time zone 'UTC'"
        " - interval '30 seconds'"
    )
    wait_until(lambda: threaded.scalar(here), "Bea's presence")
    threaded.rows("DELETE FROM mail_mail WHERE email_to LIKE '%@example.com'")
    threaded.rows("UPDATE whatsapp_inbox_conversation SET state = 'pending'")
    phone = str(next(PHONES))
    before = int(time.time()) - 120
    bodies = [meta.message_body(phone, f"Hello {n}", before + n) for n in range(3)]
    assert set(meta.post_all(threaded.webhook_url, bodies, clients=3)) == {200}
    threaded.wait_drained()
    for _run in range(3):
        threaded.set_cron("ir_cron_away", True)
        wait_until(lambda: mails(threaded), "a mail", 40)
        time.sleep(1)
    assert mails(threaded) == ["ana@example.com"]
    expect(discuss.locator(".o-mail-Discuss")).to_be_visible()


def test_a_link_leads_to_its_team(threaded, team, new_page):
    """The customer scans the code on a poster, and writes on before sending."""
    [number] = threaded.simulator.get("")["numbers"][:1]
    threaded.odoo.rpc(
        "whatsapp.inbox.account",
        "write",
        [threaded.account_id],
        {"display_phone_number": number["display_phone_number"]},
    )
    [other] = threaded.odoo.rpc("whatsapp.inbox.team", "create", [{"name": "Repairs"}])
    [link] = threaded.odoo.rpc(
        "whatsapp.inbox.link",
        "create",
        [
            {
                "name": "Poster",
                "account_id": threaded.account_id,
                "team_id": other,
                "text": "Hello, my pot is broken.",
            }
        ],
    )
    [values] = threaded.odoo.rpc("whatsapp.inbox.link", "read", [link], ["url"])
    phone = new_page()
    address = f"{threaded.simulator.url}/#customer=giulia&link="
    phone.goto(address + quote(values["url"], safe=""))
    field = phone.get_by_role("textbox", name="Message")
    text = f"Hello, my pot is broken. ({code(threaded, link)})"
    expect(field).to_have_value(text)
    field.press("End")
    field.type(" Grazie!")
    phone.get_by_role("button", name="Send", exact=True).click()
    routed = (
        "SELECT c.team_id, c.link_id FROM whatsapp_inbox_conversation c"
        " JOIN whatsapp_inbox_contact k ON k.id = c.contact_id"
        " WHERE c.link_id IS NOT NULL"
    )
    assert wait_until(lambda: threaded.rows(routed), "a link") == [(other, link)]


def code(inbox, link):
    return inbox.scalar("SELECT code FROM whatsapp_inbox_link WHERE id = %s", link)
