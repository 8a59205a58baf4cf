import {
    click,
    contains,
    onRpcBefore,
    openDiscuss,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {Deferred, describe, test} from "@odoo/hoot";
import {getService, serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

test("customers have a category of their own, the latest first", async () => {
    await createCustomerThread({channel: {last_interest_dt: "2018-01-01 10:00:00"}});
    await createCustomerThread({
        channel: {name: "Ben", last_interest_dt: "2018-01-02 10:00:00"},
        partner: {name: "Ben"},
    });
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_category", {text: "WhatsApp"});
    await contains(
        ".o_whatsapp_inbox_category + .o-mail-DiscussSidebarChannel-container:contains('Ben')"
    );
    await contains(".o-mail-DiscussSidebarChannel", {count: 2});
});

test("the unread messages of a customer are counted", async () => {
    const thread = await createCustomerThread();
    createMessage(thread);
    createMessage(thread);
    await start();
    await openDiscuss();
    await contains(".o-mail-DiscussSidebarChannel:contains('Ana García') .badge", {
        text: "2",
    });
    await click(".o_whatsapp_inbox_category .btn:not(.o_whatsapp_inbox_find_button)");
    await contains(".o_whatsapp_inbox_category .badge", {text: "1"});
});

test("an agent without a conversation is told how one starts", async () => {
    await startServer();
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_category");
    await contains(".o_whatsapp_inbox_empty:contains('No conversation yet')");
});

test("who is no agent has no category", async () => {
    const pyEnv = await startServer();
    pyEnv["res.users"].write([serverState.userId], {has_whatsapp_inbox_access: false});
    await start();
    await openDiscuss();
    await contains(".o-mail-DiscussSidebarCategory-channel");
    await contains(".o_whatsapp_inbox_category", {count: 0});
});

test("a conversation is unpinned, never left", async () => {
    await createCustomerThread();
    await start();
    await openDiscuss();
    await click(
        ".o-mail-DiscussSidebarChannel:contains('Ana García') [title='Chat Actions']"
    );
    await contains(".o-dropdown-item:contains('Leave Channel')", {count: 0});
    await click(".o-dropdown-item:contains('Unpin Conversation')");
    await contains(".o-mail-DiscussSidebarChannel", {count: 0});
});

/** Who was invited and dismissed is told so over their own bus. */
function tell(pyEnv, kind, content) {
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(partner, kind, content);
}

test("who is no member any more has the thread no longer", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    await start();
    await openDiscuss();
    await contains(".o-mail-DiscussSidebarChannel:contains('Ana García')");
    const [id] = pyEnv["discuss.channel.member"].search([
        ["channel_id", "=", channelId],
    ]);
    tell(pyEnv, "whatsapp_inbox.member/left", {id});
    await contains(".o-mail-DiscussSidebarChannel", {count: 0});
});

test("who opens a thread after having left it keeps it", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    const [id] = pyEnv["discuss.channel.member"].search([
        ["channel_id", "=", channelId],
    ]);
    pyEnv["discuss.channel.member"].unlink([id]);
    await createCustomerThread({channel: {name: "Ben"}, partner: {name: "Ben"}});
    await start();
    await openDiscuss(channelId);
    await contains(".o-mail-Composer-input");
    const told = new Deferred();
    getService("bus_service").subscribe("whatsapp_inbox.member/left", () =>
        told.resolve()
    );
    tell(pyEnv, "whatsapp_inbox.member/left", {id});
    await told;
    await contains(".o-mail-DiscussSidebarChannel.o-active:contains('Ana García')");
});

test("a thread that comes after one has left it is not kept", async () => {
    const pyEnv = await startServer();
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_empty");
    const {channelId} = await createCustomerThread();
    const kept = await createCustomerThread({
        channel: {name: "Ben"},
        partner: {name: "Ben"},
    });
    const [id] = pyEnv["discuss.channel.member"].search([
        ["channel_id", "=", channelId],
    ]);
    const asked = new Deferred();
    const left = new Deferred();
    const answer = new Deferred();
    getService("bus_service").subscribe("whatsapp_inbox.member/left", () =>
        left.resolve()
    );
    onRpcBefore("/mail/data", async () => {
        asked.resolve();
        await answer;
    });
    for (const channel_id of [channelId, kept.channelId]) {
        tell(pyEnv, "discuss.channel/joined", {channel_id, data: {}});
    }
    await asked;
    tell(pyEnv, "whatsapp_inbox.member/left", {id});
    await left;
    answer.resolve();
    await contains(".o-mail-DiscussSidebarChannel:contains('Ben')");
    await contains(".o-mail-DiscussSidebarChannel", {count: 1});
});
