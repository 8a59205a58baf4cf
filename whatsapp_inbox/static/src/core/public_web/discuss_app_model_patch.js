import {fields} from "@mail/core/common/record";
import {DiscussApp} from "@mail/core/public_web/discuss_app_model";
import {effectWithDebouncedCleanup} from "@mail/utils/common/misc";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

export const WHATSAPP_INBOX_CATEGORY = "whatsapp_inbox";
export const WAITING_CATEGORY = "whatsapp_inbox.waiting";
/** Who closes the queue for a moment does not begin anew, as in live chat. */
export const STOP_LISTENING_DELAY = 5 * 60 * 1000;

patch(DiscussApp, {
    new() {
        /** @type {import("models").DiscussApp} */
        const app = super.new(...arguments);
        effectWithDebouncedCleanup({
            delay: STOP_LISTENING_DELAY,
            dependencies: ({store}) => ({queue: store.whatsappQueue}),
            effect({queue}) {
                queue.listen();
                return () => queue.stopListening();
            },
            predicate: (discuss) =>
                Boolean(
                    discuss.exists() &&
                        discuss.isActive &&
                        discuss.whatsappWaiting?.open &&
                        !discuss.whatsappWaiting.hidden
                ),
            reactiveTargets: [app],
        });
        return app;
    },
});

/** @type {import("models").DiscussApp} */
const discussAppPatch = {
    setup() {
        super.setup(...arguments);
        this.whatsappInbox = fields.One("DiscussAppCategory", {
            compute() {
                return {
                    extraClass: "o_whatsapp_inbox_category",
                    hideWhenEmpty: !this.store.has_whatsapp_inbox_access,
                    icon: "fa fa-whatsapp",
                    id: WHATSAPP_INBOX_CATEGORY,
                    name: _t("WhatsApp"),
                    sequence: 5,
                };
            },
            eager: true,
        });
        this.whatsappWaiting = fields.One("DiscussAppCategory", {
            compute() {
                if (!this.store.has_whatsapp_inbox_access) {
                    return null;
                }
                return {
                    extraClass: "o_whatsapp_inbox_waiting_category",
                    icon: "fa fa-hourglass-half",
                    id: WAITING_CATEGORY,
                    name: _t("Waiting"),
                    sequence: 6,
                };
            },
            eager: true,
        });
    },
    _threadOnUpdate() {
        this.store.whatsappQueue?.onThreadChange(this.thread);
        super._threadOnUpdate();
    },
};
patch(DiscussApp.prototype, discussAppPatch);
