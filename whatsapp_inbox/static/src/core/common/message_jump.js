import {useComponent} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * For panels beside a thread, which where there is no room stand in its place.
 *
 * @param {() => void} close the panel
 * @returns {(thread: import("models").Thread, id: number) => Promise<void>} shows a
 *     message of the thread, however old it is
 */
export function useMessageJump(close) {
    const component = useComponent();
    const store = useService("mail.store");
    const ui = useService("ui");
    return async (thread, id) => {
        const {inChatWindow, messageHighlight} = component.env;
        if (ui.isSmall || inChatWindow) {
            close();
            // the thread has to be there again
            await new Promise((resolve) =>
                setTimeout(() => requestAnimationFrame(resolve))
            );
        }
        const message = store["mail.message"].insert({
            id,
            model: "discuss.channel",
            res_id: thread.id,
            thread,
        });
        await messageHighlight?.highlightMessage(message, thread);
    };
}
