"""Rows 2 and 3: received messages and statuses, against ``message_post`` one by one.

A message counts as visible once its ``mail.message`` and its line on the bus are
committed; both are counted after each round.
"""

import time

from .scale import EACH


def floor(world, count):
    """Post and commit one by one in group channels of the same people.

    :return: messages a second
    """
    author = world.threads[0].whatsapp_contact_id.partner_id
    world.fresh()
    began = time.perf_counter()
    for index in range(count):
        world.groups[index % len(world.groups)].message_post(
            body="Good morning, is my order on its way? Thanks",
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        world.env.cr.commit()
    rate = count / (time.perf_counter() - began)
    world.fresh()
    return rate


def known(world, count):
    """Messages of customers who wrote before, a webhook each.

    :return: messages a second
    """
    phones = world.customers
    bodies = [
        world.message_body(phones[i % len(phones)], (count - i) // 10)
        for i in range(count)
    ]
    return _received(world, bodies)


def new(world, customers):
    """Messages of customers who never wrote, some each.

    :return: messages a second
    """
    phones = world.new_phones(customers)
    bodies = [
        world.message_body(phone, EACH - each)
        for each in range(EACH)
        for phone in phones
    ]
    return _received(world, bodies)


def _received(world, bodies):
    visible = "SELECT count(*) FROM mail_message WHERE model = 'discuss.channel'"
    on_bus = "SELECT count(*) FROM bus_bus WHERE message LIKE %s"
    kind = "%discuss.channel/new\\_message%"
    before = world.count(visible), world.count(on_bus, kind)
    seconds = world.receive(bodies)
    after = world.count(visible), world.count(on_bus, kind)
    if any(b - a != len(bodies) for a, b in zip(before, after, strict=True)):
        raise RuntimeError(f"{len(bodies)} messages: {before} became {after}")
    return len(bodies) / seconds


def statuses(world, count):
    """Delivered and read of answers that were sent, a webhook each.

    :return: statuses a second
    """
    messages = world.make_outbound(count, "sent")
    pairs = [
        (message.contact_id.phone.lstrip("+"), message.wamid) for message in messages
    ]
    world.fresh()
    bodies = [
        world.status_body(phone, wamid, status)
        for status in ("delivered", "read")
        for phone, wamid in pairs
    ]
    seconds = world.receive(bodies)
    if any(state != "read" for state in messages.mapped("state")):
        raise RuntimeError("a message with a read status is not read")
    world.fresh()
    return len(bodies) / seconds
