import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mockService, onRpc} from "@web/../tests/web_test_helpers";

import {
    createAnswer,
    createCustomerThread,
    defineWhatsappInboxModels,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const ORDER = {id: 7, model: "sale.order", name: "S00007"};

async function openThread(values) {
    const thread = await createCustomerThread();
    const messageId = createAnswer(thread, values);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message");
    return {...thread, messageId};
}

test("a document is named, and opened over the chat", async () => {
    mockService("dialog", {
        add: (_component, {resId, resModel, title}) =>
            expect.step([resModel, resId, title]),
    });
    await openThread({whatsapp_documents: [ORDER]});
    await click("button.o_whatsapp_inbox_document:text('S00007')");
    expect.verifySteps([["sale.order", 7, "S00007"]]);
});

test("a message about nothing, and one about what one may not read", async () => {
    await openThread({whatsapp_documents: []});
    await contains(".o_whatsapp_inbox_documents", {count: 0});
});

test("the bus has no names: each browser asks for itself", async () => {
    let documents = [ORDER];
    onRpc("mail.message", "whatsapp_documents", ({args: [ids]}) => {
        expect.step(`asked for ${ids}`);
        return documents;
    });
    const {messageId, pyEnv} = await openThread({whatsapp_documents: []});
    pushRecord(pyEnv, "mail.message", messageId, {whatsapp_link_id: 1});
    await contains(".o_whatsapp_inbox_document:text('S00007')");
    documents = [ORDER, {...ORDER, id: 8, name: "S00008"}];
    pushRecord(pyEnv, "mail.message", messageId, {whatsapp_link_id: 2});
    await contains(".o_whatsapp_inbox_document", {count: 2});
    expect.verifySteps([`asked for ${messageId}`, `asked for ${messageId}`]);
});

test("who may read none of them is shown nothing", async () => {
    onRpc("mail.message", "whatsapp_documents", () => {
        expect.step("asked");
        return [];
    });
    const {messageId, pyEnv} = await openThread({whatsapp_documents: []});
    pushRecord(pyEnv, "mail.message", messageId, {whatsapp_link_id: 1});
    await expect.waitForSteps(["asked"]);
    await contains(".o_whatsapp_inbox_documents", {count: 0});
});
