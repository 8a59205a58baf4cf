import {SuggestionService} from "@mail/core/common/suggestion_service";
import {cleanTerm} from "@mail/utils/common/format";

import {patch} from "@web/core/utils/patch";

/** @type {SuggestionService} */
const suggestionServicePatch = {
    /** In a WhatsApp thread the server finds canned replies, and fills them in. */
    async fetchSuggestions(
        {delimiter, term, whatsappContext: context},
        {thread, abortSignal} = {}
    ) {
        if (delimiter !== "::" || !thread?.isWhatsappInbox) {
            return super.fetchSuggestions(...arguments);
        }
        const found = await this.makeOrmCall(
            "mail.canned.response",
            "whatsapp_search",
            [thread.id, term],
            {context},
            {abortSignal}
        );
        this.whatsappCanned = {threadId: thread.id, context, term, found};
    },
    searchSuggestions({delimiter, term, whatsappContext: context}, {thread} = {}) {
        if (delimiter !== "::" || !thread?.isWhatsappInbox) {
            return super.searchSuggestions(...arguments);
        }
        return {
            type: "whatsapp.canned",
            suggestions: this.searchWhatsappCanned(term, thread, context),
        };
    },
    /** Until the answer is there: what fits of the last one. */
    searchWhatsappCanned(term, thread, context) {
        const last = this.whatsappCanned;
        if (last?.threadId !== thread.id || last.context !== context) {
            return [];
        }
        if (last.term === term) {
            return [...last.found];
        }
        const words = cleanTerm(term).split(/\s+/);
        return last.found.filter(({source, body}) => {
            const text = cleanTerm(`${source} ${body}`);
            return words.every((word) => text.includes(word));
        });
    },
};
patch(SuggestionService.prototype, suggestionServicePatch);
