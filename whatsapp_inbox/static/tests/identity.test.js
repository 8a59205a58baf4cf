import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {onRpc, serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const REQUEST =
    ".o-mail-DiscussContent-header button[title='Ask for the Phone Number']";

test("a customer without a number is asked for it, after a question", async () => {
    onRpc("discuss.channel", "whatsapp_request_number", ({args}) => {
        expect.step(`asked in ${args[0].length} thread`);
        return true;
    });
    await openCustomerThread({
        contact: {phone: false, phone_formatted: false, username: "ana"},
    });
    await click(REQUEST);
    await contains(".modal-body:contains('Ana García gets a message')");
    await click(".modal .btn-primary", {text: "Send"});
    await expect.waitForSteps(["asked in 1 thread"]);
});

test("nobody is asked for a number that is known", async () => {
    await openCustomerThread();
    await contains(".o-mail-DiscussContent-header button[title='Open Contact']");
    await contains(REQUEST, {count: 0});
});

test("agents know who can merge", async () => {
    await openCustomerThread({contact: {match_reason: "number"}});
    await contains(".o_whatsapp_inbox_match:contains('may be the same person')");
    await contains(".o_whatsapp_inbox_match:contains('A supervisor can')");
    await contains(".o_whatsapp_inbox_match button", {count: 0});
});

test("supervisors compare", async () => {
    onRpc("whatsapp.inbox.contact", "action_review_match", () => {
        expect.step("compare");
        return false;
    });
    const {pyEnv, channelId} = await createCustomerThread({
        contact: {match_reason: "told"},
    });
    pyEnv["res.users"].write([serverState.userId], {
        is_whatsapp_inbox_supervisor: true,
    });
    await start();
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_match:contains('WhatsApp says')");
    await click(".o_whatsapp_inbox_match button", {text: "Compare"});
    await expect.waitForSteps(["compare"]);
});

test("a thread that another one came into shows its messages", async () => {
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message", {count: 1});
    createMessage(thread);
    pushRecord(thread.pyEnv, "discuss.channel", thread.channelId, {
        whatsapp_joined_at: "2026-03-02 10:00:00",
    });
    await contains(".o-mail-Message", {count: 2});
});
