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
import {advanceTime, mockDate} from "@odoo/hoot-mock";
import {onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
    inHours,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

test("in an open window one writes to the customer on WhatsApp", async () => {
    await openCustomerThread();
    await contains(
        ".o-mail-Composer-input[placeholder='Message Ana García on WhatsApp…']"
    );
    await contains(".o-mail-Composer button[title='Add Emojis']");
    await contains(".o-mail-Composer button[title='Add GIFs']", {count: 0});
    await contains(".o_whatsapp_inbox_closed", {count: 0});
});

test("a closed window says since when, and takes no text", async () => {
    mockDate("2025-03-10 12:00:00", 0);
    await openCustomerThread({
        conversation: {window_expires_at: "2025-03-08 09:30:00"},
    });
    await contains(
        ".o_whatsapp_inbox_closed:contains('The 24-hour window is closed since Mar 8, 2025')"
    );
    await contains(
        ".o_whatsapp_inbox_closed:contains('The window opens again when Ana García writes.')"
    );
    await contains(".o-mail-Composer", {count: 0});
});

test("a thread whose customer never wrote is closed", async () => {
    await openCustomerThread({
        channel: {whatsapp_conversation_id: false},
    });
    await contains(".o_whatsapp_inbox_closed", {text: "The 24-hour window is closed."});
    await contains(".o-mail-Composer", {count: 0});
});

test("the window closes while one writes: nothing leaves and the draft stays", async () => {
    onRpc("/mail/message/post", () => expect.step("posted"));
    const {pyEnv, conversationId} = await openCustomerThread({
        conversation: {window_expires_at: inHours(1)},
    });
    await insertText(".o-mail-Composer-input", "One moment please");
    await advanceTime(3600 * 1000 + 1000);
    await contains(".o_whatsapp_inbox_closed", {text: "Your draft is kept."});
    await contains(".o-mail-Composer", {count: 0});
    await press("Enter");
    await press("control+Enter");
    pushRecord(pyEnv, "whatsapp.inbox.conversation", conversationId, {
        window_expires_at: inHours(24),
    });
    await contains(".o_whatsapp_inbox_closed", {count: 0});
    await contains(".o-mail-Composer-input", {value: "One moment please"});
    expect.verifySteps([]);
});

test("a chat window is closed to text just as well", async () => {
    const {channelId} = await createCustomerThread({
        conversation: {window_expires_at: inHours(-1)},
    });
    setupChatHub({opened: [channelId]});
    await start();
    await contains(".o-mail-ChatWindow .o_whatsapp_inbox_closed");
    await contains(".o-mail-ChatWindow .o-mail-Composer", {count: 0});
});

test("a closed window takes no quoted answer and no reaction, but an answer to a note", async () => {
    const thread = await createCustomerThread({
        conversation: {window_expires_at: inHours(-1)},
    });
    createMessage(thread);
    createNote(thread);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message", {count: 2});
    await contains(".o-mail-Message:contains('Good morning') [title='Add Star']");
    await contains(".o-mail-Message:contains('Good morning') [title='Reply']", {
        count: 0,
    });
    await contains(
        ".o-mail-Message:contains('Good morning') [title='Add a Reaction']",
        {
            count: 0,
        }
    );
    await click(".o-mail-Message:contains('She pays late') [title='Expand']");
    await click(".o-dropdown-item:contains('Reply')");
    await contains(".o-mail-Composer-input[placeholder^='Internal note']");
});

test("an answer to a note is a note, in a chat window too", async () => {
    onRpc("/mail/message/post", async (request) => {
        const {params} = await request.json();
        expect.step(params.post_data.subtype_xmlid);
    });
    const thread = await createCustomerThread();
    createNote(thread);
    setupChatHub({opened: [thread.channelId]});
    await start();
    await click(".o-mail-Message [title='Expand']");
    await click(".o-dropdown-item:contains('Reply')");
    await insertText(".o-mail-Composer-input", "I know");
    await press("Enter");
    await expect.waitForSteps(["mail.mt_note"]);
});

test("colleagues are not suggested in a message to a customer", async () => {
    const {channelId} = await createCustomerThread();
    onRpc("mail.canned.response", "whatsapp_search", () => [
        {id: 1, source: "hello", body: "Hello!", attachments: [], buttons: []},
    ]);
    await start();
    await openDiscuss(channelId);
    await insertText(".o-mail-Composer-input", "@");
    await insertText(".o-mail-Composer-input", "::", {replace: true});
    await contains(".o-mail-Composer-suggestion", {text: "Hello!"});
    await contains(".o-mail-Composer-suggestion", {count: 1});
});
