import {
    click,
    contains,
    insertText,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {press, queryOne} from "@odoo/hoot-dom";
import {Deferred} from "@odoo/hoot-mock";
import {
    getService,
    mockService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import {
    createAnswer,
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
    openCustomerThread,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const INPUT = ".o-mail-Composer-input";
const OPTION = ".o-mail-NavigableList .o_whatsapp_inbox_canned";
const BUTTON = ".o-mail-Composer .o_whatsapp_inbox_reply_button";

function canned(values) {
    return {
        id: 7,
        source: "hello",
        folder: "",
        lang: "",
        body: "Hello Ana",
        gaps: [],
        attachments: [],
        buttons: [],
        ...values,
    };
}

let found = [];

beforeEach(() => {
    found = [canned()];
    onRpc("mail.canned.response", "whatsapp_search", ({args}) => {
        expect.step(`search ${args[1]}`);
        return found;
    });
    onRpc("/mail/message/post", async (request) => {
        const {params} = await request.json();
        const {whatsapp_buttons, whatsapp_canned_ids} = params.post_data;
        expect.step({
            buttons: whatsapp_buttons,
            canned: whatsapp_canned_ids,
            core: params.canned_response_ids,
        });
    });
});

async function openThread(values) {
    const thread = await openCustomerThread(values);
    return thread;
}

function selected() {
    const input = queryOne(INPUT);
    return input.value.slice(input.selectionStart, input.selectionEnd);
}

test("the server finds them, and Enter puts in what it filled", async () => {
    found = [
        canned({
            folder: "Greetings",
            buttons: ["Yes", "No"],
            attachments: [{id: 1, name: "list.pdf", mimetype: "application/pdf"}],
            body: "Hello Ana,\nhow is [order.name]?",
        }),
        canned({id: 8, source: "help", body: "May I help?"}),
    ];
    await openThread();
    await insertText(INPUT, "::he");
    await contains(OPTION, {count: 2});
    await contains(`${OPTION}:first strong`, {text: "hello"});
    await contains(`${OPTION}:first:contains('Greetings')`);
    await contains(`${OPTION}:first:contains('list.pdf')`);
    await contains(`${OPTION}:first:contains('Yes')`);
    await contains(`${OPTION}:first mark`, {text: "[order.name]"});
    await press("ArrowDown");
    await press("Enter");
    await contains(INPUT, {value: "May I help? "});
    await contains(OPTION, {count: 0});
    await press("Enter");
    await expect.waitForSteps([
        "search he",
        {buttons: undefined, canned: [8], core: [8]},
    ]);
});

test("until the answer is there, what fits of the last one is offered", async () => {
    found = [canned(), canned({id: 8, source: "bye", body: "Até já"})];
    await openThread();
    await insertText(INPUT, "::");
    await contains(OPTION, {count: 2});
    const answer = new Deferred();
    onRpc("mail.canned.response", "whatsapp_search", () => answer);
    await insertText(INPUT, "ate");
    await contains(OPTION, {count: 1, text: "byeAté já"});
    answer.resolve([canned({id: 9, source: "late"})]);
    await contains(`${OPTION} strong`, {text: "late"});
    await expect.waitForSteps(["search "]);
});

test("in other channels they are Odoo's own", async () => {
    const {pyEnv} = await createCustomerThread();
    const channelId = pyEnv["discuss.channel"].create({name: "General"});
    pyEnv["mail.canned.response"].create({
        source: "hello",
        substitution: "Hello {{customer.name}} [customer.name]",
    });
    await start();
    await openDiscuss(channelId);
    await insertText(INPUT, "::");
    await click(".o-mail-NavigableList-item:contains('hello')");
    await contains(INPUT, {value: "Hello {{customer.name}} [customer.name] "});
    await contains(".o_whatsapp_inbox_gaps", {count: 0});
    await press("Enter");
    await expect.waitForSteps([{buttons: undefined, canned: undefined, core: [1]}]);
});

test("gaps are marked, Tab goes through them, and none leaves", async () => {
    mockService("notification", {
        add: (message) => expect.step(String(message)),
    });
    found = [canned({body: "Dear [customer.name], your [order.name]. See [our.site]"})];
    await openThread();
    await insertText(INPUT, "::he");
    await click(OPTION);
    await contains(".o_whatsapp_inbox_gap_marks mark", {count: 2});
    await contains(".o_whatsapp_inbox_gaps button", {count: 2});
    expect(selected()).toBe("[customer.name]");
    await press("Tab");
    expect(selected()).toBe("[order.name]");
    await press("Enter");
    await expect.waitForSteps([
        "search he",
        "Fill in [customer.name] first: the customer would read it as it stands there.",
    ]);
    expect(selected()).toBe("[customer.name]");
    await click(".o_whatsapp_inbox_gaps button:contains('order.name')");
    expect(selected()).toBe("[order.name]");
    queryOne(INPUT).setRangeText("S0042");
    queryOne(INPUT).dispatchEvent(new InputEvent("input", {bubbles: true}));
    await contains(".o_whatsapp_inbox_gap_marks mark", {count: 1});
    await click(".o_whatsapp_inbox_gaps button:contains('customer.name')");
    queryOne(INPUT).setRangeText("Ana");
    queryOne(INPUT).dispatchEvent(new InputEvent("input", {bubbles: true}));
    await contains(".o_whatsapp_inbox_gaps", {count: 0});
    await press("Enter");
    await expect.waitForSteps([{buttons: undefined, canned: [7], core: [7]}]);
});

test("buttons may be removed, and belong to the answer alone", async () => {
    found = [canned({buttons: ["Yes", "No", "Later"]})];
    await openThread();
    await insertText(INPUT, "::he");
    await click(OPTION);
    await contains(BUTTON, {count: 3});
    await click("[aria-label='Remove the button No']");
    await contains(BUTTON, {count: 2});
    await press("alt+shift+n");
    await contains(BUTTON, {count: 0});
    await press("alt+shift+n");
    await contains(BUTTON, {count: 2});
    await press("Enter");
    await expect.waitForSteps([
        "search he",
        {buttons: ["Yes", "Later"], canned: [7], core: [7]},
    ]);
    await contains(BUTTON, {count: 0});
});

test("a note gets the text, and no buttons", async () => {
    found = [canned({buttons: ["Yes"], body: "See [order.name]"})];
    await openThread();
    await click(".o-mail-Composer button[title^='Write an Internal Note']");
    await insertText(INPUT, "::he");
    await click(OPTION);
    await contains(INPUT, {value: "See [order.name] "});
    await contains(BUTTON, {count: 0});
    await contains(".o_whatsapp_inbox_gaps", {count: 0});
    await press("Enter");
    await expect.waitForSteps([
        "search he",
        {buttons: undefined, canned: [7], core: [7]},
    ]);
});

test("files come along, and an answer waits for them", async () => {
    const picked = new Deferred();
    onRpc("mail.canned.response", "whatsapp_pick", ({args}) => {
        expect.step(`pick ${args[0]}`);
        return picked;
    });
    found = [
        canned({attachments: [{id: 1, name: "list.pdf", mimetype: "text/plain"}]}),
    ];
    const {pyEnv} = await openThread();
    const fileId = pyEnv["ir.attachment"].create({
        name: "list.pdf",
        mimetype: "text/plain",
        res_model: "mail.compose.message",
    });
    await insertText(INPUT, "::he");
    await click(OPTION);
    await press("Enter");
    await expect.waitForSteps(["search he", "pick 7"]);
    picked.resolve({
        ids: [fileId],
        store_data: {
            "ir.attachment": [{id: fileId, name: "list.pdf", mimetype: "text/plain"}],
        },
    });
    await expect.waitForSteps([{buttons: undefined, canned: [7], core: [7]}]);
    await contains(".o-mail-Message .o-mail-AttachmentContainer");
});

test("a chat window has them as well", async () => {
    found = [canned({buttons: ["Yes"], body: "See [order.name]"})];
    const {channelId} = await createCustomerThread();
    setupChatHub({opened: [channelId]});
    await start();
    await insertText(".o-mail-ChatWindow .o-mail-Composer-input", "::he");
    await click(OPTION);
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_reply_button");
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_gaps");
    await expect.waitForSteps(["search he"]);
});

test("what was sent is saved as a canned reply", async () => {
    onRpc("mail.message", "whatsapp_save_as_canned", () => ({
        context: {default_substitution: "Hello"},
    }));
    const thread = await createCustomerThread();
    createMessage(thread);
    createNote(thread);
    createAnswer(thread);
    await start();
    await openDiscuss(thread.channelId);
    patchWithCleanup(getService("action"), {
        doAction: (action) => expect.step(action.context.default_substitution),
    });
    await contains(".o-mail-Message", {count: 3});
    await click(".o-mail-Message:contains('Good morning') [title='Expand']");
    await contains(".o-dropdown--menu .o-dropdown-item:first");
    await contains(".o-dropdown-item:contains('Save as Canned Reply')", {count: 0});
    await click(".o-mail-Message:contains('Hello Ana') [title='Expand']");
    await click(".o-dropdown-item:contains('Save as Canned Reply')");
    await expect.waitForSteps(["Hello"]);
});
