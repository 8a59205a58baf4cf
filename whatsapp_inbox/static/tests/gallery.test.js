import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";
import {advanceTime, describe, expect, test} from "@odoo/hoot";
import {
    Command,
    getService,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
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
        message: 800 + attachment,
        note: false,
        ...values,
    };
}

function page(rows, values) {
    return {
        missing: [],
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
        media: [page([row(1, {mimetype: "image/png"})], {missing: [901, 902]})],
        documents: [
            page([row(5, {name: "new.pdf"})], {next: [805, 5]}),
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
        ["documents", [805, 5]],
    ]);
});

test("links lead out, and to nothing else", async () => {
    await openGallery({
        media: [page([])],
        links: [
            page([
                row(undefined, {
                    message: 1,
                    text: "Offer",
                    url: "https://example.com/x",
                }),
            ]),
        ],
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

/** What the server pushes when somebody writes in the thread. */
function pushMessage(thread, values) {
    const {pyEnv, channelId} = thread;
    const id = createMessage(thread, {date: "2026-03-02 10:00:00", ...values});
    pyEnv["bus.bus"]._sendone(
        pyEnv["discuss.channel"].browse(channelId)[0],
        "discuss.channel/new_message",
        {
            data: new mailDataHelpers.Store(
                pyEnv["mail.message"].browse(id)
            ).get_result(),
            id: channelId,
        }
    );
    return id;
}

function createFile({pyEnv, channelId}, name, mimetype) {
    return pyEnv["ir.attachment"].create({
        mimetype,
        name,
        res_id: channelId,
        res_model: "discuss.channel",
    });
}

/** What the server pushes when a message has changed. */
function pushChange({pyEnv, channelId}, id, values) {
    pyEnv["mail.message"].write([id], values);
    pyEnv["bus.bus"]._sendone(
        pyEnv["discuss.channel"].browse(channelId)[0],
        "mail.record/insert",
        new mailDataHelpers.Store(pyEnv["mail.message"].browse(id), [
            mailDataHelpers.Store.many("attachment_ids"),
            mailDataHelpers.Store.attr("body", (mail) => ["markup", mail.body]),
            "whatsapp_media_state",
            "whatsapp_revoked_at",
        ]).get_result()
    );
}

test("what comes, changes and goes while it is open is asked for never again", async () => {
    const thread = await openGallery({
        documents: [page([])],
        links: [page([])],
        media: [page([])],
    });
    await contains(GALLERY, {text: "No photo or video yet."});
    const photo = createFile(thread, "a.png", "image/png");
    const photoMessage = pushMessage(thread, {attachment_ids: [photo]});
    await contains(`${GALLERY} .o_whatsapp_inbox_tile img`, {count: 1});
    pushChange(thread, photoMessage, {
        attachment_ids: [Command.clear()],
        whatsapp_revoked_at: "2026-03-02 10:00:00",
    });
    await contains(`${GALLERY} .o_whatsapp_inbox_tile`, {count: 0});

    await click(`${GALLERY} [role='tab']:contains('Documents')`);
    const late = pushMessage(thread, {whatsapp_media_state: "pending"});
    await contains(`${GALLERY} .o_whatsapp_inbox_missing:contains('One file')`);
    const file = createFile(thread, "late.pdf", "application/pdf");
    pushChange(thread, late, {
        attachment_ids: [Command.link(file)],
        whatsapp_media_state: "done",
    });
    await contains(`${GALLERY} .o_whatsapp_inbox_line:contains('late.pdf')`);
    await contains(`${GALLERY} .o_whatsapp_inbox_missing`, {count: 0});

    await click(`${GALLERY} [role='tab']:contains('Links')`);
    const edited = pushMessage(thread, {
        body: "<p><a href='https://example.com/a'>a</a></p>",
    });
    await contains(`${GALLERY} a[href='https://example.com/a']`);
    pushChange(thread, edited, {
        body: "<p><a href='https://example.com/b'>b</a><a href='javascript:0'>c</a></p>",
    });
    await contains(`${GALLERY} a[href='https://example.com/b']`);
    await contains(`${GALLERY} .o_whatsapp_inbox_line`, {count: 1});
    await expect.waitForSteps([
        ["media", undefined],
        ["documents", undefined],
        ["links", undefined],
    ]);
});

test("files that come late, of messages that are not here, are asked for once", async () => {
    const {pyEnv, channelId} = await openGallery({
        media: [
            page([], {missing: [901, 902]}),
            page([row(7, {message: 901, mimetype: "image/png"})]),
        ],
    });
    await contains(`${GALLERY} .o_whatsapp_inbox_missing:contains('2 files of')`);
    const [channel] = pyEnv["discuss.channel"].browse(channelId);
    for (const id of [901, 902]) {
        pyEnv["bus.bus"]._sendone(channel, "mail.record/insert", {
            "mail.message": [{id, whatsapp_media_state: "done"}],
        });
    }
    await contains(`${GALLERY} .o_whatsapp_inbox_missing`, {count: 0});
    await advanceTime(1000);
    await contains(`${GALLERY} .o_whatsapp_inbox_tile img`, {count: 1});
    await expect.waitForSteps([
        ["media", undefined],
        ["media", undefined],
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
