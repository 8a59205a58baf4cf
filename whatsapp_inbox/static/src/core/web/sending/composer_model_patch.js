import {Composer} from "@mail/core/common/composer_model";
import "@whatsapp_inbox/core/common/composer_draft_patch";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").Composer} */
const composerPatch = {
    setup() {
        super.setup(...arguments);
        /** Buttons or a list that were begun and not sent, see `ChoicesDialog`. */
        this.whatsappChoices = undefined;
    },
    forgetWhatsappDraft() {
        super.forgetWhatsappDraft(...arguments);
        if (!this.isWhatsappNote) {
            this.whatsappChoices = undefined;
        }
    },
};
patch(Composer.prototype, composerPatch);
