import {fields} from "@mail/core/common/record";
import {Store} from "@mail/core/common/store_service";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").Store} */
const storePatch = {
    setup() {
        super.setup(...arguments);
        this.whatsappQueue = fields.One("whatsapp.inbox.queue");
    },
    onStarted() {
        this.whatsappQueue = {};
        super.onStarted(...arguments);
    },
    /** On a wide screen there is no tab of our own: the customers are among the chats. */
    tabToThreadType(tab) {
        const threadTypes = super.tabToThreadType(...arguments);
        if (tab === "chat" && !this.env.services.ui.isSmall) {
            threadTypes.push("whatsapp_inbox");
        }
        return threadTypes;
    },
};
patch(Store.prototype, storePatch);
