import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";

import {fields, getKwArgs, makeKwArgs, models} from "@web/../tests/web_test_helpers";

const {Store} = mailDataHelpers;

export class WhatsappInboxConversation extends models.Model {
    _name = "whatsapp.inbox.conversation";

    state = fields.Char({default: "open"});
    waiting_since = fields.Datetime();
    window_expires_at = fields.Datetime();
    free_until = fields.Datetime();
    queue_since = fields.Datetime();
    out_of_hours = fields.Boolean();
    priority = fields.Char({default: "0"});
    channel_id = fields.Integer();
    customer_name = fields.Char();
    snoozed_until = fields.Datetime();
    team_id = fields.Many2one({relation: "whatsapp.inbox.team"});
    user_id = fields.Many2one({relation: "res.users"});
    tag_ids = fields.Many2many({relation: "whatsapp.inbox.tag"});

    queue_page(limit) {
        ({limit} = getKwArgs(arguments, "limit"));
        const waiting = this._filter([["queue_since", "!=", false]]).sort(
            (c1, c2) =>
                Number(c2.priority) - Number(c1.priority) ||
                (c1.queue_since < c2.queue_since ? -1 : 1)
        );
        const ids = waiting.map((conversation) => conversation.id);
        return {ids, data: this._queue_rows(ids.slice(0, limit))};
    }

    action_claim(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        this.write(ids, {queue_since: false});
        this._tell_queue({left: ids});
        return false;
    }

    _queue_rows(ids) {
        return new Store(this.browse(ids), [
            "queue_since",
            "priority",
            "out_of_hours",
            "channel_id",
            "customer_name",
        ]).get_result();
    }

    /** As the server tells those who look at the queue; here the user's own channel. */
    _tell_queue({joined = [], left = []}) {
        const [partner] = this.env["res.partner"].read(this.env.user.partner_id);
        this.env["bus.bus"]._sendone(partner, "whatsapp_inbox.queue/update", {
            joined,
            left,
            data: this._queue_rows(joined),
        });
    }

    /** What the server does is its own: here each action is as simple as can be. */
    action_with_undo(ids, action, value) {
        ({ids, action, value} = getKwArgs(arguments, "ids", "action", "value"));
        this.write(
            ids,
            {
                claim: {user_id: this.env.uid},
                priority: {priority: value},
                release: {user_id: false},
                reopen: {state: "open"},
                resolve: {state: "resolved"},
                snooze_for: {state: "snoozed"},
                take_over: {user_id: this.env.uid},
                wake: {state: "open"},
            }[action]
        );
        this._push(ids);
        return this._tell_done(ids, action);
    }

    action_offer_undo(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        return this._tell_done(ids, "drop");
    }

    _tell_done(ids, action) {
        return {
            type: "ir.actions.client",
            tag: "whatsapp_inbox_done",
            params: {message: `Done: ${action}`, type: "success", undo: ids},
        };
    }

    _push(ids) {
        const [partner] = this.env["res.partner"].read(this.env.user.partner_id);
        this.env["bus.bus"]._sendone(
            partner,
            "mail.record/insert",
            new Store(this.browse(ids)).get_result()
        );
    }

    get _to_store_defaults() {
        const partner = makeKwArgs({fields: ["avatar_128", "name"]});
        return [
            "state",
            "waiting_since",
            "window_expires_at",
            "free_until",
            "snoozed_until",
            "priority",
            Store.one(
                "user_id",
                makeKwArgs({fields: [Store.one("partner_id", partner)]})
            ),
            Store.one("team_id", makeKwArgs({fields: ["name"]})),
            Store.many("tag_ids", makeKwArgs({fields: ["name", "color"]})),
        ];
    }
}
