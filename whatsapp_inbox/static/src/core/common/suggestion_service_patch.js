import {SuggestionService} from "@mail/core/common/suggestion_service";
import "@mail/discuss/core/common/suggestion_service_patch";

import {cleanTerm} from "@mail/utils/common/format";

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
    /** Those of whom the server says so: customers are partners, too. */
    getPartnerSuggestions(thread) {
        return thread?.isWhatsappInbox
            ? [...thread.whatsapp_mention_partners]
            : super.getPartnerSuggestions(...arguments);
    },
    searchSuggestions({delimiter, term}, {thread} = {}) {
        const result = super.searchSuggestions(...arguments);
        if (delimiter === "@" && thread?.isWhatsappInbox) {
            result.suggestions.push(
                ...thread.whatsapp_mention_teams.filter((team) =>
                    cleanTerm(team.name).includes(cleanTerm(term))
                )
            );
        }
        return result;
    },
});
