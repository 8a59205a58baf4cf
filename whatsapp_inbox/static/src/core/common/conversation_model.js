import {fields, Record} from "@mail/core/common/record";

import {browser} from "@web/core/browser/browser";

const {DateTime} = luxon;

/** The work item inside a thread, from the first message to its resolution. */
export class WhatsappConversation extends Record {
    static _name = "whatsapp.inbox.conversation";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {"open"|"pending"|"snoozed"|"resolved"} */
    state;
    waiting_since = fields.Datetime();
    window_expires_at = fields.Datetime({
        onUpdate() {
            this.updateWindow();
        },
    });
    /** Whether WhatsApp takes free text now. Only for display: the server decides. */
    isWindowOpen = false;
    windowTimeout = undefined;
    user_id = fields.One("res.users");
    team_id = fields.One("whatsapp.inbox.team");

    /** Follow the clock: the window closes without any message from the server. */
    updateWindow() {
        browser.clearTimeout(this.windowTimeout);
        const remaining = this.window_expires_at
            ? this.window_expires_at.toMillis() - DateTime.now().toMillis()
            : 0;
        this.isWindowOpen = remaining > 0;
        if (this.isWindowOpen) {
            this.windowTimeout = browser.setTimeout(
                () => this.updateWindow(),
                remaining
            );
        }
    }

    delete() {
        browser.clearTimeout(this.windowTimeout);
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
