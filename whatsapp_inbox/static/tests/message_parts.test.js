import {
    click,
    contains,
    inputFiles,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {onRpc, serverState} from "@web/../tests/web_test_helpers";

import {
    createAnswer,
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    inHours,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

let nextId = 1;

function part(values) {
    return {
        id: nextId++,
        type: "text",
        state: "failed",
        error: false,
        attachment_id: false,
        file_gone: false,
        retry_at: false,
        ...values,
    };
}

function noteCalls(...methods) {
    for (const method of methods) {
        onRpc("mail.message", method, ({args}) => {
            expect.step(`${method} ${args[1]}`);
            return true;
        });
    }
}

/** An answer of the current user with these files, and these fates of them. */
function createFiles(thread, states) {
    const names = ["a.pdf", "b.pdf", "c.pdf"];
    const ids = names.map((name) =>
        thread.pyEnv["ir.attachment"].create({name, mimetype: "application/pdf"})
    );
    const parts = Object.entries(states).map(([index, values]) =>
        part({type: "document", attachment_id: ids[index], ...values})
    );
    createAnswer(thread, {
        attachment_ids: ids,
        author_id: serverState.partnerId,
        whatsapp_parts: parts,
        whatsapp_state: "failed",
    });
    return parts;
}

test("which file of several failed, and it alone is sent again", async () => {
    noteCalls("whatsapp_resend", "whatsapp_withdraw");
    const thread = await createCustomerThread();
    const parts = createFiles(thread, {
        0: {error: "Damaged"},
        2: {error: "Too large"},
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_failed", {count: 2});
    await contains(".o_whatsapp_inbox_failed:contains('Not sent: a.pdf: Damaged')");
    await contains(".o_whatsapp_inbox_failed:contains('Not sent: c.pdf: Too large')");
    await contains(".o_whatsapp_inbox_mark[aria-label='Not sent']", {count: 2});
    await contains("[aria-label='b.pdf'] .o_whatsapp_inbox_mark", {count: 0});
    await click(".o_whatsapp_inbox_failed:contains('c.pdf') button:contains('Resend')");
    await expect.waitForSteps([`whatsapp_resend ${parts[1].id}`]);
    await click(
        ".o_whatsapp_inbox_failed:contains('a.pdf') button:contains('Discard')"
    );
    await expect.waitForSteps([`whatsapp_withdraw ${parts[0].id}`]);
});

test("files that failed alike are one line, and none hides another's fate", async () => {
    const thread = await createCustomerThread();
    createFiles(thread, {
        0: {error: "Damaged"},
        1: {error: "Damaged"},
        2: {state: "unknown"},
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_failed:contains('a.pdf, b.pdf: Damaged')");
    await contains(".o_whatsapp_inbox_unknown:contains('c.pdf')");
});

test("a file that was removed since is not sent again", async () => {
    const thread = await createCustomerThread();
    const gone = {type: "document", error: "Too large", file_gone: true};
    createAnswer(thread, {
        author_id: serverState.partnerId,
        whatsapp_parts: [part(gone), part({...gone, state: "unknown"})],
        whatsapp_state: "failed",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_failed:contains('attach it to a new message')");
    await contains(".o_whatsapp_inbox_unknown:contains('attach it to a new message')");
    await contains(".o_whatsapp_inbox_failed button:contains('Discard')");
    await contains(".o_whatsapp_inbox_unknown button:contains('It arrived')");
    await contains("button:contains('Resend')", {count: 0});
    await contains("button:contains('Send again')", {count: 0});
});

test("what waits can be taken back", async () => {
    noteCalls("whatsapp_withdraw");
    const thread = await createCustomerThread({
        account: {state: "stopped", state_reason: "Payment problem"},
    });
    const waiting = part({state: "queued"});
    const messageId = createAnswer(thread, {
        author_id: serverState.partnerId,
        whatsapp_parts: [waiting],
        whatsapp_state: "queued",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_queued:contains('nothing is sent')");
    await click(".o_whatsapp_inbox_queued button:contains('Do not send')");
    await expect.waitForSteps([`whatsapp_withdraw ${waiting.id}`]);
    pushRecord(thread.pyEnv, "mail.message", messageId, {
        whatsapp_parts: [{...waiting, state: "withdrawn"}],
        whatsapp_state: "withdrawn",
    });
    await contains(".o_whatsapp_inbox_queued", {count: 0});
    await contains(".o-mail-Message.o_whatsapp_inbox_taken_back");
    await contains(".o_whatsapp_inbox_withdrawn:contains('Withdrawn, not sent')");
});

test("when the next try is", async () => {
    const thread = await createCustomerThread();
    createAnswer(thread, {
        author_id: serverState.partnerId,
        whatsapp_parts: [part({state: "queued", retry_at: inHours(1)})],
        whatsapp_state: "queued",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_queued:contains('Next try at')");
});

test("what is about to leave is only a tick, but can be taken back by the menu", async () => {
    noteCalls("whatsapp_withdraw");
    const thread = await createCustomerThread();
    createAnswer(thread, {
        author_id: serverState.partnerId,
        whatsapp_parts: [part({state: "queued"})],
        whatsapp_state: "queued",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_ticks.o-queued");
    await contains(".o_whatsapp_inbox_queued", {count: 0});
    await click(".o-mail-Message [name='whatsapp-inbox-withdraw']");
    await expect.waitForSteps(["whatsapp_withdraw undefined"]);
});

test("a colleague's message is not mine to take back", async () => {
    const thread = await createCustomerThread();
    createAnswer(thread, {
        author_id: thread.pyEnv["res.partner"].create({name: "Colleague"}),
        whatsapp_parts: [part({error: "Damaged"})],
        whatsapp_state: "failed",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_failed button:contains('Resend')");
    await contains(".o_whatsapp_inbox_failed button:contains('Discard')", {count: 0});
});

test("a refused reaction", async () => {
    noteCalls("whatsapp_withdraw");
    const thread = await createCustomerThread();
    const refused = part({type: "reaction", emoji: "👍", error: "Too old (131009)"});
    createMessage(thread, {
        whatsapp_direction: "inbound",
        whatsapp_parts: [refused],
        whatsapp_state: "received",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(
        ".o_whatsapp_inbox_failed:contains('Your reaction 👍 was not sent: Too old (131009)')"
    );
    await contains(".o_whatsapp_inbox_failed button:contains('Resend')", {count: 0});
    await click(".o_whatsapp_inbox_failed button:contains('Discard')");
    await expect.waitForSteps([`whatsapp_withdraw ${refused.id}`]);
});

test("a stopped number is told on top of the inbox, until it works", async () => {
    const thread = await createCustomerThread({
        account: {name: "Support", state: "stopped", state_reason: "Payment problem"},
    });
    await start();
    await openDiscuss();
    await contains(
        ".o-mail-DiscussSidebar .o_whatsapp_inbox_stopped_number:contains('Support is stopped')"
    );
    await contains(".o_whatsapp_inbox_stopped_number:contains('Payment problem')");
    await click(".o_menu_systray i[aria-label='Messages']");
    await contains(".o-mail-MessagingMenu .o_whatsapp_inbox_stopped_number");
    pushRecord(thread.pyEnv, "whatsapp.inbox.account", thread.accountId, {
        state: "connected",
        state_reason: false,
    });
    await contains(".o_whatsapp_inbox_stopped_number", {count: 0});
});

test("a file that is too large is not uploaded", async () => {
    await openCustomerThread();
    const file = (name, size, type) => new File(["x".repeat(size)], name, {type});
    await inputFiles(".o-mail-Composer .o_input_file", [
        file("small.txt", 900, "text/plain"),
        file("large.txt", 1100, "text/plain"),
        file("photo.png", 1900, "image/png"),
    ]);
    await contains(".o_notification:contains('large.txt')");
    await contains(".o-mail-Composer .o-mail-AttachmentContainer", {count: 2});
    await contains(".o-mail-AttachmentContainer[aria-label='large.txt']", {count: 0});
});
