import {fields} from "@mail/core/common/record";
import {Store} from "@mail/core/common/store_service";
import {Thread} from "@mail/core/common/thread_model";

import {patch} from "@web/core/utils/patch";

import "@whatsapp_inbox/core/common/store_service_patch";

/** @type {import("models").Thread} */
const threadPatch = {
    setup() {
        super.setup(...arguments);
        /** Of a ticket: the customer's threads that this user may write in. */
        this.whatsapp_threads = fields.Many("Thread");
    },
};
patch(Thread.prototype, threadPatch);

/** @type {import("models").Store} */
const storePatch = {
    /** The thread, which would show what was refused and why, is not in sight. */
    async doMessagePost(params, tmpMessage) {
        const data = await super.doMessagePost(...arguments);
        if (tmpMessage?.whatsappTakeBack && params.context?.whatsapp_ticket_id) {
            const reason = tmpMessage.whatsapp_error;
            tmpMessage.whatsappTakeBack();
            this.env.services.notification.add(reason, {type: "danger"});
        }
        return data;
    },
};
patch(Store.prototype, storePatch);
