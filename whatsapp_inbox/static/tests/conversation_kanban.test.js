import {describe, expect, queryAllTexts, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    getService,
    MockServer,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const column = (index) => `.o_kanban_group:eq(${index})`;

async function openKanban() {
    for (const state of ["open", "resolved"]) {
        await createCustomerThread({conversation: {customer_name: state, state}});
    }
    MockServer.env["whatsapp.inbox.conversation"]._views = {
        kanban: `<kanban js_class="whatsapp_inbox_conversation_kanban" default_group_by="state">
            <templates><t t-name="card"><field name="customer_name"/></t></templates>
        </kanban>`,
    };
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "whatsapp.inbox.conversation",
        views: [[false, "kanban"]],
    });
}

test("what a drop did can be undone, and the cards are where they were", async () => {
    await openKanban();
    await contains(`${column(0)} .o_kanban_record`).dragAndDrop(column(1));
    await animationFrame();
    expect(queryAllTexts(`${column(1)} .o_kanban_record`)).toHaveLength(2);
    await contains(
        ".o_notification:contains('Done: drop') button:contains('Undo')"
    ).click();
    await animationFrame();
    expect(queryAllTexts(`${column(0)} .o_kanban_record`)).toEqual(["open"]);
});

test("a card that is dropped where it was did nothing", async () => {
    await openKanban();
    await contains(`${column(0)} .o_kanban_record`).dragAndDrop(column(0));
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
});
