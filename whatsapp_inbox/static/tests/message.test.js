import {
    click,
    contains,
    insertText,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {Deferred} from "@odoo/hoot-mock";
import {getService, makeServerError, onRpc} from "@web/../tests/web_test_helpers";

import {
    createAnswer,
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

for (const [state, label, icons] of [
    ["queued", "Waiting to be sent", ".fa-clock-o"],
    ["sending", "Being sent", ".fa-paper-plane-o"],
    ["sent", "Sent", ".fa-check:only-child"],
    ["delivered", "Delivered", ".fa-check + .fa-check"],
    ["read", "Read by the customer", ".fa-check + .fa-check"],
    ["failed", "Not sent", ".fa-exclamation-circle"],
    ["unknown", "Not known whether it arrived", ".fa-question-circle"],
]) {
    test(`the tick of a message that is ${state}`, async () => {
        const thread = await createCustomerThread();
        createAnswer(thread, {whatsapp_state: state});
        await start();
        await openDiscuss(thread.channelId);
        await contains(".o_whatsapp_inbox_ticks");
        await contains(
            `.o_whatsapp_inbox_ticks.o-${state}[aria-label='${label}'] ${icons}`
        );
    });
}

test("ticks climb while one looks", async () => {
    const thread = await createCustomerThread();
    const messageId = createAnswer(thread);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_ticks.o-sent");
    pushRecord(thread.pyEnv, "mail.message", messageId, {whatsapp_state: "read"});
    await contains(".o_whatsapp_inbox_ticks.o-read");
});

test("what a customer wrote has no tick, and seen marks of colleagues are not shown", async () => {
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message", {text: "Good morning"});
    await contains(".o_whatsapp_inbox_ticks", {count: 0});
    await contains(".o-mail-MessageSeenIndicator", {count: 0});
});

test("a failed message says why and can be sent again", async () => {
    const def = new Deferred();
    onRpc("mail.message", "whatsapp_resend", async ({args}) => {
        expect.step(`resend ${args[0]}`);
        await def;
        return true;
    });
    const thread = await createCustomerThread();
    const messageId = createAnswer(thread, {
        whatsapp_state: "failed",
        whatsapp_error: "Message undeliverable (131026)",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_failed", {
        text: "Not sent: Message undeliverable (131026)",
    });
    await click(".o_whatsapp_inbox_failed button:contains('Resend')");
    await contains(".o_whatsapp_inbox_failed button:contains('Resend'):disabled");
    def.resolve();
    await contains(".o_whatsapp_inbox_failed button:contains('Resend'):enabled");
    await expect.waitForSteps([`resend ${messageId}`]);
});

test("a message that the server refuses says why, and can be tried again", async () => {
    let reason = "The file is too big for WhatsApp.";
    onRpc("/mail/message/post", () => {
        if (reason) {
            throw makeServerError({message: reason});
        }
    });
    await openCustomerThread();
    for (const text of ["First", "Second"]) {
        await insertText(".o-mail-Composer-input", text);
        await press("Enter");
        await contains(`.o-mail-Message:contains(${text}) .o_whatsapp_inbox_failed`);
    }
    await contains(
        ".o_whatsapp_inbox_failed:contains('Not sent: The file is too big for WhatsApp.')",
        {count: 2}
    );
    await click(".o-mail-Message:contains('First') button:contains('Edit')");
    await contains(".o-mail-Composer-input:focus", {value: "First"});
    await contains(".o-mail-Message", {count: 1});
    await press("Enter");
    await click(".o-mail-Message:contains('First') button:contains('Discard')");
    await contains(".o-mail-Message", {count: 1});
    reason = "";
    await click(".o-mail-Message:contains('Second') button:contains('Resend')");
    await contains(".o_whatsapp_inbox_failed", {count: 0});
    await contains(".o-mail-Message[data-persistent]:contains('Second')");
});

test("a person settles what became of an unknown message", async () => {
    onRpc("mail.message", "whatsapp_mark_sent", ({args}) => {
        expect.step(`arrived ${args[0]}`);
        return true;
    });
    onRpc("mail.message", "whatsapp_resend", ({args}) => {
        expect.step(`resend ${args[0]}`);
        return true;
    });
    const thread = await createCustomerThread();
    const messageId = createAnswer(thread, {whatsapp_state: "unknown"});
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_unknown", {
        text: "Not known whether it arrived.",
    });
    await click(".o_whatsapp_inbox_unknown button:contains('It arrived')");
    await expect.waitForSteps([`arrived ${messageId}`]);
    await click(".o_whatsapp_inbox_unknown button:contains('Send again'):enabled");
    await expect.waitForSteps([`resend ${messageId}`]);
});

