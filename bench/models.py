"""What the addon itself writes for three customers: the models of a grown database.

Everything that ``bench.fill`` generates is a copy of one of these rows with other
ids, names and times, so a column that the addon gets tomorrow is right by itself.
"""

from dataclasses import dataclass, field

TEAMS = 5
QUEUE_AGENT = "queue"  # sees all that waits
GROUP_AGENT = "groups"  # has no thread but as many group channels
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass
class Models:
    """Ids of the rows to copy.

    :ivar dict conversation: by state
    :ivar dict message: id of ``whatsapp.inbox.message`` by what it is: "text",
        "picture", "answer"
    :ivar dict mail: of ``mail.message`` likewise
    """

    partner: int = 0
    contact: int = 0
    aliases: list = field(default_factory=list)
    channel: int = 0
    member: int = 0
    attachment: int = 0
    event: int = 0
    status: int = 0
    group: int = 0
    group_member: int = 0
    group_mail: int = 0
    account: int = 0
    teams: list = field(default_factory=list)
    conversation: dict = field(default_factory=dict)
    message: dict = field(default_factory=dict)
    mail: dict = field(default_factory=dict)


def make(world):
    """Have the addon write them.

    :param world: a ``bench.world.World`` of three customers
    :rtype: Models
    """
    resolved, answered, waiting = world.threads.sorted("id")
    models = Models(account=world.account.id)
    models.teams = _make_teams(world).ids
    _converse(world, resolved)
    _answer(world, answered)
    resolved.whatsapp_conversation_id.action_resolve()
    world.fresh()
    for thread in (resolved, answered, waiting):
        conversation = thread.whatsapp_conversation_id
        models.conversation[conversation.state] = conversation.id
    _note_rows(world, models, resolved, waiting)
    _make_group(world, models)
    world.env.cr.commit()
    return models


def _make_teams(world):
    """The world's team and others; its first agent is in the second one too, another
    agent is in all but the first."""
    env = world.env
    group = env.ref("whatsapp_inbox.group_agent")
    names = [f"team{t}agent{n}" for t in range(2, TEAMS + 1) for n in range(4)]
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": name.title(),
                    "login": name,
                    "password": name,
                    "group_ids": [(4, group.id)],
                }
                for name in [*names, QUEUE_AGENT, GROUP_AGENT]
            ]
        )
    )
    by_login = {user.login: user for user in users}
    teams = world.account.team_id
    for number in range(2, TEAMS + 1):
        own = [by_login[f"team{number}agent{n}"].id for n in range(4)]
        own.append(by_login[QUEUE_AGENT].id)
        if number == 2:
            own.append(world.agents[0].id)
        teams += teams.create({"name": f"Team {number}", "member_ids": [(6, 0, own)]})
    return teams


def _converse(world, thread):
    """A text, a picture that was fetched, an answer that was read."""
    env, account = world.env, world.account
    phone = thread.whatsapp_contact_id.phone.lstrip("+")
    media_id = account._api().upload_media(
        account.phone_number_id, "photo.png", "image/png", PICTURE
    )
    picture = {"type": "image", "image": {"id": media_id, "mime_type": "image/png"}}
    world.receive([world.message_body(phone, **picture)])
    env["whatsapp.inbox.media"]._run()
    answer = _answer(world, thread)
    world.receive(
        [world.status_body(phone, answer.wamid, word) for word in ("delivered", "read")]
    )


def _answer(world, thread):
    """:return: the answer, sent: whatsapp.inbox.message"""
    thread.with_user(world.agents[1]).message_post(
        body="Yes, it is on its way.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    world.env.cr.commit()
    world.env["whatsapp.inbox.outbox"]._run()
    world.fresh()
    return world.env["whatsapp.inbox.message"].search(
        [("channel_id", "=", thread.id), ("direction", "=", "outbound")], limit=1
    )


def _note_rows(world, models, thread, waiting):
    env = world.env
    contact = thread.whatsapp_contact_id
    models.partner, models.contact = contact.partner_id.id, contact.id
    models.aliases = contact.alias_ids.ids
    models.channel = thread.id
    models.member = waiting.channel_member_ids[:1].id
    messages = env["whatsapp.inbox.message"].search([("channel_id", "=", thread.id)])
    for message in messages:
        if message.direction == "outbound":
            kind = "answer"
        else:
            kind = {"image": "picture"}.get(message.message_type, "text")
        models.message[kind] = message.id
        models.mail[kind] = message.mail_message_id.id
    models.attachment = messages.attachment_id.id
    models.event = env["whatsapp.inbox.webhook.event"].search([], limit=1).id
    foreign = world.status_body("34600000000", world.new_wamid(), "delivered")
    world.receive([foreign])
    models.status = env["whatsapp.inbox.status"].search([], limit=1).id


def _make_group(world, models):
    """A group channel, for what Discuss itself does with as many messages."""
    group = world.groups[0]
    mail = group.with_user(world.agents[1]).message_post(
        body="Yes, it is on its way.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )
    others = group.channel_member_ids.filtered(
        lambda member: member.partner_id in world.agents[2:].partner_id
    )
    models.group, models.group_mail = group.id, mail.id
    models.group_member = others[:1].id
