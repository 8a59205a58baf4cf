import {fields} from "@mail/core/common/record";
import {Composer} from "@mail/core/common/composer_model";
import {Store} from "@mail/core/common/store_service";
import {Thread} from "@mail/core/common/thread_model";

import {patch} from "@web/core/utils/patch";

import "@whatsapp_inbox/core/common/composer_model_patch";
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

/** @type {import("models").Composer} */
const composerPatch = {
    setup() {
        super.setup(...arguments);
        /** The ticket in whose chatter one writes; what is sent then is about it. */
        this.whatsappTicketId = undefined;
    },
    get whatsappContext() {
        const ticketId = this.whatsappTicketId;
        return ticketId
            ? {...super.whatsappContext, whatsapp_ticket_id: ticketId}
            : super.whatsappContext;
    },
};
patch(Composer.prototype, composerPatch);

/** @type {import("models").Store} */
const storePatch = {
    async getMessagePostParams({thread}) {
        const params = await super.getMessagePostParams(...arguments);
        if (thread.isWhatsappInbox && thread.composer?.whatsappTicketId) {
            params.context = {...params.context, ...thread.composer.whatsappContext};
        }
        return params;
    },
    /** The thread, which would show what was refused and why, is not in sight. */
    async doMessagePost(params, tmpMessage) {
        const data = await super.doMessagePost(...arguments);
        const composer = tmpMessage?.thread?.composer;
        if (tmpMessage?.whatsappTakeBack && composer?.whatsappTicketId) {
            const reason = tmpMessage.whatsapp_error;
            tmpMessage.whatsappTakeBack();
            this.env.services.notification.add(reason, {type: "danger"});
        }
        return data;
    },
};
patch(Store.prototype, storePatch);
