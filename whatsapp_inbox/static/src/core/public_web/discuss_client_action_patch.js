import {DiscussClientAction} from "@mail/core/public_web/discuss_client_action";

import {router} from "@web/core/browser/router";
import {patch} from "@web/core/utils/patch";

patch(DiscussClientAction.prototype, {
    /**
     * The ids of imported messages are below zero, which an address gives as text. The
     * message is looked for in the thread of the address, however old it is.
     */
    async restoreDiscussThread(props) {
        const id = Number(router.current.highlight_message_id);
        const [model, threadId] = this.parseActiveId(this.getActiveId(props)) ?? [];
        if (id < 0 && model === "discuss.channel") {
            router.current.highlight_message_id = id;
            this.store["mail.message"].insert({id, thread: {model, id: threadId}});
        }
        await super.restoreDiscussThread(...arguments);
    },
});
