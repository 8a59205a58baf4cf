import {fields, Record} from "@mail/core/common/record";

import {x2ManyCommands} from "@web/core/orm_service";
import {user} from "@web/core/user";

/** So late a window is about to close. */
export const CLOSING_MINUTES = 60;

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
    /** Whether the customer wrote while the team was closed. */
    out_of_hours = false;
    /** Of its thread, which need not be loaded. @type {number} */
    channel_id;
    /** @type {string} */
    customer_name;
    window_expires_at = fields.Datetime({
        onUpdate() {
            this.stopClocks();
            const closesAt = this.window_expires_at;
            const clock = this.store.whatsappClock;
            this.clocks = [
                clock.follow(closesAt, (isOpen) => (this.isWindowOpen = isOpen)),
                clock.follow(
                    closesAt && closesAt.minus({minutes: CLOSING_MINUTES}),
                    (isFar) => (this.isWindowFar = isFar)
                ),
            ];
        },
    });
    /** Until then Meta bills nothing: the customer came by an ad. */
    free_until = fields.Datetime();
    /** Whether WhatsApp takes free text now. Only for display: the server decides. */
    isWindowOpen = false;
    /** Whether it stays open for more than an hour. */
    isWindowFar = false;
    clocks = [];
    user_id = fields.One("res.users");
    team_id = fields.One("whatsapp.inbox.team");
    snoozed_until = fields.Datetime();
    tag_ids = fields.Many("whatsapp.inbox.tag");

    delete() {
        this.stopClocks();
        super.delete(...arguments);
    }

    stopClocks() {
        this.clocks.forEach((stop) => stop());
        this.clocks = [];
    }

    /** Whether free text is about to be refused. */
    get isWindowClosing() {
        return this.isWindowOpen && !this.isWindowFar;
    }

    get isMine() {
        return this.user_id?.id === user.userId;
    }

    get isResolved() {
        return this.state === "resolved";
    }

    /**
     * Do one of the server's actions, which tells what became of it and offers to undo
     * it.
     *
     * @param {string} name
     * @param {Array} [args]
     * @param {() => void} [onUndone]
     */
    async act(name, args = [], onUndone = undefined) {
        const {action, orm} = this.store.env.services;
        const done = await orm.call("whatsapp.inbox.conversation", "action_with_undo", [
            [this.id],
            name,
            ...args,
        ]);
        await action.doAction({...done, params: {...done.params, onUndone}});
    }

    /** @param {"assign"|"transfer"|"snooze"} name of a dialog */
    async ask(name) {
        await this.store.env.services.action.doAction(
            `whatsapp_inbox.whatsapp_inbox_${name}_action`,
            {additionalContext: {default_conversation_ids: [this.id]}}
        );
    }

    /** @param {import("models").WhatsappTag} tag */
    async toggleTag(tag) {
        const command = tag.in(this.tag_ids)
            ? x2ManyCommands.unlink
            : x2ManyCommands.link;
        await this.store.env.services.orm.write(
            "whatsapp.inbox.conversation",
            [this.id],
            {tag_ids: [command(tag.id)]}
        );
    }
}
WhatsappConversation.register();
