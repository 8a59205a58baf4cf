import {DiscussAppCategory} from "@mail/discuss/core/public_web/discuss_app_category_model";
import {compareDatetime} from "@mail/utils/common/misc";

import {
    WAITING_CATEGORY,
    WHATSAPP_INBOX_CATEGORY,
} from "@whatsapp_inbox/core/public_web/discuss_app_model_patch";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").DiscussAppCategory} */
const discussAppCategoryPatch = {
    get isWhatsappInbox() {
        return this.id === WHATSAPP_INBOX_CATEGORY;
    },
    get isWhatsappWaiting() {
        return this.id === WAITING_CATEGORY;
    },
    sortThreads(t1, t2) {
        if (this.isWhatsappInbox) {
            return (
                compareDatetime(t2.lastInterestDt, t1.lastInterestDt) || t2.id - t1.id
            );
        }
        return super.sortThreads(...arguments);
    },
};
patch(DiscussAppCategory.prototype, discussAppCategoryPatch);
