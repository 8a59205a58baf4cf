import {Thread} from "@mail/core/common/thread_model";
import "@mail/discuss/core/web/thread_model_patch";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").Thread} */
const threadPatch = {
    /** Whether something would go from under the fingers: also what was just posted, as
     * the server may ask about it, or refuse it. */
    get isWhatsappWrittenIn() {
        return Boolean(
            this.isWhatsappInbox &&
                this.whatsappOpenCount &&
                (this.composer?.composerText ||
                    this.composer?.isWhatsappPicking ||
                    this.messages.some((message) => message.isPending))
        );
    },
    /** Who writes while a colleague answers and so takes it, looks on. */
    closeChatWindow() {
        if (!this.isWhatsappWrittenIn || this.displayToSelf) {
            return super.closeChatWindow(...arguments);
        }
    },
    /** When a customer is dealt with, the next one comes up, not a channel. */
    onPinStateUpdated() {
        const {discuss, env} = this.store;
        if (
            this.isWhatsappWrittenIn &&
            !this.displayToSelf &&
            !this.isLocallyPinned &&
            this.eq(discuss.thread)
        ) {
            this.isLocallyPinned = true;
            return;
        }
        if (
            this.isWhatsappInbox &&
            !this.displayToSelf &&
            !this.isLocallyPinned &&
            this.eq(discuss.thread) &&
            discuss.isActive &&
            !env.services.ui.isSmall
        ) {
            discuss.whatsappInbox.threads
                .find((thread) => thread.notEq(this) && thread.displayInSidebar)
                ?.setAsDiscussThread();
        }
        super.onPinStateUpdated();
    },
};
patch(Thread.prototype, threadPatch);
