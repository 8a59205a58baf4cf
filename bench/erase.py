"""A person with a long history is erased, against one with a short one: the cost of a
message is to be the same."""

import time
from base64 import b64encode

from e2e.processes import database

from .world import World, environment, install

SHORT, LONG = 2_000, 20_000
FILE_EVERY = 10  # messages


def run(bench):
    with database(f"{bench.options.database}_erase") as name:
        install(name)
        with environment(name) as env:
            world = World(env, bench.simulator.url, 2)
            short, long = (
                [erased(bench, world, thread, count)]
                for thread, count in zip(world.threads, (SHORT, LONG), strict=True)
            )
    bench.add(
        f"a person with {LONG:,} messages and {LONG // FILE_EVERY:,} files is erased",
        f"one with {SHORT:,} messages",
        "ms a message",
        short,
        long,
        target=1.25,
        better="lower",
    )


def erased(bench, world, thread, count):
    """:return: milliseconds for each message"""
    contact = thread.whatsapp_contact_id
    bench.say(f"{count:,} messages of a customer")
    phone = contact.phone.lstrip("+")
    world.receive([world.message_body(phone, seconds=count - n) for n in range(count)])
    attach(world.env, thread)
    erasure = world.env["whatsapp.inbox.erasure"].create(
        {"contact_id": contact.id, "mode": "delete", "with_partner": True}
    )
    erasure.action_start()
    world.fresh()
    began = time.perf_counter()
    world.env["whatsapp.inbox.erasure"]._run()
    seconds = time.perf_counter() - began
    world.fresh()
    if erasure.state != "done":
        raise RuntimeError(f"The erasure is {erasure.state}: {erasure.error}")
    return seconds / count * 1000


def attach(env, thread):
    """A file of each tenth message, each of its own."""
    mails = env["mail.message"].search(
        [("model", "=", "discuss.channel"), ("res_id", "=", thread.id)]
    )[::FILE_EVERY]
    files = env["ir.attachment"].create(
        [
            {
                "name": f"{mail.id}.txt",
                "datas": b64encode(f"The file of {mail.id}".encode()),
                "res_model": "discuss.channel",
                "res_id": thread.id,
            }
            for mail in mails
        ]
    )
    for mail, file in zip(mails, files, strict=True):
        mail.attachment_ids = file
    env.cr.commit()
