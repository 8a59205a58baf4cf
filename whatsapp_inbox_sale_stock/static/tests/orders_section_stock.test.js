import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {makeServerError, onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const DELIVERY = {
    backorder: false,
    date: "2026-03-02 10:00:00",
    id: 3,
    name: "WH/OUT/00003",
    reference: "1Z999",
    state: "done",
    state_name: "Done",
    url: "https://example.com/parcel/1Z999",
};
const ORDERS = {
    can_create: true,
    family: 3,
    favourites: [],
    last: false,
    more: false,
    orders: [
        {
            amount: 30,
            currency: 1,
            date: "2026-03-02 10:00:00",
            deliveries: [
                DELIVERY,
                {
                    ...DELIVERY,
                    backorder: true,
                    id: 4,
                    name: "WH/OUT/00004",
                    reference: "",
                    state: "confirmed",
                    state_name: "Waiting",
                    url: "",
                },
            ],
            id: 7,
            name: "S00007",
            open: false,
            state: "sale",
            state_name: "Sales Order",
            who: "",
        },
    ],
    totals: [],
};

test("what has left, its parcel, and what is still to come", async () => {
    onRpc("discuss.channel", "whatsapp_panel", () => [
        {folded: false, name: "orders", title: "Orders"},
    ]);
    onRpc("discuss.channel", "whatsapp_panel_section", () => ORDERS);
    onRpc("stock.picking", "action_send_whatsapp", ({args}) => {
        expect.step(args.slice(0, 2));
        throw makeServerError({message: "enough"});
    });
    expect.errors(1);
    const {channelId} = await createCustomerThread();
    await start();
    await openDiscuss(channelId);
    const rows = ".o_whatsapp_inbox_delivery";
    await contains(rows, {count: 2});
    await contains(`${rows}:eq(0) a[href='https://example.com/parcel/1Z999']`);
    await contains(`${rows}:eq(0) .text-bg-warning`, {count: 0});
    await contains(`${rows}:eq(1) .text-bg-warning`);
    await contains(`${rows}:eq(1) a`, {count: 0});
    await click("button[aria-label='Send the tracking of WH/OUT/00003']");
    await expect.waitForSteps([[[3], "tracking"]]);
    await contains(".modal:contains('enough')");
    expect.verifyErrors(["RPC_ERROR"]);
});
