import {
    click,
    contains,
    insertText,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {after, describe, expect, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {Deferred} from "@odoo/hoot-mock";
import {onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {registry} from "@web/core/registry";
import {commandsRegistry} from "@whatsapp_inbox/core/web/commands/commands";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    inHours,
    openCustomerThread,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const INPUT = ".o-mail-Composer-input";
const SUGGESTION = ".o-mail-NavigableList-item";

/** A customer's thread with the command "/order", in place of all others. */
async function openThread(values, command = {}) {
    patchWithCleanup(commandsRegistry, {
        getEntries: () => [
            [
                "order",
                {
                    help: "Make an order",
                    run: (thread, text) => expect.step(`order ${text}`),
                    ...command,
                },
            ],
        ],
    });
    onRpc("/mail/message/post", async (request) => {
        const {params} = await request.json();
        expect.step(`posted ${params.post_data.body}`);
    });
    const thread = await openCustomerThread(values);
    await contains(`${INPUT}:focus`);
    return thread;
}

async function type(text) {
    await insertText(INPUT, text, {replace: true});
    if (!text.includes(" ")) {
        // the menu of commands would take the key
        await press("Escape");
    }
    await contains(SUGGESTION, {count: 0});
    await press("Enter");
}

test("the menu has ours, with what they do, and the keyboard chooses", async () => {
    await openThread();
    await insertText(INPUT, "/");
    await contains(SUGGESTION, {count: 1});
    await contains(SUGGESTION, {text: "orderMake an order"});
    await press("Enter");
    await contains(INPUT, {value: "/order "});
    await contains(SUGGESTION, {count: 0});
    await insertText(INPUT, "two pots");
    await press("Enter");
    await expect.waitForSteps(["order two pots"]);
    await contains(`${INPUT}:focus`, {value: ""});
});

/** As Odoo's live chat has one: for all kinds of channels. */
function addOdooCommand() {
    const odooCommands = registry.category("discuss.channel_commands");
    odooCommands.add("order", {
        help: "Of Odoo's live chat",
        methodName: "execute_command_order",
    });
    after(() => odooCommands.remove("order"));
    onRpc("discuss.channel", "execute_command_order", () => {
        expect.step("Odoo's");
        return true;
    });
}

test("Odoo's commands are none here, and ours none elsewhere", async () => {
    addOdooCommand();
    const {pyEnv} = await openThread();
    await insertText(INPUT, "/");
    await contains(SUGGESTION, {text: "orderMake an order"});
    await contains(SUGGESTION, {count: 1});
    await type("/order x");
    await expect.waitForSteps(["order x"]);
    const channelId = pyEnv["discuss.channel"].create({name: "General"});
    await openDiscuss(channelId);
    await contains(`${INPUT}[placeholder='Message #General…']`);
    await insertText(INPUT, "/ord");
    await contains(SUGGESTION, {text: "orderOf Odoo's live chat"});
    await type("/order x");
    await expect.waitForSteps(["Odoo's"]);
});

test("a mistyped command is asked about, and two Enters do not send it", async () => {
    await openThread();
    await type("/ordr two");
    await contains(".modal-title", {text: "Send “/ordr” to the customer?"});
    await contains(".modal .btn:first:contains('Go on Writing')");
    await press("Enter");
    await contains(".modal", {count: 0});
    await contains(`${INPUT}:focus`, {value: "/ordr two"});
    expect.verifySteps([]);
    await press("Enter");
    await click(".modal .btn:contains('Send to the Customer')");
    await expect.waitForSteps(["posted /ordr two"]);
    await contains(INPUT, {value: ""});
});

test("a path is asked about, and Enter sends it", async () => {
    await openThread();
    for (const text of ["/etc/x", "/ 3", "//"]) {
        await type(text);
        await contains(".modal .btn:first:contains('Send to the Customer')");
        await press("Enter");
        await expect.waitForSteps([`posted ${text}`]);
        await contains(".modal", {count: 0});
    }
});

test("Escape goes back to the text", async () => {
    await openThread();
    await type("/etc/x");
    await contains(".modal");
    await press("Escape");
    await contains(".modal", {count: 0});
    await contains(`${INPUT}:focus`, {value: "/etc/x"});
    expect.verifySteps([]);
});

test("other texts are sent as ever", async () => {
    await openThread();
    await type("and/or 3 / 4");
    await expect.waitForSteps(["posted and/or 3 / 4"]);
    await contains(".modal", {count: 0});
});

test("what does nothing now is no command, and none of Odoo's", async () => {
    addOdooCommand();
    await openThread({}, {available: () => false});
    await insertText(INPUT, "/");
    await contains(SUGGESTION, {count: 0});
    await type("/order two");
    await contains(".modal-title", {text: "Send “/order” to the customer?"});
    expect.verifySteps([]);
    await click(".modal .btn:contains('Send to the Customer')");
    await expect.waitForSteps(["posted /order two"]);
});

test("once, however often one presses Enter; a command that fails gives back the text", async () => {
    const done = new Deferred();
    await openThread(
        {},
        {
            run: async () => {
                expect.step("order");
                await done;
            },
        }
    );
    expect.errors(1);
    await type("/order two");
    await contains(INPUT, {value: ""});
    await press("Enter");
    await expect.waitForSteps(["order"]);
    done.reject(new Error("No pots left"));
    await contains(INPUT, {value: "/order two"});
    await expect.waitForErrors(["No pots left"]);
});

test("in a note commands are done, and nothing is asked", async () => {
    await openThread({conversation: {window_expires_at: inHours(20)}});
    await press("alt+shift+n");
    await contains(".o_whatsapp_inbox_note_composer");
    await type("/order two");
    await expect.waitForSteps(["order two"]);
    await type("/etc/x is full");
    await expect.waitForSteps(["posted /etc/x is full"]);
    await contains(".modal", {count: 0});
});

test("what is sent later is asked about as well", async () => {
    await openThread();
    await insertText(INPUT, "/order two");
    await click(".o-mail-Composer button[title='More Actions']");
    await click(".o-dropdown-item:contains('Send Later…')");
    await contains(".modal-title", {text: "Send “/order” to the customer?"});
    await press("Enter");
    await contains(".modal", {count: 0});
    await contains(INPUT, {value: "/order two"});
});

test("what keys do, by name, in a chat window", async () => {
    onRpc("whatsapp.inbox.conversation", "action_with_undo", ({args}) => {
        expect.step(args[1]);
        return {type: "ir.actions.act_window_close"};
    });
    const thread = await createCustomerThread();
    createMessage(thread);
    setupChatHub({opened: [thread.channelId]});
    await start();
    await click(INPUT);
    await insertText(INPUT, "/");
    for (const name of ["assign", "claim", "note", "resolve", "snooze", "template"]) {
        await contains(`${SUGGESTION}:contains('${name}')`);
    }
    await type("/claim ");
    await expect.waitForSteps(["claim"]);
    await type("/note She pays late");
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_note_composer");
    await contains(INPUT, {value: "She pays late"});
    await type("/resolve ");
    await expect.waitForSteps(["resolve"]);
});
