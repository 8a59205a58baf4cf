import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const ORDER = {
    amount: 30,
    currency: 1,
    date: "2026-03-02 10:00:00",
    id: 7,
    name: "S00007",
    state: "sale",
    state_name: "Sales Order",
    who: "Bob",
};
const ORDERS = {
    favourites: ["Cactus"],
    family: 3,
    last: "2026-03-02 10:00:00",
    more: false,
    orders: [ORDER],
    totals: [{amount: 1234.5, currency: 1}],
};
const INVOICE = {
    amount: 50,
    currency: 1,
    date: "2026-02-01",
    due: "2026-02-15",
    id: 9,
    name: "INV/2026/00009",
    overdue: true,
    payment_name: "Not Paid",
    residual: 20,
};

async function openPanel(sections) {
    onRpc("discuss.channel", "whatsapp_panel", () =>
        Object.keys(sections).map((name) => ({folded: false, name, title: name}))
    );
    onRpc(
        "discuss.channel",
        "whatsapp_panel_section",
        ({args: [, name]}) => sections[name]
    );
    const {channelId} = await createCustomerThread();
    await start();
    await openDiscuss(channelId);
}

test("an order, what it has on demand, and what they bought in all", async () => {
    onRpc("sale.order.line", "search_read", ({kwargs}) => {
        expect.step(kwargs.domain[0]);
        return [
            {
                currency_id: [1, "USD"],
                id: 1,
                name: "Cactus",
                price_total: 30,
                product_uom_qty: 3,
            },
        ];
    });
    await openPanel({orders: ORDERS});
    const section = "[data-section=orders]";
    await contains(`${section} dd:contains('1,234.50')`);
    await contains(`${section} dd:contains('Cactus')`);
    await contains(`${section} .badge:text('Sales Order')`);
    expect.verifySteps([]);
    await click(`${section} button[aria-label=S00007]`);
    await contains(`${section} li:contains('Cactus')`);
    await expect.waitForSteps([["order_id", "=", 7]]);
    await click(`${section} button[aria-label=S00007][aria-expanded=true]`);
    await contains(`${section} li`, {count: 0});
});

test("nothing bought yet", async () => {
    await openPanel({orders: {...ORDERS, favourites: [], orders: [], totals: []}});
    await contains("[data-section=orders]:contains('No quotation yet.')");
    await contains("[data-section=orders] dl", {count: 0});
});

test("what is due, and overdue", async () => {
    const sum = [{amount: 20, currency: 1}];
    await openPanel({
        invoices: {due: sum, invoices: [INVOICE], more: false, overdue: sum},
    });
    const section = "[data-section=invoices]";
    await contains(`${section} .badge:text('Overdue')`);
    await contains(`${section} dd.text-danger:contains('20.00')`);
    await contains(`${section} .o_whatsapp_inbox_invoice:contains('50.00')`);
});
