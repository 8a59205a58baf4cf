import {fields} from "@mail/core/common/record";
import {Thread} from "@mail/core/common/thread_model";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** Several messages of a customer's thread at once, to forward, copy or download.
 *
 * @type {import("models").Thread}
 */
const threadPatch = {
    setup() {
        super.setup(...arguments);
        this.isWhatsappSelecting = false;
        this.whatsappSelected = fields.Many("mail.message");
        /** Where a range begins. */
        this.whatsappSelectedLast = fields.One("mail.message");
    },
    /** What is chosen and can still go, in the order in which it was said. */
    get whatsappSelection() {
        return this.whatsappSelected
            .filter((message) => !message.whatsappSelectRefusal)
            .sort((m1, m2) => m1.id - m2.id);
    },
    /** @param {import("models").Message} message the first one */
    startWhatsappSelection(message) {
        this.isWhatsappSelecting = true;
        this.selectWhatsapp(message, true);
    },
    endWhatsappSelection() {
        this.isWhatsappSelecting = false;
        this.whatsappSelected = [];
        this.whatsappSelectedLast = undefined;
    },
    /**
     * @param {import("models").Message} message
     * @param {boolean} isSelected
     * @param {boolean} [isRange] all from the last one to this one
     */
    selectWhatsapp(message, isSelected, isRange = false) {
        const last = isRange && this.whatsappSelectedLast?.id;
        const [first, end] = [message.id, last || message.id].sort((a, b) => a - b);
        for (const one of this.messages) {
            if (first <= one.id && one.id <= end && !one.whatsappSelectRefusal) {
                this.whatsappSelected[isSelected ? "add" : "delete"](one);
            }
        }
        this.whatsappSelectedLast = message;
    },
    /** @param {import("models").Message[]} messages */
    async copyWhatsappMessages(messages) {
        const {notification, orm} = this.store.env.services;
        try {
            const ids = messages.map(({id}) => id);
            const text = await orm.call("mail.message", "whatsapp_text", [ids]);
            await browser.navigator.clipboard.writeText(text);
        } catch {
            notification.add(_t("The browser did not allow to copy the message."), {
                type: "danger",
            });
            return;
        }
        notification.add(
            messages.length > 1
                ? _t("%s messages copied.", messages.length)
                : _t("Message Copied!"),
            {type: "info"}
        );
    },
};
patch(Thread.prototype, threadPatch);
