import {
    click,
    contains,
    insertText,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {Deferred, advanceTime, animationFrame} from "@odoo/hoot-mock";
import {
    getService,
    makeServerError,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createAnswer,
    createMessage,
    defineWhatsappInboxModels,
    inHours,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const SEARCH = ".o_whatsapp_inbox_template_search";
const OPTION = ".o_whatsapp_inbox_template_option";
const FORM = ".o_whatsapp_inbox_template_form";
const SEND = ".o_whatsapp_inbox_template_send";
const FIELD = (place) => `${FORM} input[data-place='${place}']`;

const ORDER = {
    id: 7,
    name: "order_update",
    lang_code: "es",
    lang_name: "Spanish",
    category: "utility",
    header_type: "",
    body: "Hola {{1}}, su pedido {{2}} va en camino.",
    refusal: "",
};
const SURVEY = {
    ...ORDER,
    id: 8,
    name: "survey",
    category: "marketing",
    body: "How did we do?",
    refusal: "WhatsApp does not send the template “survey” now: In Review.",
};

function field(place, values) {
    return {
        place,
        component: "body",
        label: `{{${place.slice(5)}}}`,
        value: "",
        example: "",
        bound: false,
        required: true,
        missing: false,
        ...values,
    };
}

function preview(typed, values = {}) {
    const first = typed["body.1"] || "Ana";
    const order = typed["body.2"] || "{{2}}";
    return {
        ...ORDER,
        preview: {
            header: {type: "", text: ""},
            body: `Hola ${first}, su pedido ${order} va en camino.`,
            footer: "",
            buttons: [],
            others: [],
        },
        fields: [
            field("body.1", {value: first, bound: "Customer: First name"}),
            field("body.2", {value: typed["body.2"] || "", example: "S00042"}),
        ],
        gaps: typed["body.2"] ? [] : ["body.2"],
        file: false,
        ...values,
    };
}

/** A thread and a server with templates; what is sent is a step. */
async function createThread(values = {}, {templates = [ORDER, SURVEY], ...more} = {}) {
    onRpc("discuss.channel", "whatsapp_templates", ({args}) => {
        const [, term] = args;
        expect.step(`search ${term}`);
        return templates.filter(({name}) => name.includes(term));
    });
    onRpc("discuss.channel", "whatsapp_template_preview", ({args}) =>
        preview(args[2], more)
    );
    onRpc("discuss.channel", "whatsapp_send_template", ({args, kwargs}) => {
        const {attachment_ids: files, seen_message_id: seen} = kwargs;
        expect.step(`send ${JSON.stringify(args[2])} ${files} ${seen}`);
        return {message_id: 1, store_data: {}};
    });
    return await createCustomerThread({
        conversation: {window_expires_at: inHours(-1)},
        ...values,
    });
}

async function chooseOrder() {
    await click(SEARCH);
    await click(`${OPTION}:contains('order_update')`);
    await contains(FIELD("body.2"));
}

async function openPicker() {
    await click(".o-mail-Composer [name='more-actions']");
    await click(".o-dropdown-item:contains('Send a Template')");
}

test("in a closed window one searches, fills in and sends", async () => {
    const thread = await createThread();
    const messageId = createMessage(thread);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message");
    await contains(`${SEARCH}[placeholder='Send Ana García a template…']`);
    await contains(OPTION, {count: 0});
    await click(SEARCH);
    await contains(`${SEARCH}[aria-expanded=true]`);
    await contains(OPTION, {count: 2});
    await contains(`${OPTION}:first.o-active`, {text: "Spanish"});
    await insertText(SEARCH, "ord");
    await advanceTime(250);
    await contains(OPTION, {count: 1});
    await press("Enter");
    await contains(`${FIELD("body.1")}`, {value: "Ana"});
    await contains(`${FORM} .text-truncate`, {text: "Customer: First name"});
    await contains(`${FIELD("body.2")}.o-gap:focus[placeholder='S00042']`);
    await press("Control+Enter");
    await contains(`${FIELD("body.2")}.is-invalid`);
    await insertText(FIELD("body.2"), "S9");
    await advanceTime(300);
    await contains(".o_whatsapp_inbox_phone_text", {
        text: "Hola Ana, su pedido S9 va en camino.",
    });
    await contains(`${FORM} .o-gap`, {count: 0});
    await press("Control+Enter");
    await contains(FORM, {count: 0});
    await contains(`${SEARCH}:focus`, {value: ""});
    expect.verifySteps([
        "search ",
        "search ord",
        `send {"body.1":"Ana","body.2":"S9"}  ${messageId}`,
    ]);
});

test("the keys go through the list, and what is refused is not chosen", async () => {
    const {channelId} = await createThread();
    await start();
    await openDiscuss(channelId);
    await contains(SEARCH).then(() => document.querySelector(SEARCH).focus());
    await press("ArrowDown");
    await contains(`${OPTION}.o-active`, {text: "order_update"});
    await press("ArrowDown");
    await contains(`${OPTION}.o-active[aria-disabled=true]`, {
        text: "WhatsApp does not send the template “survey” now: In Review.",
    });
    await contains(`${OPTION}.o-active .badge`, {text: "Marketing"});
    await press("Enter");
    await animationFrame();
    await contains(FORM, {count: 0});
    await press("ArrowDown");
    await contains(`${OPTION}:first.o-active`);
    await press("ArrowUp");
    await contains(`${OPTION}:last.o-active`);
    await press("Escape");
    await contains(OPTION, {count: 0});
    expect.verifySteps(["search "]);
});

test("a double click sends once", async () => {
    const sending = new Deferred();
    const {channelId} = await createThread();
    onRpc("discuss.channel", "whatsapp_send_template", async () => {
        expect.step("sending");
        await sending;
        return {message_id: 1, store_data: {}};
    });
    await start();
    await openDiscuss(channelId);
    await chooseOrder();
    await insertText(FIELD("body.2"), "S9");
    const button = document.querySelector(SEND);
    button.click();
    button.click();
    await press("Control+Enter");
    await contains(`${SEND}:disabled`);
    sending.resolve();
    await contains(FORM, {count: 0});
    expect.verifySteps(["search ", "sending"]);
});

test("in an open window it is an action, and one goes back to the draft", async () => {
    const {channelId} = await createThread({
        conversation: {window_expires_at: inHours(3)},
    });
    await start();
    await openDiscuss(channelId);
    await insertText(".o-mail-Composer-input", "One moment");
    await contains(SEARCH, {count: 0});
    await openPicker();
    await contains(`${SEARCH}:focus`);
    await contains(OPTION, {count: 2});
    await contains(".o_whatsapp_inbox_closed", {count: 0});
    await press("Escape");
    await contains(".o-mail-Composer-input", {value: "One moment"});
    expect.verifySteps(["search "]);
});

test("there is no template for a note", async () => {
    const {channelId} = await createThread({
        conversation: {window_expires_at: inHours(3)},
    });
    await start();
    await openDiscuss(channelId);
    await click(".o_whatsapp_inbox_face_note");
    await contains(".o-mail-Composer-input[placeholder^='Internal note']");
    await click(".o-mail-Composer [name='more-actions']");
    await contains(".o-dropdown-item:contains('Attach Files')");
    await contains(".o-dropdown-item:contains('Send a Template')", {count: 0});
});

test("the customer writes meanwhile: what is filled in stays", async () => {
    const {pyEnv, channelId, conversationId} = await createThread();
    await start();
    await openDiscuss(channelId);
    await chooseOrder();
    await insertText(FIELD("body.2"), "S9");
    pushRecord(pyEnv, "whatsapp.inbox.conversation", conversationId, {
        window_expires_at: inHours(24),
    });
    await contains(".o_whatsapp_inbox_closed", {count: 0});
    await contains(FIELD("body.2"), {value: "S9"});
    await click(`${FORM} button:contains('Back')`);
    await click("button:contains('Cancel')");
    await contains(".o-mail-Composer-input");
    expect.verifySteps(["search ", "search "]);
});

test("what is filled in stays when one looks at another thread, or writes a note", async () => {
    const {channelId} = await createThread({
        conversation: {window_expires_at: inHours(3)},
    });
    const other = await createCustomerThread({
        channel: {name: "Luis"},
        partner: {name: "Luis"},
    });
    await start();
    await openDiscuss(channelId);
    await openPicker();
    await click(`${OPTION}:contains('order_update')`);
    await insertText(FIELD("body.2"), "S9");
    await openDiscuss(other.channelId);
    await contains(".o-mail-Composer-input[placeholder^='Message Luis']");
    await contains(FORM, {count: 0});
    await openDiscuss(channelId);
    await contains(FIELD("body.2"), {value: "S9"});
    getService("mail.store")
        .Thread.get({
            id: channelId,
            model: "discuss.channel",
        })
        .composer.writeWhatsappNote(true);
    await contains(".o-mail-Composer-input[placeholder^='Internal note']");
    await click(".o_whatsapp_inbox_face_reply");
    await contains(FIELD("body.2"), {value: "S9"});
    await press("Control+Enter");
    await contains(FORM, {count: 0});
    await openPicker();
    await click(`${OPTION}:contains('order_update')`);
    await contains(FIELD("body.2"), {value: ""});
    await insertText(FIELD("body.2"), "S10");
    await click(`${FORM} button:contains('Back')`);
    await openDiscuss(other.channelId);
    await contains(".o-mail-Composer-input[placeholder^='Message Luis']");
    await openDiscuss(channelId);
    await contains(".o-mail-Composer-input[placeholder^='Message Ana']");
    expect.verifySteps([
        "search ",
        'send {"body.1":"Ana","body.2":"S9"}  0',
        "search ",
        "search ",
    ]);
});

test("an answer meanwhile is asked about; who looks keeps what is filled in", async () => {
    const thread = await createThread();
    createMessage(thread);
    let refusals = 2;
    onRpc("discuss.channel", "whatsapp_send_template", ({kwargs}) => {
        expect.step(`seen ${kwargs.seen_message_id}`);
        if (refusals--) {
            throw makeServerError({
                type: "odoo.addons.whatsapp_inbox.exceptions.AnsweredMeanwhile",
                message: "Ben answered Ana García 1 second ago.",
                context: {last_message_id: 900 - refusals},
            });
        }
        return {message_id: 1, store_data: {}};
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message");
    const seen = thread.pyEnv["mail.message"].search([]).at(-1);
    await chooseOrder();
    await insertText(FIELD("body.2"), "S9");
    await click(SEND);
    await contains(".modal", {text: "Ben answered Ana García 1 second ago."});
    await click(".modal button:contains('Look First')");
    await contains(FIELD("body.2"), {value: "S9"});
    await click(`${SEND}:enabled`);
    await click(".modal button:contains('Send Anyway')");
    await contains(FORM, {count: 0});
    expect.verifySteps(["search ", `seen ${seen}`, "seen 899", "seen 900"]);
});

test("what the server refuses stands beside the button", async () => {
    const {channelId} = await createThread();
    onRpc("discuss.channel", "whatsapp_send_template", () => {
        throw makeServerError({
            type: "odoo.exceptions.UserError",
            message: "WhatsApp does not send the template now: Paused.",
        });
    });
    await start();
    await openDiscuss(channelId);
    await chooseOrder();
    await insertText(FIELD("body.2"), "S9");
    await click(SEND);
    await contains(`${FORM} [role=alert]`, {
        text: "WhatsApp does not send the template now: Paused.",
    });
    await contains(FIELD("body.2"), {value: "S9"});
    await contains(`${SEND}:enabled`);
    expect.verifySteps(["search "]);
});

test("a header without a file asks for one", async () => {
    const {channelId} = await createThread(
        {},
        {
            fields: [],
            file: {kind: "image", name: false, mimetype: false, url: false},
        }
    );
    await start();
    await openDiscuss(channelId);
    await click(SEARCH);
    await click(`${OPTION}:contains('order_update')`);
    await contains(`${FORM} .o-gap`, {text: "Choose a File"});
    await click(SEND);
    await contains(`${FORM} [role=alert]`, {text: "The template needs this file."});
    expect.verifySteps(["search "]);
});

test("none at all: an agent is told whom to ask", async () => {
    const {channelId} = await createThread({}, {templates: []});
    onRpc("res.users", "has_group", () => false);
    onRpc("discuss.channel", "whatsapp_template_writers", () => ["Alba", "Bruno"]);
    await start();
    await openDiscuss(channelId);
    await click(SEARCH);
    await contains(
        ".o_whatsapp_inbox_template_none:contains('administrators of the inbox: ask Alba, Bruno.')"
    );
    await contains(".o_whatsapp_inbox_template_none button", {count: 0});
    expect.verifySteps(["search "]);
});

test("none at all: an administrator goes where they are written", async () => {
    const {channelId} = await createThread({}, {templates: []});
    onRpc("res.users", "has_group", () => true);
    await start();
    await openDiscuss(channelId);
    patchWithCleanup(getService("action"), {
        doAction: (action) => expect.step(action),
    });
    await click(SEARCH);
    await click(
        ".o_whatsapp_inbox_template_none button:contains('WhatsApp Templates')"
    );
    expect.verifySteps(["search ", "whatsapp_inbox.whatsapp_inbox_template_action"]);
});

test("in a chat window, and one thread's picker is not another's", async () => {
    const ana = await createThread();
    createAnswer(ana);
    const {channelId} = await createCustomerThread({
        channel: {name: "Luis"},
        conversation: {window_expires_at: inHours(-1)},
        partner: {name: "Luis"},
    });
    setupChatHub({opened: [ana.channelId]});
    await start();
    await click(`.o-mail-ChatWindow ${SEARCH}`);
    await click(`.o-mail-ChatWindow ${OPTION}:contains('order_update')`);
    await contains(`.o-mail-ChatWindow ${FIELD("body.2")}`);
    await press("Escape");
    await contains(`.o-mail-ChatWindow ${OPTION}`, {count: 2});
    await press("Escape");
    await contains(`.o-mail-ChatWindow ${SEARCH}`);
    await openDiscuss(ana.channelId);
    await contains(".o-mail-Discuss .o-mail-Message");
    await chooseOrder();
    await openDiscuss(channelId);
    await contains(`${SEARCH}[placeholder='Send Luis a template…']`);
    await contains(FORM, {count: 0});
    expect.verifySteps(["search ", "search ", "search "]);
});
