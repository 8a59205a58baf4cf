import {registry} from "@web/core/registry";

/** A customer's thread in a chat window, beside what is open. */
async function openChat(env, {params}) {
    const store = env.services["mail.store"];
    const thread = await store.Thread.getOrFetch({
        id: params.channel_id,
        model: "discuss.channel",
    });
    await thread?.openChatWindow({focus: true});
}
registry.category("actions").add("whatsapp_inbox_open_chat", openChat);
