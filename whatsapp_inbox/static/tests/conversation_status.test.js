import {
    click,
    contains,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, mockDate, test} from "@odoo/hoot";
import {onRpc, patchWithCleanup, serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
    inHours,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const HEADER = ".o-mail-DiscussContent-header";

async function createColleague(pyEnv, name = "Marc") {
    const partnerId = pyEnv["res.partner"].create({name});
    return pyEnv["res.users"].create({partner_id: partnerId});
}

test("what nobody has is claimed with one click, and given back with another", async () => {
    await openCustomerThread();
    await click(`${HEADER} .o_whatsapp_inbox_claim`);
    await contains(`${HEADER} .o_whatsapp_inbox_agent`, {text: "You"});
    await contains(`${HEADER} .o_whatsapp_inbox_claim`, {count: 0});
    await click(".o_notification:contains('Done: claim') button:contains('Undo')");
    await contains(`${HEADER} .o_whatsapp_inbox_claim`);
    await contains(".o_notification", {count: 0});
});

test("somebody else's: who answers is seen, and it can be taken over", async () => {
    const thread = await createCustomerThread();
    const userId = await createColleague(thread.pyEnv);
    thread.pyEnv["whatsapp.inbox.conversation"].write([thread.conversationId], {
        user_id: userId,
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(`${HEADER} .o_whatsapp_inbox_agent`, {text: "Marc"});
    await contains(".o-mail-Composer-input[placeholder*='Marc answers Ana García']");
    await click(`${HEADER} .o_whatsapp_inbox_agent`);
    await click(".o-dropdown-item:contains('Take over')");
    await contains(`${HEADER} .o_whatsapp_inbox_agent`, {text: "You"});
    await contains(".o-mail-Composer-input[placeholder*='Message Ana García']");
    await click(`${HEADER} .o_whatsapp_inbox_agent`);
    await contains(".o-dropdown-item:contains('Take over')", {count: 0});
    await click(".o-dropdown-item:contains('Release')");
    await contains(`${HEADER} .o_whatsapp_inbox_claim`);
});

test("what a colleague does is seen at once", async () => {
    const {pyEnv, conversationId} = await openCustomerThread();
    await contains(`${HEADER} .o_whatsapp_inbox_state`, {text: "Open"});
    pushRecord(pyEnv, "whatsapp.inbox.conversation", conversationId, {
        state: "pending",
    });
    await contains(`${HEADER} .o_whatsapp_inbox_state`, {text: "Pending"});
});

test("on a Sunday, Monday is tomorrow", async () => {
    mockDate("2026-11-22 10:00:00");
    await openCustomerThread();
    await click(`${HEADER} .o_whatsapp_inbox_state`);
    await contains(".o-dropdown-item:contains('Tomorrow at 9:00')");
    await contains(".o-dropdown-item:contains('Next Monday')", {count: 0});
});

test("put off with a quick choice", async () => {
    mockDate("2026-11-18 10:00:00");
    onRpc("whatsapp.inbox.conversation", "action_with_undo", ({args}) =>
        expect.step(args.slice(1))
    );
    await openCustomerThread();
    await click(`${HEADER} .o_whatsapp_inbox_state`);
    await click(".o-dropdown-item:contains('Next Monday at 9:00')");
    await expect.waitForSteps([["snooze_for", "monday"]]);
    await contains(`${HEADER} .o_whatsapp_inbox_state`, {text: "Snoozed"});
    await click(`${HEADER} .o_whatsapp_inbox_state`);
    await click(".o-dropdown-item:contains('End Snooze')");
    await expect.waitForSteps([["wake"]]);
    await contains(`${HEADER} .o_whatsapp_inbox_state`, {text: "Open"});
});

test("until when it is put off", async () => {
    await openCustomerThread({
        conversation: {state: "snoozed", snoozed_until: inHours(72)},
    });
    await contains(
        `${HEADER} .o_whatsapp_inbox_state[title='Snoozed until this time']`
    );
});

test("priority and tags", async () => {
    onRpc("whatsapp.inbox.conversation", "write", ({args}) =>
        expect.step(args[1].tag_ids)
    );
    const {pyEnv, channelId} = await createCustomerThread();
    const tagId = pyEnv["whatsapp.inbox.tag"].create({name: "VIP", color: 3});
    await start();
    await openDiscuss(channelId);
    await click(`${HEADER} .o_whatsapp_inbox_labels`);
    await click(".o-dropdown-item:contains('Urgent')");
    await contains(`${HEADER} .o_whatsapp_inbox_labels .fa-star`);
    await click(`${HEADER} .o_whatsapp_inbox_labels`);
    await click(".o-dropdown-item:contains('VIP')");
    await expect.waitForSteps([[[4, tagId, false]]]);
});

test("the dialogs of the lists ask for agent, team and time", async () => {
    const {channelId, conversationId} = await createCustomerThread();
    const env = await start();
    await openDiscuss(channelId);
    await contains(`${HEADER} .o_whatsapp_inbox_team`);
    patchWithCleanup(env.services.action, {
        doAction: (action, {additionalContext}) =>
            expect.step([action, ...additionalContext.default_conversation_ids]),
    });
    await click(`${HEADER} .o_whatsapp_inbox_team`);
    await click(`${HEADER} .o_whatsapp_inbox_state`);
    await click(".o-dropdown-item:contains('Assign to')");
    await click(`${HEADER} .o_whatsapp_inbox_state`);
    await click(".o-dropdown-item:contains('A date and time')");
    await expect.waitForSteps([
        ["whatsapp_inbox.whatsapp_inbox_transfer_action", conversationId],
        ["whatsapp_inbox.whatsapp_inbox_assign_action", conversationId],
        ["whatsapp_inbox.whatsapp_inbox_snooze_action", conversationId],
    ]);
});

test("resolved and reopened, also by Undo", async () => {
    await openCustomerThread();
    await click(`${HEADER} button:contains('Resolve')`);
    await contains(`${HEADER} .o_whatsapp_inbox_state`, {text: "Resolved"});
    await click(`${HEADER} .o-mail-ActionList-button:contains('Reopen')`);
    await contains(`${HEADER} .o_whatsapp_inbox_state`, {text: "Open"});
    await click(`${HEADER} button:contains('Resolve')`);
    await click(
        ".o_notification:contains('Done: resolve') button:contains('Undo'):first"
    );
    await contains(`${HEADER} .o_whatsapp_inbox_state`, {text: "Open"});
});

test("a chat window has the same, and its menu as well", async () => {
    const {channelId} = await createCustomerThread();
    setupChatHub({opened: [channelId]});
    await start();
    await click(".o-mail-ChatWindow .o_whatsapp_inbox_claim");
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_agent", {text: "You"});
    await click(".o-mail-ChatWindow-moreActions");
    await contains(".o-dropdown-item:contains('Release')");
    await contains(".o-dropdown-item:contains('Take over')", {count: 0});
    await contains(".o-dropdown-item:contains('Snooze…')");
});

test("only agents", async () => {
    const {pyEnv, channelId} = await createCustomerThread();
    pyEnv["res.users"].write([serverState.userId], {has_whatsapp_inbox_access: false});
    await start();
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_name", {text: "Ana García"});
    await contains(".o_whatsapp_inbox_status", {count: 0});
});
