import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.mail.tools.discuss import Store

CHANNEL_TYPE = "whatsapp_inbox"


def is_whatsapp(channel):
    return channel.channel_type == CHANNEL_TYPE


class DiscussChannel(models.Model):
    """The thread: one per number and contact, for ever."""

    _inherit = "discuss.channel"

    channel_type = fields.Selection(
        selection_add=[(CHANNEL_TYPE, "WhatsApp")],
        ondelete={CHANNEL_TYPE: "cascade"},
    )
    whatsapp_account_id = fields.Many2one(
        "whatsapp.inbox.account",
        string="WhatsApp Number",
        index="btree_not_null",
        ondelete="restrict",
    )
    whatsapp_contact_id = fields.Many2one(
        "whatsapp.inbox.contact",
        string="WhatsApp Contact",
        index="btree_not_null",
        ondelete="restrict",
    )
    whatsapp_conversation_id = fields.Many2one(
        "whatsapp.inbox.conversation",
        string="Last Conversation",
        ondelete="set null",
        index="btree_not_null",
    )
    whatsapp_team_id = fields.Many2one(
        "whatsapp.inbox.team", index="btree_not_null", ondelete="restrict"
    )

    whatsapp_owner_id = fields.Many2one(
        "whatsapp.inbox.thread.owner",
        string="Who Answers",
        index="btree_not_null",
        ondelete="set null",
    )

    _whatsapp_thread_unique = models.UniqueIndex(
        "(whatsapp_account_id, whatsapp_contact_id)"
        " WHERE channel_type = 'whatsapp_inbox'"
    )

    @api.depends("channel_type", "whatsapp_contact_id.partner_id.avatar_128")
    def _compute_avatar_128(self):
        threads = self.filtered(is_whatsapp)
        result = super(DiscussChannel, self - threads)._compute_avatar_128()
        for thread in threads:
            # sudo: the picture of the customer of a thread that one may read
            partner = thread.whatsapp_contact_id.sudo().partner_id
            thread.avatar_128 = thread.image_128 or partner.avatar_128
        return result

    # -- CRUD ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("channel_type") == CHANNEL_TYPE for vals in vals_list):
            self._whatsapp_check_system()
        return super().create(vals_list)

    def write(self, vals):
        if any(name.startswith("whatsapp_") for name in vals):
            self._whatsapp_check_system()
        return super().write(vals)

    def _whatsapp_check_system(self):
        """Whose thread it is decides where answers go and who reads them, so members,
        who may write on a channel, may not change it."""
        if not self.env.su:
            raise AccessError(
                self.env._("WhatsApp threads are made by the messages of customers.")
            )

    def _find_or_create_persona_for_channel(self, *args, **kwargs):
        """Core lets in whoever has the link of a channel, and the link never changes:
        who left the team, or the company's guests, must not come back by it."""
        if any(channel.channel_type == CHANNEL_TYPE for channel in self):
            raise UserError(self.env._("WhatsApp threads have no invitation links."))
        return super()._find_or_create_persona_for_channel(*args, **kwargs)

    # -- threads ------------------------------------------------------------------

    @api.model
    def _whatsapp_threads(self, account, contacts):
        """The thread of each contact with ``account``, made where there is none.

        :rtype: dict of whatsapp.inbox.contact → discuss.channel
        """
        domain = [
            ("whatsapp_account_id", "=", account.id),
            ("whatsapp_contact_id", "in", contacts.ids),
            ("channel_type", "=", CHANNEL_TYPE),
        ]
        threads = {c.whatsapp_contact_id: c for c in self.search(domain)}
        missing = contacts.filtered(lambda contact: contact not in threads)
        if missing:
            # install_mode: core would add whoever runs the job as a member
            created = self.with_context(install_mode=True).create(
                [self._whatsapp_thread_vals(account, contact) for contact in missing]
            )
            created = created.with_context(install_mode=False)
            threads.update(zip(missing, created, strict=True))
        return threads

    @api.model
    def _whatsapp_thread_vals(self, account, contact):
        return {
            "name": contact.display_name,
            "channel_type": CHANNEL_TYPE,
            "whatsapp_account_id": account.id,
            "whatsapp_contact_id": contact.id,
            "whatsapp_team_id": account.team_id.id,
        }

    def _prepare_conversation_vals(self):
        """Values of a new conversation in this thread; then it is routed, unless a
        bridge says here who has it."""
        self.ensure_one()
        account, last = self.whatsapp_account_id, self.whatsapp_conversation_id
        team = account.team_id
        if account.routing_active and account._is_lately(
            last.resolved_at, fields.Datetime.now()
        ):
            team = last.team_id.filtered("active") or team  # not asked again
        return {
            "channel_id": self.id,
            "account_id": account.id,
            "contact_id": self.whatsapp_contact_id.id,
            "team_id": team.id,
            "routing_state": "new",
            "resolved_before": last.resolved_at,
        }

    def _whatsapp_open_action(self):
        """Show this thread in Discuss; of several (or none), the conversations."""
        if len(self) != 1:
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "whatsapp_inbox.whatsapp_inbox_conversation_action"
            )
            domain = [("channel_id", "in", self.ids)]
            return {**action, "domain": domain, "context": {}}
        return {
            "type": "ir.actions.client",
            "tag": "mail.action_discuss",
            "params": {"active_id": f"discuss.channel_{self.id}"},
            "context": {"active_id": f"discuss.channel_{self.id}"},
        }

    def _whatsapp_partner_changed(self, old, new):
        """The customer of this thread is another partner: so are the messages."""
        self.ensure_one()
        self.name = self.whatsapp_contact_id.display_name
        inbound = self.env["whatsapp.inbox.message"].search(
            [("channel_id", "=", self.id), ("direction", "=", "inbound")]
        )
        inbound.mail_message_id.write({"author_id": new.id})
        reactions = self.env["mail.message.reaction"].search(
            [
                ("message_id.model", "=", "discuss.channel"),
                ("message_id.res_id", "=", self.id),
                ("partner_id", "=", old.id),
            ]
        )
        reactions.write({"partner_id": new.id})
        store = Store(bus_channel=self).add(self.whatsapp_contact_id)
        store.add(inbound.mail_message_id[:30], [Store.One("author_id", ["name"])])
        store.bus_send()

    def _whatsapp_dismiss_members(self, members):
        """Take finished threads off the sidebars; the next message invites again.

        Being a member costs each browser a subscription, so it must not last for
        ever: agents go on reading the thread by the rules.

        :param members: of these threads
        """
        members.channel_id.mapped("channel_type")  # else one by one
        for channel, own in members.grouped("channel_id").items():
            for member in own:
                # a browser that was just invited does not listen to the thread yet
                member._bus_send("whatsapp_inbox.member/left", {"id": member.id})
            Store(bus_channel=channel).add(
                channel,
                [Store.Many("channel_member_ids", [], mode="DELETE", value=own)],
            ).bus_send()
        members.unlink()

    # -- lines between the messages -----------------------------------------------

    def _whatsapp_post_line(self, body, at, push=False):
        """Show in the thread what happened at ``at`` (naive UTC); it goes nowhere.

        :param body: text, or Markup
        :param bool push: wake the agents as a customer's message does
        :return: the ``mail.message``
        """
        mail = self._whatsapp_post_lines([(self, body, at)])
        if push:
            self.sudo()._whatsapp_push(mail)
        return mail

    @api.model
    def _whatsapp_post_lines(self, lines):
        """The same in several threads at once.

        ``whatsapp_lines`` of the context is a list of whoever publishes them together
        with messages of the same threads.

        :param list lines: (thread, body, at)
        :return: the ``mail.message``s, in their order
        """
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        line = Markup('<div class="o_mail_notification">%s</div>')
        # sudo: what WhatsApp tells has no user
        mails = self.env["mail.message"].sudo()
        mails = mails.create(
            [
                {
                    "model": "discuss.channel",
                    "res_id": channel.id,
                    "record_name": channel.name,
                    "author_id": False,
                    "email_from": False,
                    "reply_to": False,
                    "body": line % body,
                    "date": at,
                    "message_type": "notification",
                    "subtype_id": comment,
                }
                for channel, body, at in lines
            ]
        )
        if mails and (together := self.env.context.get("whatsapp_lines")) is not None:
            together.append(mails)
        elif mails:
            channels = self.sudo().union(*(channel for channel, _body, _at in lines))
            self.env["whatsapp.inbox.inbound"].sudo()._publish(channels.sudo(), mails)
        return mails

    def _whatsapp_send_owner(self):
        """Tell the open browsers who answers this customer."""
        Store(bus_channel=self).add(
            self, [Store.One("whatsapp_owner_id", sudo=True)]
        ).bus_send()

    # -- push ---------------------------------------------------------------------

    def _web_push_send_notification(self, devices, *args, **kwargs):
        """Core calls the push services at once for a few devices; the drain and
        the outbox leave all of it to core's own cron."""
        if self.channel_type != CHANNEL_TYPE:
            return super()._web_push_send_notification(devices, *args, **kwargs)
        payload = json.dumps(kwargs.get("payload"))
        self.env["mail.push"].sudo().create(
            [
                {"mail_push_device_id": device.id, "payload": payload}
                for device in devices
            ]
        )
        self.env.ref("mail.ir_cron_web_push_notification").sudo()._trigger()
        return None

    # -- store --------------------------------------------------------------------

    def _to_store_defaults(self, target):
        return super()._to_store_defaults(target) + [
            Store.One(
                "whatsapp_account_id",
                ["name", "display_phone_number", "state", "state_reason"],
                predicate=is_whatsapp,
                sudo=True,
            ),
            Store.One("whatsapp_contact_id", predicate=is_whatsapp, sudo=True),
            Store.One("whatsapp_conversation_id", predicate=is_whatsapp, sudo=True),
            Store.One("whatsapp_owner_id", predicate=is_whatsapp, sudo=True),
        ]

    def _sync_field_names(self):
        result = super()._sync_field_names()
        result[None].append(
            Store.One("whatsapp_conversation_id", predicate=is_whatsapp, sudo=True)
        )
        return result

    def _lazy_load_members_channel_types(self):
        """A team is a member of each of its threads: the browser asks for them when
        somebody wants to see them, as for groups."""
        return [*super()._lazy_load_members_channel_types(), CHANNEL_TYPE]

    def channel_fetched(self):
        """Core does it for its own types by name; here nobody is shown who fetched."""
        threads = self.filtered(is_whatsapp)
        return super(DiscussChannel, self - threads).channel_fetched()
