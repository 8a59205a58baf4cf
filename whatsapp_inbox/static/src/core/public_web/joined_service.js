import {registry} from "@web/core/registry";

/** What the customer wrote last and the user has not read, asked for if need be. */
async function newestUnread(store, thread) {
    const isUnread = (message) =>
        message.whatsapp_direction === "inbound" &&
        message.id >= thread.self_member_id.new_message_separator;
    const known = thread.messages.findLast(isUnread);
    if (known) {
        return known;
    }
    const {data, messages} = await thread.fetchMessagesData();
    store.insert(data);
    return messages.map((id) => store["mail.message"].get(id)).find(isUnread);
}

/** Rings for a thread that the inbox has just given to the user.
 *
 * The browser hears of it before it listens to the thread, and what the customer wrote
 * may come with the thread and not as a new message.
 */
export const joinedService = {
    dependencies: ["bus_service", "mail.store", "ui"],
    start(env, {bus_service: busService, "mail.store": store, ui}) {
        busService.subscribe(
            "discuss.channel/joined",
            async ({channel_id: id, whatsapp_rings: rings}) => {
                if (!rings || ui.isSmall) {
                    return; // on a small screen core rings for nothing
                }
                await store.fetchChannel(id);
                const thread = store.Thread.get({model: "discuss.channel", id});
                if (!thread?.self_member_id?.message_unread_counter) {
                    return;
                }
                const message = await newestUnread(store, thread);
                if (message) {
                    await thread.notifyMessageToUser(message);
                }
            }
        );
    },
};
registry.category("services").add("whatsapp_inbox.joined", joinedService);
