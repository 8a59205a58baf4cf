import {ThreadAction} from "@mail/core/common/thread_actions";

import {patch} from "@web/core/utils/patch";

/**
 * Renaming a customer and the raw record of the channel help nobody; the gallery has
 * the attachments, and more.
 */
const HIDDEN_ACTIONS = ["rename-thread", "advanced-settings", "attachments"];

patch(ThreadAction.prototype, {
    _condition({action, thread}) {
        if (thread?.isWhatsappInbox && HIDDEN_ACTIONS.includes(action.id)) {
            return false;
        }
        return super._condition(...arguments);
    },
});