test("a file on its way is announced, not shown as a removed message", async () => {
    const thread = await createCustomerThread();
    const messageId = createMessage(thread, {
        body: "",
        whatsapp_media_state: "pending",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_file.o-pending", {
        text: "The file is on its way…",
    });
    await contains(".o-mail-Message:contains('This message has been removed')", {
        count: 0,
    });
    pushRecord(thread.pyEnv, "mail.message", messageId, {
        whatsapp_media_state: "failed",
    });
    await contains(".o_whatsapp_inbox_file.o-failed");
});

test("a file that could not be fetched can be tried again", async () => {
    onRpc("mail.message", "whatsapp_retry_media", ({args}) => {
        expect.step(`retry ${args[0]}`);
        return true;
    });
    const thread = await createCustomerThread();
    const messageId = createMessage(thread, {
        body: "<p>the invoice</p>",
        whatsapp_media_state: "failed",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message-body", {text: "the invoice"});
    await click(".o_whatsapp_inbox_file button:contains('Retry')");
    await expect.waitForSteps([`retry ${messageId}`]);
});

test("a forwarded message is marked", async () => {
    const thread = await createCustomerThread();
    createMessage(thread, {whatsapp_forwarded: true});
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_forwarded", {text: "Forwarded"});
});

test("a note cannot be taken for a message to the customer", async () => {
    const thread = await createCustomerThread();
    createNote(thread);
    createAnswer(thread);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message", {count: 2});
    await contains(".o_whatsapp_inbox_note", {count: 1, text: "She pays late"});
    await contains(".o_whatsapp_inbox_note .o_whatsapp_inbox_note_label", {
        text: "Internal note",
    });
    await contains(".o_whatsapp_inbox_note .o_whatsapp_inbox_ticks", {count: 0});
    await contains(".o-mail-Message:not(.o_whatsapp_inbox_note, .o-squashed)", {
        text: "Hello Ana",
    });
});

test("the customer has one colour, we and our colleagues the other", async () => {
    const thread = await createCustomerThread();
    const colleagueId = thread.pyEnv["res.partner"].create({name: "Colleague"});
    createMessage(thread);
    createAnswer(thread, {author_id: colleagueId, body: "<p>From a colleague</p>"});
    await start();
    await openDiscuss(thread.channelId);
    await contains(
        ".o-mail-Message:contains('Good morning') .o-mail-Message-bubble.o-blue"
    );
    await contains(
        ".o-mail-Message:contains('From a colleague') .o-mail-Message-bubble.o-green"
    );
});

test("an answer cannot be changed, a note can", async () => {
    const thread = await createCustomerThread();
    createAnswer(thread);
    createNote(thread);
    await start();
    await openDiscuss(thread.channelId);
    await click(".o-mail-Message:contains('Hello Ana') [title='Expand']");
    await contains(".o-dropdown-item:contains('Copy Link')");
    await contains(".o-dropdown-item:contains('Delete')", {count: 0});
    await contains(".o-mail-Message:contains('Hello Ana') [title='Edit']", {count: 0});
    await contains(".o-mail-Message:contains('She pays late') [title='Edit']");
});

test("not even an administrator changes what a customer wrote", async () => {
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    getService("mail.store").self.main_user_id.is_admin = true;
    await openDiscuss(thread.channelId);
    await click(".o-mail-Message [title='Expand']");
    await contains(".o-dropdown-item:contains('Copy Link')");
    await contains(".o-dropdown-item:contains('Delete')", {count: 0});
    await contains(".o-dropdown-item:contains('Edit')", {count: 0});
});
