"""What ``test_assignment`` runs inside of Odoo: several processes that share out one
queue, while agents in others claim, release and resolve.

``dev/odoo shell`` calls :func:`main`; the processes are its forks, each with
connections of its own, as the workers of a server are.
"""

import multiprocessing
import random
import threading
import time

from odoo import SUPERUSER_ID, api, fields, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying

from odoo.addons.whatsapp_inbox.models.whatsapp_inbox_queue import ORDER

from simulator import seed

from . import meta

CAPACITIES = (1, 1, 2, 3, 5, 4)
ASSIGNERS = 3
#: so many assignments side by side: their locks are tried, not that there is one
PARALLEL = {"_parallel_runs": lambda self: ASSIGNERS}
#: at most, until nobody waits when all have room again and again
FINISH_SECONDS = 60
NUMBER = {
    "phone_number_id": seed.NUMBER_ID,
    "waba_id": seed.WABA_ID,
    "access_token": seed.ACCESS_TOKEN,
    "app_secret": seed.APP_SECRET,
    "verify_token": "the verify token",
}


def main(env, number, customers, seconds):
    """:param int number: of the team, and where the choices of its agents begin"""
    team = prepare(env, number, customers)
    team_id, users, dbname = team.id, team.member_ids.ids, env.cr.dbname
    env.cr.commit()
    env.cr.close()
    # a lock that a thread holds now would be held for ever in the forks
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(30)
    sql_db.close_all()
    fork = multiprocessing.get_context("fork")
    stop_agents, stop = fork.Event(), fork.Event()
    told = fork.Value("i")
    assigners = [
        fork.Process(target=assign, args=(dbname, stop)) for _n in range(ASSIGNERS)
    ]
    agents = [
        fork.Process(
            target=work, args=(dbname, team_id, own, number + n, stop_agents, told)
        )
        for n, own in enumerate((users[::2], users[1::2]))
    ]
    for process in assigners + agents:
        process.start()
    time.sleep(seconds)
    stop_agents.set()
    for process in agents:
        process.join(60)
    last = fork.Process(target=finish, args=(dbname, team_id, users))
    last.start()
    last.join(2 * FINISH_SECONDS)
    stop.set()
    for process in assigners:
        process.join(60)
    codes = [process.exitcode for process in [*assigners, *agents, last]]
    for process in [*assigners, *agents, last]:
        process.kill()
    print(f"TEAM {team_id} EXITS {codes} TOLD {told.value}")


def prepare(env, number, customers):
    """A team whose agents are online, and customers who wait for it."""
    group = env.ref("whatsapp_inbox.group_agent")
    users = env["res.users"].create(
        [
            {
                "name": f"Agent {number} {n}",
                "login": f"agent.{number}.{n}",
                "group_ids": [fields.Command.link(group.id)],
            }
            for n in range(len(CAPACITIES))
        ]
    )
    members = [
        fields.Command.create({"user_id": user.id, "capacity": capacity})
        for user, capacity in zip(users, CAPACITIES, strict=True)
    ]
    method = ("round_robin", "least_busy")[number % 2]
    team = env["whatsapp.inbox.team"].create(
        {
            "name": f"Team {number}",
            "assignment_method": method,
            "membership_ids": members,
        }
    )
    account = env["whatsapp.inbox.account"].search([], limit=1)
    if not account:
        account = account.create({"name": "Support", **NUMBER})
    account.team_id = team
    Event = env["whatsapp.inbox.webhook.event"]
    for n in range(customers):
        Event._store(account.id, meta.message_body(f"3469{number:03}{n:05}", "Hello"))
    env.cr.commit()
    Event._run()
    env["mail.presence"].create(
        [{"user_id": user.id, "status": "online"} for user in users]
    )
    return team


def assign(dbname, stop):
    """A worker that has nothing else to do."""
    with Registry(dbname).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        job = env["whatsapp.inbox.assignment"]
        for name, method in PARALLEL.items():
            setattr(type(job), name, method)
        while not stop.is_set():
            job._run()
            cr.commit()
            time.sleep(0.01)


def work(dbname, team_id, user_ids, number, stop, told):
    """Agents who take what they like from the queue, now and then beyond what they
    ought to have; who resolve, and give back.

    :param told: counts who claimed what somebody else has
    """
    choice = random.Random(number)
    with Registry(dbname).cursor() as cr:
        while not stop.is_set():
            env = api.Environment(cr, choice.choice(user_ids), {})
            if choice.random() < 0.3:
                found = first_in_queue(env, team_id, choice)
                cr.commit()  # what one sees is a moment old when one claims it
                late = retrying(lambda found=found: claim(found), env)
                with told.get_lock():
                    told.value += late
            else:
                retrying(lambda env=env: act(env, choice), env)
            cr.commit()


def finish(dbname, team_id, user_ids):
    """All have room, as they resolve what they have, until nobody waits."""
    deadline = time.monotonic() + FINISH_SECONDS
    with Registry(dbname).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        Conversation = env["whatsapp.inbox.conversation"]
        own = [("user_id", "in", user_ids), ("state", "=", "open")]
        waits = [("team_id", "=", team_id), ("queue_since", "!=", False)]
        while time.monotonic() < deadline:
            retrying(lambda: Conversation.search(own).action_resolve(), env)
            cr.commit()
            if not Conversation.search_count(waits):
                return
            cr.commit()
            time.sleep(0.05)


def first_in_queue(env, team_id, choice):
    """One of those that the assignment gives away next."""
    waiting = env["whatsapp.inbox.conversation"].search(
        [("team_id", "=", team_id), ("queue_since", "!=", False)],
        order=ORDER,
        limit=3,
    )
    return choice.choice(waiting) if waiting else waiting


def claim(conversation):
    """:return: whether somebody else was faster, as the agent was told"""
    late = bool(conversation.action_claim())
    # sudo: the agent may be told of what is no longer theirs to read
    owner = conversation.sudo().user_id
    assert late == bool(owner and owner != conversation.env.user), "told wrongly"
    return late


def act(env, choice):
    Conversation = env["whatsapp.inbox.conversation"]
    own = Conversation.search([("user_id", "=", env.uid), ("state", "=", "open")])
    deed = choice.random()
    if own and deed < 0.05:
        own.browse(choice.choice(own.ids)).action_release()
    elif own and deed < 0.9:
        own.browse(choice.choice(own.ids)).action_resolve()
