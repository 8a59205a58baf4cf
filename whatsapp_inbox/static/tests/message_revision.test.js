import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {onRpc, serverState} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const AT = "2026-03-02 10:00:00";

async function openAs(values, isSupervisor) {
    const thread = await createCustomerThread();
    thread.pyEnv["res.users"].write([serverState.userId], {
        is_whatsapp_inbox_supervisor: isSupervisor,
    });
    const messageId = createMessage(thread, values);
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message");
    return {...thread, messageId};
}

test("an edited message says so, and to an agent no more", async () => {
    await openAs({whatsapp_edited_at: AT}, false);
    await contains("span.o_whatsapp_inbox_revision:contains('Edited') .fa-pencil");
    await contains("button.o_whatsapp_inbox_revision", {count: 0});
});

test("a message is edited and deleted while one looks", async () => {
    const {pyEnv, messageId} = await openAs({}, false);
    await contains(".o_whatsapp_inbox_revision", {count: 0});
    pushRecord(pyEnv, "mail.message", messageId, {
        body: "<p>Good evening</p>",
        whatsapp_edited_at: AT,
    });
    await contains(".o-mail-Message:contains('Good evening')");
    await contains(".o_whatsapp_inbox_revision:contains('Edited')");
    pushRecord(pyEnv, "mail.message", messageId, {
        body: "<p>The customer deleted this message.</p>",
        whatsapp_revoked_at: AT,
    });
    await contains(".o-mail-Message:contains('The customer deleted this message.')");
    await contains(".o_whatsapp_inbox_revision", {count: 0});
});

test("a supervisor sees what the message said before", async () => {
    const versions = [
        {
            id: 1,
            kind: "original",
            timestamp: AT,
            body: "<span>First text</span>",
            files: [
                {id: 7, name: "contract.pdf", mimetype: "application/pdf"},
                {id: 8, name: "photo.png", mimetype: "image/png"},
            ],
        },
        {id: 2, kind: "revoke", timestamp: AT, body: "", files: []},
    ];
    onRpc("mail.message", "whatsapp_versions", ({args}) => {
        expect.step(`versions of ${args[0]}`);
        return versions;
    });
    const {messageId} = await openAs({whatsapp_revoked_at: AT}, true);
    await click("button.o_whatsapp_inbox_revision:contains('Show what it said')");
    await expect.waitForSteps([`versions of ${messageId}`]);
    await contains(".modal .o_whatsapp_inbox_version", {count: 2});
    await contains(
        ".modal .o_whatsapp_inbox_version:first span:contains('First text')"
    );
    await contains(".modal a[href*='/web/content/7']:contains('contract.pdf')");
    await contains(".modal a[href*='/web/content/8'] img[alt='photo.png']");
    await contains(".modal .o_whatsapp_inbox_version:last strong:contains('Deleted')");
});
