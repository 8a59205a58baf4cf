import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";

/** Several come at once: one look for all. */
const LOOK_AFTER = 200;

/** Chatters of tickets show what is said on WhatsApp while they are open. */
export const ticketCopyService = {
    dependencies: ["bus_service", "mail.store"],
    start(env, {bus_service: busService, "mail.store": store}) {
        const waiting = new Map();
        async function look(thread) {
            if (thread.status === "loading") {
                browser.setTimeout(() => look(thread), LOOK_AFTER);
                return;
            }
            const ids = waiting.get(thread);
            waiting.delete(thread);
            const changed = ids.filter((id) =>
                thread.messages.some((m) => m.id === id)
            );
            if (changed.length < ids.length) {
                await thread.fetchNewMessages();
            }
            for (const id of changed) {
                const {data} = await thread.fetchMessagesData({after: id - 1});
                store.insert(data);
            }
        }
        busService.subscribe(
            "whatsapp_inbox.ticket_copy",
            ({ticket_id: id, message_id: messageId}) => {
                const thread = store.Thread.get({model: "helpdesk.ticket", id});
                // what is on its way to a ticket that opens may be older
                if (!thread || thread.status === "new") {
                    return;
                }
                if (!waiting.has(thread)) {
                    waiting.set(thread, []);
                    browser.setTimeout(() => look(thread), LOOK_AFTER);
                }
                waiting.get(thread).push(messageId);
            }
        );
    },
};
registry.category("services").add("whatsapp_inbox.ticket_copy", ticketCopyService);
