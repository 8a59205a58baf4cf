import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const BASKET = {
    amount: 25,
    currency: 1,
    findings: ["NOTHING × 2: no product has this reference"],
    id: 7,
    may_confirm: true,
    name: "S00007",
    summary: "1 to be clarified",
};

async function openPanel(...baskets) {
    let data = {baskets};
    const sections = [{folded: false, name: "baskets", title: "Catalogue Orders"}];
    onRpc("discuss.channel", "whatsapp_panel", () => sections);
    onRpc("discuss.channel", "whatsapp_panel_section", () => data);
    onRpc("discuss.channel", "whatsapp_panel_sections", () => ({baskets: data}));
    onRpc("sale.order", "action_confirm", ({args}) => {
        expect.step(args[0]);
        data = {baskets: []};
        return true;
    });
    const {channelId} = await createCustomerThread();
    await start();
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_panel");
}

test("what is not as the customer saw it, and who confirms is asked", async () => {
    await openPanel(BASKET);
    await contains(".o_whatsapp_inbox_basket:contains('1 to be clarified')");
    await contains(".o_whatsapp_inbox_basket li:contains('NOTHING × 2')");
    await click(".o_whatsapp_inbox_basket button:text('Confirm')");
    await contains(".modal:contains('S00007: 1 to be clarified')");
    expect.verifySteps([]);
    await click(".modal button:text('Confirm')");
    await expect.waitForSteps([[7]]);
    await contains(".o_whatsapp_inbox_basket", {count: 0});
});

test("one click where all is right, none for who may not", async () => {
    const right = {...BASKET, findings: [], summary: ""};
    await openPanel(right, {...right, id: 8, may_confirm: false});
    await contains(".o_whatsapp_inbox_basket", {count: 2});
    await click(".o_whatsapp_inbox_basket button:text('Confirm')");
    await expect.waitForSteps([[7]]);
});
