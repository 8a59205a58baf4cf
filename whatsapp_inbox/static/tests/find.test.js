import {
    click,
    contains,
    insertText,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {advanceTime} from "@odoo/hoot-mock";
import {onRpc} from "@web/../tests/web_test_helpers";

import {FIND_DELAY} from "@whatsapp_inbox/core/web/find/find_dialog";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    openCustomerThread,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const BOX = ".o_whatsapp_inbox_find";
const BOX_INPUT = `${BOX} input`;
const OPTION = `${BOX} [role=option]`;
const NOTHING = {
    customers: [],
    messages: [],
    more_customers: false,
    more_messages: false,
    further: false,
};

let found = {};

beforeEach(() => {
    found = {};
    onRpc("discuss.channel", "whatsapp_find", ({args, kwargs}) => {
        const {before, customers} = kwargs;
        expect.step([args[0], before ? {before, customers} : {}]);
        return {...NOTHING, ...found};
    });
});

function foundMessage(thread, id, values) {
    return {
        id,
        thread_id: thread.channelId,
        name: "Ana García",
        author: "Ana García",
        date: "2026-03-02 10:00:00",
        note: false,
        files: 0,
        text: [
            ["Mi ", false],
            ["envío", true],
        ],
        ...values,
    };
}

async function openBox() {
    const other = await createCustomerThread({
        channel: {name: "Bruno"},
        partner: {name: "Bruno"},
    });
    const thread = await createCustomerThread();
    await start();
    await openDiscuss(other.channelId);
    await press("alt+shift+f");
    await contains(`${BOX_INPUT}:focus`);
    return thread;
}

async function type(text) {
    await insertText(BOX_INPUT, text);
    await advanceTime(FIND_DELAY);
}

test("customers and messages, and Enter opens the thread", async () => {
    const thread = await openBox();
    await contains(`${BOX} .o_whatsapp_inbox_find_hint`);
    found = {
        customers: [
            {
                id: thread.channelId,
                name: "Ana García",
                detail: "+34 600",
                tags: ["VIP"],
            },
        ],
        messages: [
            foundMessage(thread, 900, {note: true, author: "Mitchell", files: 1}),
        ],
    };
    await type("envio");
    await expect.waitForSteps([["envio", {}]]);
    await contains(OPTION, {count: 2});
    await contains(`${OPTION}:first:contains('+34 600')`);
    await contains(`${OPTION}:first .badge`, {text: "VIP"});
    await contains(`${OPTION}:last mark`, {text: "envío"});
    await contains(`${OPTION}:last .badge`, {text: "Note"});
    await contains(`${OPTION}:last .fa-paperclip`);
    await contains(`${OPTION}:first[aria-selected=true]`);
    await press("ArrowDown");
    await contains(`${OPTION}:last[aria-selected=true]`);
    await press("ArrowDown");
    await press("Enter");
    await contains(BOX, {count: 0});
    await contains(".o_whatsapp_inbox_name", {text: "Ana García"});
});

test("Enter opens the thread at the message", async () => {
    const thread = await openBox();
    const id = createMessage(thread, {body: "<p>Mi envío</p>"});
    found = {messages: [foundMessage(thread, id)]};
    await type("envio");
    await expect.waitForSteps([["envio", {}]]);
    await contains(OPTION);
    await press("Enter");
    await contains(".o-mail-Message.o-highlighted", {text: "Mi envío"});
});

test("more of them, and none twice", async () => {
    const thread = await openBox();
    found = {
        messages: [foundMessage(thread, 900)],
        more_messages: true,
        further: 900,
    };
    await type("envio");
    await expect.waitForSteps([["envio", {}]]);
    await contains(OPTION, {count: 2});
    found = {messages: [foundMessage(thread, 800)]};
    await press("ArrowUp");
    await press("Enter");
    await expect.waitForSteps([["envio", {before: 900, customers: 0}]]);
    await contains(OPTION, {count: 2});
    await contains(`${OPTION}:last[aria-selected=true] mark`);
});

test("what was not searched yet is offered", async () => {
    const thread = await openBox();
    found = {further: 700};
    await type("envio");
    await expect.waitForSteps([["envio", {}]]);
    await contains(`${BOX} [role=status]`, {
        text: "Nothing found for “envio” among the newer messages.",
    });
    await contains(`${OPTION}[aria-selected=true]`, {text: "Search further back"});
    found = {further: 300};
    await press("Enter");
    await expect.waitForSteps([["envio", {before: 700, customers: 0}]]);
    found = {messages: [foundMessage(thread, 200)]};
    await press("Enter");
    await expect.waitForSteps([["envio", {before: 300, customers: 0}]]);
    await contains(OPTION, {count: 1});
    await contains(`${OPTION}[aria-selected=true] mark`, {text: "envío"});
});

test("nothing found is said; Escape goes back to the composer", async () => {
    await openBox();
    await type("qqq");
    await expect.waitForSteps([["qqq", {}]]);
    await contains(`${BOX} [role=status]`, {text: "Nothing found for “qqq”."});
    await press("Escape");
    await contains(BOX, {count: 0});
    await contains(".o-mail-Composer-input:focus");
});

test("one letter asks nothing of the server", async () => {
    await openBox();
    await type("q");
    expect.verifySteps([]);
});

test("a button in the sidebar", async () => {
    await openCustomerThread();
    await click(".o_whatsapp_inbox_find_button");
    await contains(`${BOX_INPUT}:focus`);
});
