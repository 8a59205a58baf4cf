import {
    click,
    contains,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mockService, onRpc, serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

test("the header says who the customer is", async () => {
    await openCustomerThread();
    await contains(".o_whatsapp_inbox_name", {text: "Ana García"});
    await contains(".o_whatsapp_inbox_profile", {text: "~Anita"});
    await contains(".o_whatsapp_inbox_handle", {text: "+34 600 11 12 22"});
    await contains(".o_whatsapp_inbox_account", {count: 0});
});

test("who has no number is known by the username", async () => {
    await openCustomerThread({
        contact: {
            name: "Ana García",
            phone: false,
            phone_formatted: false,
            username: "ana.garcia",
        },
    });
    await contains(".o_whatsapp_inbox_handle", {text: "@ana.garcia"});
    await contains(".o_whatsapp_inbox_profile", {count: 0});
});

test("with several numbers of ours the header names the one", async () => {
    const {channelId} = await createCustomerThread();
    await createCustomerThread({account: {name: "Support"}, partner: {name: "Ben"}});
    await start();
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_account", {text: "Sales"});
});

test("the contact is one click away", async () => {
    const {channelId, partnerId} = await createCustomerThread();
    mockService("action", {
        doAction(action) {
            if (action.res_model === "res.partner") {
                expect.step(`${action.res_model} ${action.res_id}`);
                return;
            }
            return super.doAction(...arguments);
        },
    });
    await start();
    await openDiscuss(channelId);
    await click(".o-mail-DiscussContent-header button[title='Open Contact']");
    await expect.waitForSteps([`res.partner ${partnerId}`]);
});

test("when a customer leaves the sidebar the next one comes up", async () => {
    const {channelId} = await createCustomerThread({
        channel: {last_interest_dt: "2018-01-02 10:00:00"},
    });
    await createCustomerThread({
        channel: {name: "Ben", last_interest_dt: "2018-01-01 10:00:00"},
        partner: {name: "Ben"},
    });
    await start();
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_name", {text: "Ana García"});
    await click(
        ".o-mail-DiscussSidebarChannel:contains('Ana García') [title='Chat Actions']"
    );
    await click(".o-dropdown-item:contains('Unpin Conversation')");
    await contains(".o_whatsapp_inbox_name", {text: "Ben"});
});

test("nothing in the header that makes no sense for a customer", async () => {
    await openCustomerThread();
    await contains(".o-mail-DiscussContent-header button[title='Search Messages']");
    for (const title of ["Start Call", "Start Video Call", "Threads"]) {
        await contains(`.o-mail-DiscussContent-header button[title='${title}']`, {
            count: 0,
        });
    }
    await contains(".o-mail-DiscussContent-header input", {count: 0});
    await contains(".o-discuss-ChannelMemberList", {count: 0});
    await click(".o-mail-DiscussContent-header button[title='Invite People']");
    await contains(".o-discuss-ChannelInvitation-search");
    await contains(".o-discuss-ChannelInvitation .fa-copy", {count: 0});
});

test("nothing in a chat window's menu that makes no sense for a customer", async () => {
    const {channelId} = await createCustomerThread();
    setupChatHub({opened: [channelId]});
    await start();
    await contains(".o-mail-ChatWindow button[title*='Close Chat Window']");
    await contains(".o-mail-ChatWindow button[title='Start Call']", {count: 0});
    await click(".o-mail-ChatWindow-moreActions");
    await contains(".o-dropdown-item:contains('Resolve')");
    for (const name of ["Rename Thread", "Call Settings", "Leave Channel"]) {
        await contains(`.o-dropdown-item:contains('${name}')`, {count: 0});
    }
});

test("several contacts with one number: one click decides", async () => {
    onRpc("whatsapp.inbox.contact", "set_partner", ({args}) => expect.step(args[1]));
    const {pyEnv, channelId, contactId, partnerId} = await createCustomerThread();
    const otherId = pyEnv["res.partner"].create({name: "Ana's mother"});
    pyEnv["whatsapp.inbox.contact"].write([contactId], {
        partner_id: false,
        partner_candidate_ids: [partnerId, otherId],
        partner_ambiguous: true,
    });
    await start();
    await openDiscuss(channelId);
    await contains(
        ".o_whatsapp_inbox_ambiguous:contains('Several contacts have this number')"
    );
    await contains(".o_whatsapp_inbox_ambiguous button", {count: 2});
    await click(".o_whatsapp_inbox_ambiguous button", {text: "Ana's mother"});
    await expect.waitForSteps([otherId]);
    await contains(".o_whatsapp_inbox_ambiguous", {count: 0});
    await contains(".o_whatsapp_inbox_name", {text: "Ana's mother"});
    // and it can be changed later
    await click(".o-mail-DiscussContent-header button[title='Change Contact']");
    await click(".modal .list-group-item:contains('Ana García')");
    await expect.waitForSteps([partnerId]);
    await contains(".modal", {count: 0});
    await contains(".o_whatsapp_inbox_name", {text: "Ana García"});
});

test("a number of ours that is stopped says so with the reason", async () => {
    const {pyEnv, accountId} = await openCustomerThread();
    await contains(".o-mail-Thread");
    await contains(".o_whatsapp_inbox_stopped", {count: 0});
    pushRecord(pyEnv, "whatsapp.inbox.account", accountId, {
        state: "stopped",
        state_reason: "The access token has expired.",
    });
    await contains(
        ".o_whatsapp_inbox_stopped:contains('The WhatsApp number Sales is stopped')"
    );
    await contains(
        ".o_whatsapp_inbox_stopped:contains('The access token has expired.')"
    );
});

test("a customer's message rings, a colleague's answer does not", async () => {
    mockService("mail.out_of_focus", {
        notify(message) {
            expect.step(message.previewText.toString());
        },
    });
    const thread = await createCustomerThread();
    const {pyEnv, channelId, partnerId} = thread;
    const colleagueId = pyEnv["res.partner"].create({name: "Colleague"});
    await start();
    const notify = (messageId) => pushNewMessage(pyEnv, channelId, messageId);
    notify(
        createMessage(thread, {
            author_id: colleagueId,
            body: "From a colleague",
            whatsapp_direction: "outbound",
        })
    );
    notify(createMessage(thread, {author_id: partnerId, body: "From the customer"}));
    await expect.waitForSteps(["From the customer"]);
    await contains(".o-mail-ChatBubble .fa-whatsapp");
});

function pushNewMessage(pyEnv, channelId, messageId) {
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    const [message] = pyEnv["mail.message"].browse(messageId);
    pyEnv["bus.bus"]._sendone(partner, "discuss.channel/new_message", {
        data: {
            "mail.message": [
                {
                    id: messageId,
                    author_id: message.author_id,
                    body: ["markup", message.body],
                    message_type: "comment",
                    thread: {id: channelId, model: "discuss.channel"},
                    whatsapp_direction: message.whatsapp_direction,
                },
            ],
        },
        id: channelId,
    });
}
