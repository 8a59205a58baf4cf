import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, mockDate, test} from "@odoo/hoot";
import {getService, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const SAID = ".o_whatsapp_inbox_consent";
const NOTHING = {at: false, blocked: false, source: false, state: false};

/** The section of a customer who said this about marketing. */
async function openCustomer(consent) {
    const {channelId, contactId} = await createCustomerThread();
    const data = {
        blocked: false,
        can_merge: false,
        consent: {...NOTHING, ...consent},
        contact_id: contactId,
        duplicates: [],
        form: false,
        names: [],
        zone: false,
    };
    const row = {data, folded: false, name: "customer", title: "Customer"};
    onRpc("discuss.channel", "whatsapp_panel", () => [row]);
    onRpc("discuss.channel", "whatsapp_panel_section", () => data);
    await start();
    await openDiscuss(channelId);
    await contains("[data-section=customer] .o_whatsapp_inbox_record_consent");
    return contactId;
}

for (const [consent, words] of [
    [{state: "opt_out", source: "agent"}, "Wants no marketing, said on Mar 2, 2026."],
    [{state: "opt_out", source: "refused"}, "Meta refused a message on Mar 2, 2026."],
    [{state: "opt_in", source: "form"}, "Wants marketing, said on Mar 2, 2026."],
    [{blocked: true, state: "opt_in"}, "but the number is blocked in Odoo"],
    [{state: "lifted"}, "Objects to marketing no more, since Mar 2, 2026."],
    [{at: false, blocked: true}, "Their number is blocked in Odoo."],
]) {
    test(`what was said last: ${words}`, async () => {
        mockDate("2026-03-09 10:00:00", 0);
        await openCustomer({at: "2026-03-02 10:00:00", ...consent});
        await contains(`${SAID}:contains(${words})`);
    });
}

test("nothing was said", async () => {
    await openCustomer({});
    await contains(SAID, {count: 0});
});

test("what one was told is recorded in a dialog", async () => {
    const contactId = await openCustomer({});
    patchWithCleanup(getService("action"), {
        doAction: async ({target}) => expect.step(target),
    });
    onRpc("whatsapp.inbox.contact", "action_record_consent", ({args: [ids]}) => {
        expect.step(ids[0] === contactId);
        return {target: "new", type: "ir.actions.act_window"};
    });
    await click(".o_whatsapp_inbox_record_consent");
    await expect.waitForSteps([true, "new"]);
});
