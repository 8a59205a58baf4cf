import {
    click,
    contains,
    insertText,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {press, queryFirst} from "@odoo/hoot-dom";
import {getService, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    openCustomerThread,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const INPUT = ".o-mail-Composer-input";
const KEYS = ".o_whatsapp_inbox_keys";
const NAME = ".o_whatsapp_inbox_name";

beforeEach(() => {
    onRpc("whatsapp.inbox.conversation", "action_with_undo", ({args}) => {
        expect.step(args[1]);
        return {type: "ir.actions.act_window_close"};
    });
});

async function openThread(values) {
    const thread = await openCustomerThread(values);
    await contains(`${INPUT}:focus`);
    return thread;
}

test("keys act on the open conversation while one writes", async () => {
    await openThread();
    await insertText(INPUT, "Hello");
    await press("alt+shift+c");
    await expect.waitForSteps(["claim"]);
    await contains(`${INPUT}:focus`, {value: "Hello"});
    await press("alt+shift+r");
    await expect.waitForSteps(["resolve"]);
});

test("letters alone, and the question mark, are written", async () => {
    await openThread();
    await insertText(INPUT, "crs");
    await press("?");
    await contains(INPUT, {value: "crs?"});
    await contains(KEYS, {count: 0});
    expect.verifySteps([]);
});

test("dialogs that ask are opened, and nothing happens behind them", async () => {
    await openThread();
    patchWithCleanup(getService("action"), {
        doAction: (name) => expect.step(name),
    });
    await press("alt+shift+s");
    await press("alt+shift+o");
    await expect.waitForSteps([
        "whatsapp_inbox.whatsapp_inbox_snooze_action",
        "whatsapp_inbox.whatsapp_inbox_assign_action",
    ]);
    await press("alt+shift+h");
    await contains(KEYS);
    await press("alt+shift+c");
    expect.verifySteps([]);
});

test("notes and canned replies", async () => {
    await openThread();
    await press("alt+shift+n");
    await contains(".o_whatsapp_inbox_note_composer");
    await press("alt+shift+n");
    await contains(".o_whatsapp_inbox_note_composer", {count: 0});
});

test("the help has all keys that there are; Escape closes it", async () => {
    await openThread({conversation: {state: "resolved"}});
    queryFirst(INPUT)?.blur();
    document.activeElement.blur();
    await press("?");
    await contains(`${KEYS} [data-key='next-unread'] kbd`, {count: 3});
    await contains(`${KEYS} [data-key='claim'].o_not_now`);
    await contains(`${KEYS} [data-key='resolve']:not(.o_not_now)`);
    await contains(`${KEYS} [data-key='find']:not(.o_not_now)`);
    await press("Escape");
    await contains(KEYS, {count: 0});
});

test("to the next unread one, and to the neighbours", async () => {
    const first = await createCustomerThread();
    const second = await createCustomerThread({
        channel: {name: "Bruno"},
        partner: {name: "Bruno"},
    });
    createMessage(second);
    await start();
    await openDiscuss(first.channelId);
    await contains(NAME, {text: "Ana García"});
    await press("alt+shift+g");
    await contains(NAME, {text: "Bruno"});
    await press("alt+shift+j");
    await contains(NAME, {text: "Ana García"});
    await press("alt+shift+k");
    await contains(NAME, {text: "Bruno"});
    await press("alt+shift+g");
    await contains(".o_notification", {
        text: "No other WhatsApp conversation is unread.",
    });
});

test("in a chat window with the focus", async () => {
    const {channelId} = await createCustomerThread();
    setupChatHub({opened: [channelId]});
    await start();
    await contains(".o-mail-ChatWindow");
    await click(INPUT);
    await press("alt+shift+c");
    await expect.waitForSteps(["claim"]);
    await press("alt+shift+n");
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_note_composer");
});

test("elsewhere they are nobody's", async () => {
    await createCustomerThread();
    await start();
    await contains(".o_menu_systray");
    await press("alt+shift+c");
    await press("alt+shift+h");
    await press("?");
    await contains(KEYS, {count: 0});
    expect.verifySteps([]);
});

test("the command palette offers the same", async () => {
    onRpc("discuss.channel", "whatsapp_find", () => ({customers: []}));
    await openThread();
    await press("control+k");
    await insertText(".o_command_palette input", "resol");
    await contains(".o_command_name", {text: "WhatsApp: Resolve, or reopen"});
    await insertText(".o_command_palette input", "", {replace: true});
    await contains(".o_command_name", {text: "WhatsApp: Claim, or take over"});
    await click(".o_command:contains('WhatsApp: Claim, or take over')");
    await expect.waitForSteps(["claim"]);
});
