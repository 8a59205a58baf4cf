import {Store} from "@mail/core/common/store_service";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").Store} */
const storePatch = {
    setup() {
        super.setup(...arguments);
        this.has_whatsapp_inbox_access = false;
        this.is_whatsapp_inbox_supervisor = false;
        /** @type {Object<string, number>|undefined} bytes by the first word of a type */
        this.whatsapp_inbox_upload_limits = undefined;
    },
    /** The numbers of this user that send nothing now. */
    get stoppedWhatsappAccounts() {
        return Object.values(this["whatsapp.inbox.account"].records).filter(
            (account) => account.state === "stopped"
        );
    },
    /**
     * Core keeps a message that the server refused, with an icon to try again, and not
     * a word about why. An agent must know: the file is too big, the window is closed.
     *
     * @param {Object} params
     * @param {import("models").Message} tmpMessage
     */
    async doMessagePost(params, tmpMessage) {
        if (!tmpMessage?.isInWhatsappInbox) {
            return super.doMessagePost(...arguments);
        }
        try {
            // Without the temporary message core lets the error through
            return await super.doMessagePost(params);
        } catch (error) {
            tmpMessage.whatsappRefused(error.data?.message, () =>
                this.doMessagePost(params, tmpMessage)
            );
        }
    },
};
patch(Store.prototype, storePatch);
