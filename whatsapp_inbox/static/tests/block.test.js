import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {getService, onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const SECTION = "[data-section=customer]";

/** A thread with the customer's section beside it. */
async function openWithPanel(blockedAt) {
    const blocked = blockedAt && {at: blockedAt, by: "Mitchell"};
    const data = {blocked, consent: false, duplicates: [], form: false, names: []};
    onRpc("discuss.channel", "whatsapp_panel", () => [
        {data, folded: false, name: "customer", slow: false, title: "Customer"},
    ]);
    onRpc("discuss.channel", "whatsapp_panel_section", () => ({
        ...data,
        blocked: {at: "2026-03-02 10:00:00", by: "Mitchell"},
    }));
    for (const method of ["whatsapp_block", "whatsapp_unblock"]) {
        onRpc("discuss.channel", method, ({args: [[id]]}) => {
            expect.step([method, id]);
            return true;
        });
    }
    const {channelId} = await createCustomerThread({
        channel: {whatsapp_blocked_at: blockedAt},
    });
    await start();
    await openDiscuss(channelId);
    return channelId;
}

test("who is blocked gets nothing, and one reads why", async () => {
    const id = await openWithPanel("2026-03-02 10:00:00");
    await contains(".o_whatsapp_inbox_header ~ * .o_whatsapp_inbox_blocked");
    await contains(".o_whatsapp_inbox_closed:contains('Ana García is blocked.')");
    await contains(".o-mail-Composer", {count: 0});
    await contains(".o_whatsapp_inbox_template_picker", {count: 0});
    await contains(`${SECTION} dd:contains('By Mitchell on')`);
    await click(`${SECTION} button:text('Unblock')`);
    await expect.waitForSteps([["whatsapp_unblock", id]]);
    await click(".o_whatsapp_inbox_closed button:contains('Write a note')");
    await contains(".o_whatsapp_inbox_note_composer");
});

test("one is asked before one blocks; what is shown follows", async () => {
    const id = await openWithPanel(false);
    await contains(".o-mail-Composer");
    await click(`${SECTION} button:text('Block…')`);
    await click(".modal button:text('Cancel')");
    await contains(".modal", {count: 0});
    expect.verifySteps([]);
    await click(`${SECTION} button:text('Block…')`);
    await click(".modal button:text('Block')");
    await expect.waitForSteps([["whatsapp_block", id]]);
    getService("mail.store").insert({
        "discuss.channel": [{id, whatsapp_blocked_at: "2026-03-02 10:00:00"}],
    });
    await contains(".o-mail-Composer", {count: 0});
    await contains(`${SECTION} button:text('Unblock')`);
});
