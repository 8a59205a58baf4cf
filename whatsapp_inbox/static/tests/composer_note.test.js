import {
    click,
    contains,
    inputFiles,
    insertText,
    openDiscuss,
    setupChatHub,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {press, queryFirst} from "@odoo/hoot-dom";
import {Deferred} from "@odoo/hoot-mock";
import {getService, makeServerError, onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
    inHours,
    openCustomerThread,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const INPUT = ".o-mail-Composer-input";
const SWITCH = ".o-mail-Composer button[title^='Write an Internal Note']";
const BACK = ".o-mail-Composer button[title^='Answer the Customer']";
const NOTE_PLACEHOLDER = "Internal note – Ana García does not see it";

/** A step for each post: what it is, and its text. */
beforeEach(() => {
    onRpc("/mail/message/post", async (request) => {
        const {params} = await request.json();
        const {body, subtype_xmlid: subtype} = params.post_data;
        const text = new DOMParser().parseFromString(body, "text/html").body
            .textContent;
        expect.step(`${subtype.split("_")[1]}: ${text.trim()}`);
    });
});

async function openThread(values) {
    const thread = await openCustomerThread(values);
    return thread;
}

test("a note says what it is while it is written, and in the thread", async () => {
    await openThread();
    await contains(`${INPUT}[placeholder='Message Ana García on WhatsApp…']`);
    await contains(".o_whatsapp_inbox_note_composer", {count: 0});
    await click(SWITCH);
    await contains(`.o_whatsapp_inbox_note_composer ${INPUT}:focus`);
    await contains(`${INPUT}[placeholder='${NOTE_PLACEHOLDER}']`);
    await contains(".o-mail-Composer .o_whatsapp_inbox_note_label", {
        text: "Internal note",
    });
    await insertText(INPUT, "She pays late");
    await press("Enter");
    await contains(".o_whatsapp_inbox_note:contains('She pays late')");
    await expect.waitForSteps(["note: She pays late"]);
});

test("it stays a note until one says otherwise", async () => {
    await openThread();
    await click(SWITCH);
    await insertText(INPUT, "She pays late");
    await click(".o-mail-Composer button[title='Post Note']");
    await expect.waitForSteps(["note: She pays late"]);
    await contains(INPUT, {value: ""});
    await insertText(INPUT, "Very late");
    await press("Enter");
    await expect.waitForSteps(["note: Very late"]);
    await contains(INPUT, {value: ""});
    await click(BACK);
    await contains(".o_whatsapp_inbox_note_composer", {count: 0});
    await insertText(INPUT, "Good morning");
    await click(".o-mail-Composer button[title='Send on WhatsApp']");
    await expect.waitForSteps(["comment: Good morning"]);
});

test("what was typed as a note never becomes an answer, nor the other way round", async () => {
    await openThread();
    await insertText(INPUT, "Good morning");
    await press("alt+shift+n");
    await contains(INPUT, {value: ""});
    await insertText(INPUT, "She pays late");
    await press("alt+shift+n");
    await contains(INPUT, {value: "Good morning"});
    await press("Enter");
    await expect.waitForSteps(["comment: Good morning"]);
    await contains(INPUT, {value: ""});
    await press("alt+shift+n");
    await contains(INPUT, {value: "She pays late"});
    await press("Enter");
    await expect.waitForSteps(["note: She pays late"]);
});

test("a file of a note", async () => {
    await openThread();
    await click(SWITCH);
    await inputFiles(".o-mail-Composer .o_input_file", [
        new File(["late"], "payments.txt", {type: "text/plain"}),
    ]);
    await contains(".o-mail-Composer .o-mail-AttachmentContainer:not(.o-isUploading)");
    await click(BACK);
    await contains(".o-mail-Composer .o-mail-AttachmentContainer", {count: 0});
    await click(SWITCH);
    await contains(".o-mail-Composer .o-mail-AttachmentContainer");
    await click(".o-mail-Composer button[title='Post Note']");
    await expect.waitForSteps(["note: "]);
});

test("a file that still comes does not come to an answer", async () => {
    const arrival = new Deferred();
    onRpc("/mail/attachment/upload", () => arrival);
    await openThread();
    await click(SWITCH);
    await inputFiles(".o-mail-Composer .o_input_file", [
        new File(["late"], "payments.txt", {type: "text/plain"}),
    ]);
    await contains(".o-mail-Composer .o-mail-AttachmentContainer.o-isUploading");
    await contains(`${BACK}:disabled`);
    await press("alt+shift+n");
    await contains(`${INPUT}[placeholder='${NOTE_PLACEHOLDER}']`);
});

test("a note that the server did not take is posted again as a note", async () => {
    let isRefused = true;
    onRpc("/mail/message/post", () => {
        if (isRefused) {
            isRefused = false;
            throw makeServerError({message: "no disk"});
        }
    });
    await openThread();
    await click(SWITCH);
    await insertText(INPUT, "She pays late");
    await press("Enter");
    await contains(".o_whatsapp_inbox_note:contains('She pays late')");
    await click(BACK);
    await click(".o-mail-Message [title^='Failed to post']");
    await expect.waitForSteps(["note: She pays late"]);
});

test("a colleague is mentioned in a note", async () => {
    const pyEnv = await startServer();
    const partnerId = pyEnv["res.partner"].create({name: "Marta"});
    pyEnv["res.users"].create({partner_id: partnerId});
    await openThread();
    await click(SWITCH);
    await insertText(INPUT, "@Mar");
    await click(".o-mail-Composer-suggestion:contains('Marta')");
    await press("Enter");
    await expect.waitForSteps(["note: @Marta"]);
});

test("a team is mentioned in a note; customers are not proposed", async () => {
    onRpc("/mail/message/post", async (request) => {
        const {params} = await request.json();
        expect.step(`teams: ${params.post_data.whatsapp_team_ids}`);
    });
    const pyEnv = await startServer();
    const teamId = pyEnv["whatsapp.inbox.team"].create({name: "Garden"});
    pyEnv["res.partner"].create({name: "Gardener, a customer"});
    await openThread();
    await click(SWITCH);
    await insertText(INPUT, "@Gar");
    await contains(".o-mail-Composer-suggestion", {count: 1});
    await click(".o-mail-Composer-suggestion:contains('Garden')");
    await press("Enter");
    await expect.waitForSteps([`teams: ${teamId}`, "note: @Garden"]);
});

test("the face is a tab: it says what is written, and the arrows change it", async () => {
    await openThread();
    await contains("[role=tablist] [role=tab][aria-selected=true]:contains('Reply')");
    await click("[role=tab]:contains('Note')");
    await contains("[role=tab][aria-selected=true]:contains('Note')");
    await contains(".o-mail-Composer button[title='Post Note']:contains('Post Note')");
    queryFirst("[role=tab][aria-selected=true]").focus();
    await press("ArrowLeft");
    await contains("[role=tab][aria-selected=true]:contains('Reply')");
});

test("an answer to a note stays a note when one stops replying", async () => {
    const thread = await createCustomerThread();
    createNote(thread);
    await start();
    await openDiscuss(thread.channelId);
    await insertText(INPUT, "Good morning");
    await click(".o-mail-Message [title='Expand']");
    await click(".o-dropdown-item:contains('Reply')");
    await contains(".o_whatsapp_inbox_note_composer:contains('Replying to')");
    await contains(INPUT, {value: ""});
    await insertText(INPUT, "I know");
    await click("[title='Stop replying']");
    await press("Enter");
    await expect.waitForSteps(["note: I know"]);
    await click(BACK);
    await contains(INPUT, {value: "Good morning"});
});

test("a note may quote the customer", async () => {
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    await openDiscuss(thread.channelId);
    await click(SWITCH);
    await click(".o-mail-Message [title='Reply']");
    await insertText(INPUT, "She always says so");
    await press("Enter");
    await expect.waitForSteps(["note: She always says so"]);
});

test("a closed window takes notes", async () => {
    await openThread({conversation: {window_expires_at: inHours(-1)}});
    await click(".o_whatsapp_inbox_closed button:contains('Write a note')");
    await contains(".o_whatsapp_inbox_closed", {count: 0});
    await insertText(INPUT, "She pays late");
    await press("Enter");
    await expect.waitForSteps(["note: She pays late"]);
    await click(BACK);
    await contains(".o_whatsapp_inbox_closed");
    await contains(".o-mail-Composer", {count: 0});
});

test("the customer is not told that a note is typed", async () => {
    onRpc("/discuss/channel/notify_typing", async (request) => {
        const {params} = await request.json();
        expect.step(params.is_typing ? "typing" : "stopped");
    });
    await openThread();
    await click(SWITCH);
    await insertText(INPUT, "She pays late");
    await contains(INPUT, {value: "She pays late"});
    expect.verifySteps([]);
    await click(BACK);
    await insertText(INPUT, "Good");
    await expect.waitForSteps(["typing"]);
    await click(SWITCH);
    await insertText(INPUT, "late");
    await expect.waitForSteps(["stopped"]);
});

test("both drafts are there when the thread is opened again", async () => {
    const {pyEnv, channelId} = await openThread();
    const otherId = pyEnv["discuss.channel"].create({name: "General"});
    await insertText(INPUT, "Good morning");
    await click(SWITCH);
    await insertText(INPUT, "She pays late");
    await openDiscuss(otherId);
    await contains(`${INPUT}[placeholder='Message #General…']`);
    await openDiscuss(channelId);
    await contains(`.o_whatsapp_inbox_note_composer ${INPUT}`, {
        value: "She pays late",
    });
    await click(BACK);
    await contains(INPUT, {value: "Good morning"});
});

test("both drafts outlive the page, each as what it is", async () => {
    const {pyEnv, channelId} = await openThread();
    const otherId = pyEnv["discuss.channel"].create({name: "General"});
    await insertText(INPUT, "Good morning");
    await click(SWITCH);
    await insertText(INPUT, "She pays late");
    await openDiscuss(otherId);
    await contains(`${INPUT}[placeholder='Message #General…']`);
    // as a page that is loaded anew
    const {composer} = getService("mail.store").Thread.get({
        model: "discuss.channel",
        id: channelId,
    });
    composer.clear();
    Object.assign(composer, {isWhatsappNoteChosen: false, otherWhatsappDraft: {}});
    await openDiscuss(channelId);
    await contains(`.o_whatsapp_inbox_note_composer ${INPUT}`, {
        value: "She pays late",
    });
    await press("Enter");
    await expect.waitForSteps(["note: She pays late"]);
    await click(BACK);
    await contains(INPUT, {value: "Good morning"});
});

test("notes are written in chat windows, too", async () => {
    const {channelId} = await createCustomerThread();
    setupChatHub({opened: [channelId]});
    await start();
    await click(`.o-mail-ChatWindow ${SWITCH}`);
    await insertText(INPUT, "She pays late");
    await press("Enter");
    await expect.waitForSteps(["note: She pays late"]);
});

test("other threads have no notes", async () => {
    const pyEnv = await startServer();
    const channelId = pyEnv["discuss.channel"].create({name: "General"});
    await start();
    await openDiscuss(channelId);
    await contains(INPUT);
    await contains(SWITCH, {count: 0});
});
