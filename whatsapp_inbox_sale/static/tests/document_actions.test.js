import {click, contains, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

import {defineWhatsappInboxModels} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";
import {DocumentActions} from "@whatsapp_inbox_sale/core/web/panel/document_actions";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const ORDER = {due: 30, id: 7, model: "sale.order", name: "S00007"};

async function openMenu(record = ORDER) {
    await start();
    await mountWithCleanup(DocumentActions, {
        props: {onSent: () => expect.step("closed"), record, thread: {id: 3}},
    });
    await click("button[aria-label='Send S00007']");
}

test("a file, a link to the portal, a link to pay", async () => {
    onRpc("sale.order", "action_send_whatsapp", ({args}) => {
        expect.step(args);
        return {tag: "wizard"};
    });
    mockService("action", {
        doAction: (action, {onClose}) => {
            expect.step(action.tag);
            onClose();
        },
    });
    await openMenu();
    await contains(".o-dropdown-item", {count: 3});
    await click(".o-dropdown-item:contains('Payment Link')");
    await expect.waitForSteps([[[7], "payment", 3], "wizard", "closed"]);
});

test("nothing to pay", async () => {
    await openMenu({...ORDER, due: 0});
    await contains(".o-dropdown-item", {count: 2});
    await contains(".o-dropdown-item:contains('Payment Link')", {count: 0});
});

test("what is refused blocks nothing", async () => {
    expect.errors(1);
    onRpc("sale.order", "action_send_whatsapp", () => {
        throw makeServerError({message: "S00007 is cancelled."});
    });
    await openMenu();
    await click(".o-dropdown-item:contains('PDF')");
    await contains(".o_error_dialog:contains('S00007 is cancelled.')");
    await contains(".o_blockUI", {count: 0});
    expect.verifyErrors(["S00007 is cancelled."]);
});
