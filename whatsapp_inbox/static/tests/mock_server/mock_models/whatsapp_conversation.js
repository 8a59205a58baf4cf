import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";

import {fields, getKwArgs, models} from "@web/../tests/web_test_helpers";

export class WhatsappInboxConversation extends models.Model {
    _name = "whatsapp.inbox.conversation";

    state = fields.Char({default: "open"});
    waiting_since = fields.Datetime();
    window_expires_at = fields.Datetime();
    queue_since = fields.Datetime();
    priority = fields.Char({default: "0"});
    channel_id = fields.Integer();
    customer_name = fields.Char();

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
        return new mailDataHelpers.Store(this.browse(ids), [
            "queue_since",
            "priority",
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

    action_resolve(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        return this._set_state(ids, "resolved");
    }

    action_reopen(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        return this._set_state(ids, "open");
    }

    _set_state(ids, state) {
        this.write(ids, {state});
        const [partner] = this.env["res.partner"].read(this.env.user.partner_id);
        this.env["bus.bus"]._sendone(
            partner,
            "mail.record/insert",
            new mailDataHelpers.Store(this.browse(ids)).get_result()
        );
        return true;
    }

    get _to_store_defaults() {
        return ["state", "waiting_since", "window_expires_at"];
    }
}
