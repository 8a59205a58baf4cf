import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {getService, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {browser} from "@web/core/browser/browser";

import {
    createAnswer,
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    openCustomerThread,
    openMenuOf,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const GALLERY = ".o_whatsapp_inbox_gallery";

function row(attachment, values) {
    return {
        attachment,
        author: "Ana",
        date: "2026-03-02 10:00:00",
        message: 1,
        note: false,
        ...values,
    };
}

function page(rows, values) {
    return {
        missing: 0,
        next: false,
        rows,
        store_data: {
            "ir.attachment": rows
                .filter(({attachment}) => attachment)
                .map(({attachment: id, name = "a.pdf", mimetype}) => ({
                    file_size: 2048,
                    id,
                    mimetype: mimetype ?? "application/pdf",
                    name,
                    type: "binary",
                })),
        },
        ...values,
    };
}

async function openGallery(pages) {
    onRpc("discuss.channel", "whatsapp_gallery", ({args}) => {
        expect.step([args[1], args[2]]);
        return pages[args[1]].shift();
    });
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    await openDiscuss(thread.channelId);
    await click(".o-mail-DiscussContent-header button[name='whatsapp-gallery']");
    await contains("button[name='attachments']", {count: 0});
    return thread;
}

test("photos, then documents, page by page and by month", async () => {
    await openGallery({
        media: [page([row(1, {mimetype: "image/png"})], {missing: 2})],
        documents: [
            page([row(2, {name: "new.pdf"})], {next: [7, 2]}),
            page([row(3, {date: "2026-01-05 10:00:00", name: "old.pdf", note: true})]),
        ],
    });
    await contains(`${GALLERY} .o_whatsapp_inbox_tile img`, {count: 1});
    await contains(`${GALLERY} .o_whatsapp_inbox_missing:contains('2 files of')`);
    await click(`${GALLERY} [role='tab']:contains('Documents')`);
    await contains(`${GALLERY} .o_whatsapp_inbox_line`, {count: 2});
    await contains(`${GALLERY} .o-mail-DateSection`, {count: 2});
    await contains(`${GALLERY} .o-mail-DateSection:first`, {text: "March 2026"});
    await contains(`${GALLERY} .o_whatsapp_inbox_line:last .fa-lock`);
    await expect.waitForSteps([
        ["media", undefined],
        ["documents", undefined],
        ["documents", [7, 2]],
    ]);
});

test("links lead out, and to nothing else", async () => {
    await openGallery({
        media: [page([])],
        links: [page([row(undefined, {url: "https://example.com/x", text: "Offer"})])],
    });
    await contains(GALLERY, {text: "No photo or video yet."});
    await click(`${GALLERY} [role='tab']:contains('Links')`);
    await contains(
        `${GALLERY} a[href='https://example.com/x'][rel='noopener noreferrer']`,
        {text: "Offer"}
    );
    await contains(`${GALLERY} .o_whatsapp_inbox_download`, {count: 0});
    await expect.waitForSteps([
        ["media", undefined],
        ["links", undefined],
    ]);
});

test("what is known of a message", async () => {
    onRpc("mail.message", "whatsapp_info", () => [
        {title: "", error: false, rows: [{label: "By", text: "Mitchell"}]},
        {
            title: "text · Failed",
            error: "Message undeliverable",
            rows: [{label: "Failed", at: "2026-03-02 10:00:00"}],
        },
    ]);
    const thread = await createCustomerThread();
    createAnswer(thread);
    await start();
    await openDiscuss(thread.channelId);
    await openMenuOf("Hello Ana", "Message Info");
    await contains(".o_whatsapp_inbox_info", {count: 2});
    await contains(".o_whatsapp_inbox_info .text-danger", {
        text: "Message undeliverable",
    });
    await contains(".o_whatsapp_inbox_info:last dd", {
        text: "Mar 2, 2026, 11:00:00 AM",
    });
});

test("the text is copied as WhatsApp writes it", async () => {
    onRpc("mail.message", "whatsapp_text", () => "Hello *Ana*");
    patchWithCleanup(browser.navigator.clipboard, {
        writeText: async (text) => expect.step(text),
    });
    const thread = await createCustomerThread();
    createAnswer(thread);
    await start();
    await openDiscuss(thread.channelId);
    await openMenuOf("Hello Ana", "Copy Text");
    await expect.waitForSteps(["Hello *Ana*"]);
});

test("a transcript is asked for in a form", async () => {
    const {channelId} = await openCustomerThread();
    patchWithCleanup(getService("action"), {
        doAction: async ({context, res_model}) => {
            expect.step([res_model, context]);
        },
    });
    await click(".o-mail-DiscussContent-header button[name='whatsapp-transcript']");
    await expect.waitForSteps([
        ["whatsapp.inbox.transcript", {default_channel_id: channelId}],
    ]);
});
