import {UseSuggestion} from "@mail/core/common/suggestion_hook";

import {toRaw} from "@odoo/owl";

import {patch} from "@web/core/utils/patch";

/** @type {UseSuggestion} */
const useSuggestionPatch = {
    insert(option) {
        super.insert(...arguments);
        if (option.whatsappCanned) {
            toRaw(this.composer).addWhatsappCanned(option.whatsappCanned);
        }
    },
};
patch(UseSuggestion.prototype, useSuggestionPatch);
