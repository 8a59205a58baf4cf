import {contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryFirst} from "@odoo/hoot-dom";

import {
    createAnswer,
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const LABEL = ".o_whatsapp_inbox_from_phone";

test("what was written in the phone app says so", async () => {
    const thread = await createCustomerThread();
    createAnswer(thread, {body: "<p>Written here</p>"});
    createAnswer(thread, {body: "<p>On the phone</p>", whatsapp_origin: "phone"});
    createAnswer(thread, {body: "<p>Long ago</p>", whatsapp_origin: "history"});
    createAnswer(thread, {body: "<p>By a robot</p>", whatsapp_origin: "app"});
    createMessage(thread, {body: "<p>By Ana</p>", whatsapp_origin: "history"});
    await start();
    await openDiscuss(thread.channelId);
    const label = `${LABEL}:contains('From the phone app')`;
    await contains(`.o-mail-Message:contains('On the phone') ${label}`);
    await contains(`.o-mail-Message:contains('Long ago') ${label}`);
    await contains(LABEL, {count: 2});
});

test("what failed on the phone cannot be sent again from here", async () => {
    const thread = await createCustomerThread();
    const part = {id: 1, type: "text", state: "failed", error: "Blocked"};
    createAnswer(thread, {
        whatsapp_origin: "phone",
        whatsapp_parts: [part],
        whatsapp_state: "failed",
    });
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_failed:contains('Not sent: Blocked')");
    await contains("button:contains('Resend')", {count: 0});
});

test("what the inbox itself said is marked", async () => {
    const thread = await createCustomerThread();
    createAnswer(thread, {body: "<p>By an agent</p>"});
    createAnswer(thread, {body: "<p>We are closed</p>", whatsapp_automatic: true});
    await start();
    await openDiscuss(thread.channelId);
    const label = ".o_whatsapp_inbox_automatic:contains('Automatic')";
    await contains(`.o-mail-Message:contains('We are closed') ${label}`);
    await contains(".o_whatsapp_inbox_automatic", {count: 1});
});

test("the file of a template is above its text, as on the phone", async () => {
    const thread = await createCustomerThread();
    const fileId = () =>
        thread.pyEnv["ir.attachment"].create({
            name: "list.pdf",
            mimetype: "application/pdf",
        });
    const answer = {body: "<p>Answer</p>", attachment_ids: [fileId()]};
    const template = {body: "<p>Template</p>", attachment_ids: [fileId()]};
    createAnswer(thread, answer);
    createAnswer(thread, {...template, whatsapp_template: true});
    await start();
    await openDiscuss(thread.channelId);
    await contains(".o-mail-AttachmentCard", {count: 2});
    const isFileAbove = (text) => {
        const message = `.o-mail-Message:contains('${text}')`;
        const [file, body] = [".o-mail-AttachmentCard", ".o-mail-Message-body"].map(
            (part) => queryFirst(`${message} ${part}`).getBoundingClientRect()
        );
        return file.bottom <= body.top + 1;
    };
    expect(isFileAbove("Answer")).toBe(false);
    expect(isFileAbove("Template")).toBe(true);
});
