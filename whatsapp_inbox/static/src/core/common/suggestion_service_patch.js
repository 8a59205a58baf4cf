import {SuggestionService} from "@mail/core/common/suggestion_service";
import "@mail/discuss/core/common/suggestion_service_patch";

import {patch} from "@web/core/utils/patch";

patch(SuggestionService.prototype, {
    /** Colleagues and channels mean nothing to a customer: mention them in notes alone. */
    getSupportedDelimiters(thread) {
        const delimiters = super.getSupportedDelimiters(...arguments);
        if (!thread?.isWhatsappInbox || thread.composer?.isWhatsappNote) {
            return delimiters;
        }
        return delimiters.filter(([delimiter]) => !["@", "#"].includes(delimiter));
    },
});
