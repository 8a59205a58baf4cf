import {UseSuggestion} from "@mail/core/common/suggestion_hook";

import {toRaw} from "@odoo/owl";

import {patch} from "@web/core/utils/patch";

/** @type {UseSuggestion} */
const useSuggestionPatch = {
    detect() {
        this.search.whatsappContext = this.comp.env.whatsappContext;
        super.detect(...arguments);
    },
    insert(option) {
        super.insert(...arguments);
        if (option.whatsappCanned) {
            toRaw(this.composer).addWhatsappCanned(option.whatsappCanned);
        }
    },
};
patch(UseSuggestion.prototype, useSuggestionPatch);
