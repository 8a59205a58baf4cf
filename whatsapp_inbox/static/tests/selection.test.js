import {
    click,
    contains,
    openDiscuss,
    setupChatHub,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, press, test} from "@odoo/hoot";
import {onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

import {
    createAnswer,
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
    inHours,
    openMenuOf,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const BAR = ".o_whatsapp_inbox_selection";
const CHECK = ".o_whatsapp_inbox_check input";

/** The check of the message that has this text. */
function check(text, state = "") {
    return `.o-mail-Message:contains('${text}') ${CHECK}${state}`;
}

/** What a person does with a modifier that `click` does not have. */
function shiftClick(text) {
    const [message] = [...document.querySelectorAll(".o-mail-Message")].filter((el) =>
        el.textContent.includes(text)
    );
    const input = message.querySelector(CHECK);
    input.dispatchEvent(new MouseEvent("click", {bubbles: true, shiftKey: true}));
}

/** Five messages, of which the third and the fourth stay. */
async function createTalk() {
    const thread = await createCustomerThread();
    const ids = [
        createMessage(thread, {body: "<p>First</p>"}),
        createAnswer(thread, {body: "<p>Second</p>"}),
        createNote(thread, {body: "<p>Secret</p>"}),
        createMessage(thread, {
            body: "<p>Taken back</p>",
            whatsapp_revoked_at: inHours(-1),
        }),
        createMessage(thread, {body: "<p>Last</p>"}),
    ];
    return {...thread, ids};
}

async function openSelection() {
    const thread = await createTalk();
    await start();
    await openDiscuss(thread.channelId);
    await openMenuOf("First", "Select");
    await contains(`${BAR} [role='status']`, {text: "1 selected"});
    return thread;
}

test("some are chosen, and go together in their order", async () => {
    onRpc("mail.message", "whatsapp_forward_threads", () => [
        {id: 8, name: "Bea", number: "", refusal: ""},
    ]);
    onRpc("mail.message", "whatsapp_forward", ({args}) => {
        expect.step(args);
        return true;
    });
    const {ids} = await openSelection();
    await contains(`${check("First", ":checked")}:focus`);
    await click(check("Last"));
    await click(check("Second"));
    await click(check("Second"));
    await contains(`${BAR} [role='status']`, {text: "2 selected"});
    await click(`${BAR} .o_whatsapp_inbox_forward`);
    await contains(".modal-title", {text: "Forward 2 Messages"});
    await click(".o_whatsapp_inbox_targets button:contains('Bea')");
    await contains(BAR, {count: 0});
    await expect.waitForSteps([[[ids[0], ids[4]], 8]]);
});

test("what stays has no check and says why", async () => {
    await openSelection();
    await contains(CHECK, {count: 3});
    await contains(
        ".o-mail-Message:contains('Secret') [title^='An internal note is never sent']"
    );
    await contains(
        ".o-mail-Message:contains('Taken back') [title^='This message was deleted']"
    );
    await contains(".o-mail-Message-actions", {count: 0});
});

test("Shift takes all in between, and only what can go", async () => {
    await openSelection();
    shiftClick("Last");
    await contains(`${CHECK}:checked`, {count: 3});
    await contains(`${BAR} [role='status']`, {text: "3 selected"});
    shiftClick("Second");
    await contains(`${CHECK}:checked`, {count: 1});
    await contains(check("First", ":checked"));
});

test("with keys alone", async () => {
    await openSelection();
    await contains(`${check("First")}:focus`);
    await press("Enter");
    await contains(`${CHECK}:checked`, {count: 0});
    await contains(`${BAR} .o_whatsapp_inbox_forward:disabled`);
    await press("Space");
    await contains(`${CHECK}:checked`, {count: 1});
    await press("Tab");
    await press("Enter");
    await contains(check("Second", ":checked"));
    await press("Escape");
    await contains(BAR, {count: 0});
    await contains(CHECK, {count: 0});
    await contains(".o-mail-Composer-input:focus");
});

test("what its author deletes meanwhile does not go", async () => {
    const {pyEnv, ids} = await openSelection();
    await click(check("Last"));
    pushRecord(pyEnv, "mail.message", ids[0], {whatsapp_revoked_at: inHours(0)});
    await contains(`${BAR} [role='status']`, {text: "1 selected"});
    await contains(check("First"), {count: 0});
});

test("texts are copied together", async () => {
    onRpc("mail.message", "whatsapp_text", ({args}) => {
        expect.step(args[0]);
        return "[…] Ana: First";
    });
    patchWithCleanup(browser.navigator.clipboard, {
        writeText: async (text) => expect.step(text),
    });
    const {ids} = await openSelection();
    await click(check("Second"));
    await contains(`${BAR} .o_whatsapp_inbox_download:disabled`);
    await click(`${BAR} .o_whatsapp_inbox_copy`);
    await contains(BAR, {count: 0});
    await expect.waitForSteps([ids.slice(0, 2), "[…] Ana: First"]);
});

test("who leaves the thread leaves the selection", async () => {
    const {pyEnv} = await openSelection();
    const other = await createCustomerThread({
        channel: {name: "Bea"},
        partner: {name: "Bea"},
    });
    createMessage({...other, pyEnv}, {body: "<p>Other</p>"});
    await openDiscuss(other.channelId);
    await contains(".o-mail-Message:contains('Other')");
    await contains(BAR, {count: 0});
    await contains(CHECK, {count: 0});
});

test("in a chat window, Escape ends the selection and not the chat", async () => {
    const thread = await createTalk();
    setupChatHub({opened: [thread.channelId]});
    await start();
    await openMenuOf("First", "Select");
    await contains(`.o-mail-ChatWindow ${BAR}`);
    await contains(`${check("First")}:focus`);
    await press("Tab");
    await contains(`${check("Second")}:focus`);
    await press("Escape");
    await contains(BAR, {count: 0});
    await contains(".o-mail-ChatWindow");
});
