import {fields, Record} from "@mail/core/common/record";

import {followClock} from "./clock";

/** The work item inside a thread, from the first message to its resolution. */
export class WhatsappConversation extends Record {
    static _name = "whatsapp.inbox.conversation";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {"open"|"pending"|"snoozed"|"resolved"} */
    state;
    waiting_since = fields.Datetime();
    /** Since when nobody has it though it waits for us. */
    queue_since = fields.Datetime();
    /** @type {"0"|"1"|"2"} */
    priority = "0";
    /** Of its thread, which need not be loaded. @type {number} */
    channel_id;
    /** @type {string} */
    customer_name;
    window_expires_at = fields.Datetime({
        onUpdate() {
            this.stopClock?.();
            this.stopClock = followClock(
                this.window_expires_at,
                (isToCome) => (this.isWindowOpen = isToCome)
            );
        },
    });
    /** Whether WhatsApp takes free text now. Only for display: the server decides. */
    isWindowOpen = false;
    stopClock;
    user_id = fields.One("res.users");
    team_id = fields.One("whatsapp.inbox.team");

    delete() {
        this.stopClock?.();
        super.delete(...arguments);
    }

    async resolve() {
        await this.callServer("action_resolve");
    }

    async reopen() {
        await this.callServer("action_reopen");
    }

    async callServer(method) {
        await this.store.env.services.orm.call("whatsapp.inbox.conversation", method, [
            [this.id],
        ]);
    }
}
WhatsappConversation.register();
