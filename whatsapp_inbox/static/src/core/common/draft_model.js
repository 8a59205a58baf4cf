import {fields, Record} from "@mail/core/common/record";

import {user} from "@web/core/user";

/** What an agent has typed and not sent, as the server keeps it. */
export class WhatsappDraft extends Record {
    static _name = "whatsapp.inbox.draft";
    static id = "id";

    /** @type {number} */
    id;
    active = fields.Attr(false, {
        onUpdate() {
            this.tellComposer();
        },
    });
    body = fields.Attr("", {
        onUpdate() {
            this.tellComposer();
        },
    });
    /** @type {boolean} */
    is_note;
    channel_id = fields.One("Thread", {inverse: "whatsappDrafts"});
    user_id = fields.One("res.users");
    /** Who discarded it or went on with it, if not its author. */
    ended_by_id = fields.One("res.users");
    write_date = fields.Datetime();

    get isMine() {
        return this.user_id?.id === user.userId;
    }

    get authorName() {
        return this.user_id?.partner_id?.name ?? "";
    }

    get enderName() {
        return this.ended_by_id?.partner_id?.name ?? "";
    }

    tellComposer() {
        if (this.isMine) {
            this.channel_id?.composer?.onWhatsappDraft(this);
        }
    }

    /** @returns {Promise<string>} its text, which is no longer the author's */
    async end() {
        return this.call("whatsapp_end_draft");
    }

    async restore() {
        await this.call("whatsapp_restore_draft");
    }

    async call(method) {
        return this.store.env.services.orm.call("discuss.channel", method, [
            [this.channel_id.id],
            this.id,
        ]);
    }
}
WhatsappDraft.register();
