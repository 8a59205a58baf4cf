import {
    click,
    contains,
    insertText,
    openDiscuss,
    openFormView,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {press, select} from "@odoo/hoot-dom";
import {makeServerError, onRpc, serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    inHours,
    pushRecord,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

import {
    createTicket,
    defineTicketModels,
    openTickets,
    stepRequests,
} from "./ticket_chatter_test_helpers";

describe.current.tags("desktop");
defineTicketModels();

const BUTTON = ".o_whatsapp_inbox_chatter";
const CHAT = ".o_whatsapp_inbox_ticket_chat";
const INPUT = `${CHAT} .o-mail-Composer-input`;
const WINDOW = ".o-mail-ChatWindow .o-mail-Composer-input";
const NOTE = "She pays late";

/** A step for each post: where to, what, as what, and about which ticket. */
function stepPosts() {
    onRpc("/mail/message/post", async (request) => {
        const {params} = await request.json();
        const {context, post_data, thread_id, thread_model} = params;
        expect.step([
            `${thread_model} ${thread_id}`,
            post_data.body,
            post_data.subtype_xmlid,
            context.whatsapp_ticket_id,
        ]);
    });
}

function answered(channelId, body, ticketId) {
    return [`discuss.channel ${channelId}`, body, "mail.mt_comment", ticketId];
}

/** A ticket of a customer's thread, with the chat open in its chatter. */
async function openChat(values) {
    const thread = await createCustomerThread(values);
    const ticketId = createTicket(thread.pyEnv, [thread.channelId]);
    stepPosts();
    await openTickets(ticketId);
    await click(BUTTON);
    await contains(CHAT);
    return {...thread, ticketId};
}

test("the chat is opened and closed in the chatter of a ticket", async () => {
    stepRequests();
    await openChat();
    expect.verifySteps([["helpdesk.ticket", true]]);
    await contains(`${BUTTON}.active`);
    await contains(`${CHAT} span`, {text: "Ana García · Sales"});
    await contains(`${CHAT} select`, {count: 0});
    await contains(`${CHAT} .o_whatsapp_inbox_state`, {text: "Open"});
    await contains(`${INPUT}:focus[placeholder='Message Ana García on WhatsApp…']`);
    await contains(".o-mail-Composer", {count: 1});
    await click(BUTTON);
    await contains(CHAT, {count: 0});
    await contains(`${BUTTON}:not(.active)`);
    await contains(".o-mail-Composer", {count: 0});
});

test("without a thread that one may write in there is no button", async () => {
    stepRequests();
    const {pyEnv} = await createCustomerThread();
    await openTickets(createTicket(pyEnv));
    expect.verifySteps([["helpdesk.ticket", true]]);
    await contains(BUTTON, {count: 0});
});

test("who has no inbox asks for no thread", async () => {
    stepRequests();
    const {pyEnv, channelId} = await createCustomerThread();
    pyEnv["res.users"].write(serverState.userId, {has_whatsapp_inbox_access: false});
    await openTickets(createTicket(pyEnv, [channelId]));
    expect.verifySteps([["helpdesk.ticket", false]]);
    await contains(BUTTON, {count: 0});
});

test("other records do not ask", async () => {
    stepRequests();
    const {partnerId} = await createCustomerThread();
    await start();
    await openFormView("res.partner", partnerId, {arch: "<form><chatter /></form>"});
    await contains(".o-mail-Chatter-sendMessage:enabled");
    expect.verifySteps([["res.partner", false]]);
    await contains(BUTTON, {count: 0});
});

test("Enter sends to the customer, about this ticket, and one goes on", async () => {
    const {channelId, ticketId} = await openChat();
    await insertText(INPUT, "It is ready");
    await press("Enter");
    await expect.waitForSteps([answered(channelId, "It is ready", ticketId)]);
    await contains(INPUT, {value: ""});
    await insertText(INPUT, "Come at four");
    await press("Enter");
    await expect.waitForSteps([answered(channelId, "Come at four", ticketId)]);
});

test("the ticket's own note is none of the chat's", async () => {
    const {ticketId} = await openChat();
    await insertText(INPUT, "It is ready");
    await click(".o-mail-Chatter-logNote");
    await contains(CHAT, {count: 0});
    await contains(".o-mail-Composer-input", {value: ""});
    await insertText(".o-mail-Composer-input", NOTE);
    await click(".o-mail-Composer button:enabled", {text: "Log"});
    await expect.waitForSteps([
        [`helpdesk.ticket ${ticketId}`, NOTE, "mail.mt_note", undefined],
    ]);
    await contains(".o-mail-Composer", {count: 0});
    await click(BUTTON);
    await contains(INPUT, {value: "It is ready"});
});

test("what is sent beside the chatter is about no ticket", async () => {
    const {channelId, ticketId} = await openChat();
    await click(`${CHAT} button`, {text: "Open the chat"});
    await contains(`${WINDOW}:focus`);
    await insertText(WINDOW, "And the saucer?");
    await press("Enter");
    await expect.waitForSteps([answered(channelId, "And the saucer?", undefined)]);
    await contains(INPUT, {value: ""});
    await insertText(INPUT, "It is ready");
    await click(`${CHAT} .o-mail-Composer button[title='Send on WhatsApp']:enabled`);
    await expect.waitForSteps([answered(channelId, "It is ready", ticketId)]);
});

test("the next ticket of the same customer", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    const ids = [[channelId], [channelId], []].map((c) => createTicket(pyEnv, c));
    stepPosts();
    await openTickets(...ids);
    await click(BUTTON);
    await insertText(INPUT, "It is ready");
    await click(".o_pager_next");
    await contains(".o_pager_value", {text: "2"});
    await contains(INPUT, {value: "It is ready"});
    await press("Enter");
    await expect.waitForSteps([answered(channelId, "It is ready", ids[1])]);
    await click(".o_pager_next");
    await contains(".o_pager_value", {text: "3"});
    await contains(CHAT, {count: 0});
    await contains(BUTTON, {count: 0});
});

test("of several threads one is chosen", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    const {channelId: otherId} = await createCustomerThread({
        account: {name: "Support"},
    });
    const ticketId = createTicket(pyEnv, [channelId, otherId]);
    stepPosts();
    await openTickets(ticketId);
    await click(BUTTON);
    await contains(`${CHAT} option:selected`, {text: "Ana García · Sales"});
    await insertText(INPUT, "For sale");
    await select(String(otherId), {target: `${CHAT} select`});
    await contains(INPUT, {value: ""});
    await insertText(INPUT, "It is ready");
    await press("Enter");
    await expect.waitForSteps([answered(otherId, "It is ready", ticketId)]);
    await select(String(channelId), {target: `${CHAT} select`});
    await contains(INPUT, {value: "For sale"});
});

