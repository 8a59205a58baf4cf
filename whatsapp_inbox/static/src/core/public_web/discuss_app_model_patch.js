import {fields} from "@mail/core/common/record";
import {DiscussApp} from "@mail/core/public_web/discuss_app_model";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

export const WHATSAPP_INBOX_CATEGORY = "whatsapp_inbox";

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
    },
};
patch(DiscussApp.prototype, discussAppPatch);
