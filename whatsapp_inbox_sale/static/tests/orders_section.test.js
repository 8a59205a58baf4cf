import {
    click,
    contains,
    insertText,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {getService, makeServerError, onRpc} from "@web/../tests/web_test_helpers";

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
    open: false,
    state: "sale",
    state_name: "Sales Order",
    who: "Bob",
};
const QUOTATION = {
    ...ORDER,
    id: 8,
    name: "S00008",
    open: true,
    state: "draft",
    state_name: "Quotation",
};
const ORDERS = {
    can_create: true,
    favourites: ["Cactus"],
    family: 3,
    last: "2026-03-02 10:00:00",
    more: false,
    orders: [ORDER],
    totals: [{amount: 1234.5, company: "", currency: 1}],
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

/**
 * @param {Object} sections what the server answers, by name
 * @param {Object} [rights] what it says of this user, before anything is shown
 */
async function openPanel(sections, rights = {}) {
    onRpc("discuss.channel", "whatsapp_panel", () =>
        Object.keys(sections).map((name) => ({folded: false, name, title: name}))
    );
    onRpc(
        "discuss.channel",
        "whatsapp_panel_section",
        ({args: [, name]}) => sections[name]
    );
    const thread = await createCustomerThread();
    await start();
    Object.assign(getService("mail.store"), rights);
    await openDiscuss(thread.channelId);
    await contains(".o_whatsapp_inbox_panel");
    return thread;
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
    await click(`${section} button[aria-label='Lines of S00007']`);
    await contains(`${section} li:contains('Cactus')`);
    await expect.waitForSteps([["order_id", "=", 7]]);
    await click(`${section} button[aria-label='Lines of S00007'][aria-expanded=true]`);
    await contains(`${section} li`, {count: 0});
});

test("nothing bought yet", async () => {
    await openPanel({orders: {...ORDERS, favourites: [], orders: [], totals: []}});
    await contains("[data-section=orders]:contains('No quotation yet.')");
    await contains("[data-section=orders] dl", {count: 0});
});

test("who makes no quotations has no button for it", async () => {
    await openPanel({orders: {...ORDERS, can_create: false}});
    const section = "[data-section=orders]";
    await contains(`${section} .o_whatsapp_inbox_open_order`, {text: "S00007"});
    await contains(`${section} .o_whatsapp_inbox_new_quotation`, {count: 0});
    await contains(`${section} button[aria-label='Actions of S00007']`, {count: 0});
});

test("a quotation is cancelled, and it is taken back", async () => {
    onRpc("discuss.channel", "whatsapp_cancel_quotation", ({args}) => {
        expect.step(["cancel", args[1]]);
        return "sent";
    });
    onRpc("discuss.channel", "whatsapp_restore_quotation", ({args}) => {
        expect.step(["restore", ...args.slice(1)]);
        return true;
    });
    await openPanel({orders: {...ORDERS, orders: [QUOTATION, ORDER]}});
    await click("button[aria-label='Actions of S00007']");
    await contains(".o-dropdown-item", {count: 1, text: "Order Again"});
    await click("button[aria-label='Actions of S00008']");
    await click(".o-dropdown-item:contains('Cancel')");
    await expect.waitForSteps([["cancel", 8]]);
    await click(".o_notification button:contains('Undo')");
    await expect.waitForSteps([["restore", 8, "sent"]]);
});

test("a quotation is confirmed after a question", async () => {
    onRpc("discuss.channel", "whatsapp_confirm_quotation", ({args}) => {
        expect.step(args[1]);
        return true;
    });
    await openPanel({orders: {...ORDERS, orders: [QUOTATION]}});
    await click("button[aria-label='Actions of S00008']");
    await click(".o-dropdown-item:contains('Confirm')");
    await contains(".modal:contains('S00008')");
    expect.verifySteps([]);
    await click(".modal button:contains('Confirm')");
    await expect.waitForSteps([8]);
});

test("why no quotation can be made is said", async () => {
    onRpc("discuss.channel", "whatsapp_quotation", () => {
        throw makeServerError({message: "Say who the customer is first."});
    });
    expect.errors(1);
    await openPanel({orders: {...ORDERS, orders: [], totals: []}});
    await insertText(".o-mail-Composer-input", "Half a sentence");
    await click(".o_whatsapp_inbox_new_quotation");
    await contains(".modal:contains('Say who the customer is first.')");
    await contains(".o-mail-Composer-input", {value: "Half a sentence"});
    expect.verifyErrors(["RPC_ERROR"]);
});

test("a product is shown to the customer, with a text that was changed", async () => {
    onRpc("discuss.channel", "whatsapp_products", () => [
        {id: 5, name: "Cactus", details: ["$ 10.00"], text: "*Cactus*\n$ 10.00"},
    ]);
    onRpc("discuss.channel", "whatsapp_preview", ({args}) => ({
        preview: {header: "", body: args[2], footer: "", taps: [], sections: []},
        problems: {},
    }));
    onRpc("discuss.channel", "whatsapp_send", ({args}) => {
        expect.step(args.slice(1, 3));
        throw makeServerError({message: "enough"});
    });
    await openPanel({}, {has_whatsapp_sale_access: true});
    await click(".o-mail-Composer button[name='more-actions']");
    await click("button[name='whatsapp-product']");
    await click(".modal .list-group-item:contains('Cactus')");
    await contains(".modal [name=text]", {value: "*Cactus*\n$ 10.00"});
    await insertText(".modal [name=text]", " only");
    await click(".modal button:contains('Send on WhatsApp')");
    await expect.waitForSteps([
        [{type: "product", product_id: 5}, "*Cactus*\n$ 10.00 only"],
    ]);
    await contains(".modal:contains('enough')");
});

test("without rights in Sales no product is offered", async () => {
    await openPanel({});
    await click(".o-mail-Composer button[name='more-actions']");
    await contains("button[name='whatsapp-document']");
    await contains("button[name='whatsapp-product']", {count: 0});
});

test("what is due, and overdue", async () => {
    const sum = [{amount: 20, company: "", currency: 1}];
    await openPanel({
        invoices: {
            credit: {currency: 1, limit: 15, owed: 17},
            due: sum,
            invoices: [INVOICE],
            more: false,
            overdue: sum,
        },
    });
    const section = "[data-section=invoices]";
    await contains(`${section} .badge:text('Overdue')`);
    await contains(`${section} dd.text-danger:contains('20.00')`);
    await contains(`${section} .o_whatsapp_inbox_invoice:contains('50.00')`);
    await contains(`${section} dd:contains('17.00')`);
    await contains(`${section} dd.text-danger:contains('15.00')`);
});