test("a note that is half written in Discuss stays one", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    const ticketId = createTicket(pyEnv, [channelId]);
    stepPosts();
    await start();
    await openDiscuss(channelId);
    await click(".o-mail-Composer button[title^='Write an Internal Note']");
    await insertText(".o-mail-Composer-input", NOTE);
    await openFormView("helpdesk.ticket", ticketId);
    await click(BUTTON);
    await contains(INPUT, {value: ""});
    await insertText(INPUT, "It is ready");
    await press("Enter");
    await expect.waitForSteps([answered(channelId, "It is ready", ticketId)]);
    await openDiscuss(channelId);
    await click(".o-mail-Composer button[title^='Write an Internal Note']");
    await contains(".o-mail-Composer-input", {value: NOTE});
});

test("neither is one that was begun on another computer put before the agent", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    pyEnv["whatsapp.inbox.draft"]._save(channelId, serverState.userId, true, NOTE);
    onRpc("discuss.channel", "whatsapp_look", ({args}) => {
        if (args[1] === "opened") {
            expect.step("drafts");
        }
    });
    await openTickets(createTicket(pyEnv, [channelId]));
    await click(BUTTON);
    await expect.waitForSteps(["drafts"]);
    await click(`${CHAT} [role=tab]:contains('Note')`);
    await contains(INPUT, {value: NOTE});
    await click(`${CHAT} [role=tab]:contains('Reply')`);
    await contains(INPUT, {value: ""});
});

test("while the window is closed no text is taken", async () => {
    const {pyEnv, conversationId} = await openChat({
        conversation: {window_expires_at: inHours(-1)},
    });
    await contains(`${CHAT} .o_whatsapp_inbox_closed`);
    await contains(".o-mail-Composer", {count: 0});
    pushRecord(pyEnv, "whatsapp.inbox.conversation", conversationId, {
        window_expires_at: inHours(24),
    });
    await contains(INPUT);
    await contains(`${CHAT} .o_whatsapp_inbox_closed`, {count: 0});
});

test("what is refused is in the composer again, and why is said", async () => {
    onRpc("/mail/message/post", () => {
        throw makeServerError({message: "The number is stopped."});
    });
    const {channelId, ticketId} = await openChat();
    await insertText(INPUT, "It is ready");
    await press("Enter");
    await expect.waitForSteps([answered(channelId, "It is ready", ticketId)]);
    await contains(".o_notification", {text: "The number is stopped."});
    await contains(INPUT, {value: "It is ready"});
});
