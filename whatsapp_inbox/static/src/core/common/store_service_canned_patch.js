import {Store} from "@mail/core/common/store_service";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").Store} */
const storePatch = {
    async getMessagePostParams({postData, thread}) {
        const params = await super.getMessagePostParams(...arguments);
        if (thread.isWhatsappInbox) {
            const {whatsappButtons, whatsappCannedIds} = postData;
            if (whatsappButtons?.length && !postData.isNote) {
                params.post_data.whatsapp_buttons = whatsappButtons;
            }
            if (whatsappCannedIds?.length) {
                params.post_data.whatsapp_canned_ids = whatsappCannedIds;
                params.canned_response_ids = whatsappCannedIds;
            }
        }
        return params;
    },
};
patch(Store.prototype, storePatch);
