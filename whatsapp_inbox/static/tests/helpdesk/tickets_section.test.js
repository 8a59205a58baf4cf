import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {mockDate} from "@odoo/hoot-mock";
import {mockService, onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const TICKET = {
    can_write: true,
    deadline: "2026-03-02 12:00:00",
    id: 7,
    name: "Broken pot",
    number: "HT00007",
    priority: "1",
    stage: 1,
    stage_name: "New",
    user: false,
    user_name: "",
    who: "Ana",
};
const DATA = {
    can_create: true,
    more: false,
    priorities: [
        ["0", "Low"],
        ["1", "Medium"],
        ["2", "High"],
    ],
    tickets: [TICKET],
};
const CHOICES = {
    members: [[5, "Helena"]],
    stages: [
        [1, "New"],
        [2, "Done"],
    ],
};
const ROW = ".o_whatsapp_inbox_ticket";

async function openThread(data = DATA) {
    onRpc("discuss.channel", "whatsapp_panel", () => [
        {folded: false, name: "tickets", title: "Tickets"},
    ]);
    onRpc("discuss.channel", "whatsapp_panel_section", () => data);
    onRpc("helpdesk.ticket", "whatsapp_choices", () => CHOICES);
    onRpc("helpdesk.ticket", "write", ({args}) => {
        expect.step(args[1]);
        return true;
    });
    const {channelId} = await createCustomerThread();
    await start();
    await openDiscuss(channelId);
    await contains("[data-section=tickets] button", {text: "All Tickets"});
}

test("what a ticket shows, in time and late", async () => {
    mockDate("2026-03-02 11:00:00", 0);
    await openThread();
    await contains(`${ROW} .o_whatsapp_inbox_open_ticket`, {text: "HT00007Broken pot"});
    await contains(`${ROW} .fa-star`, {count: 1});
    await contains(`${ROW} .fa-star-o`, {count: 1});
    await contains(`${ROW} .text-muted`, {text: "Due onMar 2, 2026, 12:00 PM"});
    await contains(`${ROW} .o_whatsapp_inbox_ticket_user`, {text: "Nobody"});
});

test("a deadline that is over", async () => {
    mockDate("2026-03-02 13:00:00", 0);
    await openThread();
    await contains(`${ROW} .text-danger`, {text: "Was due onMar 2, 2026, 12:00 PM"});
});

test("stage, agent and priority are changed there", async () => {
    await openThread();
    await click(`${ROW} .o_whatsapp_inbox_ticket_stage`);
    await contains(".o-dropdown-item", {count: 2});
    await click(".o-dropdown-item", {text: "Done"});
    await expect.waitForSteps([{stage_id: 2}]);
    await click(`${ROW} .o_whatsapp_inbox_ticket_user`);
    await click(".o-dropdown-item", {text: "Helena"});
    await expect.waitForSteps([{user_id: 5}]);
    await click(`${ROW} .o_whatsapp_inbox_star:nth-child(2)`);
    await expect.waitForSteps([{priority: "2"}]);
    await click(`${ROW} .o_whatsapp_inbox_star:nth-child(1)`);
    await expect.waitForSteps([{priority: "0"}]);
});

test("who may only look", async () => {
    await openThread({
        ...DATA,
        can_create: false,
        tickets: [{...TICKET, can_write: false}],
    });
    await contains(".o_whatsapp_inbox_new_ticket", {count: 0});
    await contains(`${ROW} .badge`, {text: "New"});
    await contains(`${ROW} .o_whatsapp_inbox_star:disabled`, {count: 2});
    await contains(".o_whatsapp_inbox_ticket_stage", {count: 0});
});

test("nothing is open", async () => {
    await openThread({...DATA, tickets: []});
    await contains("[data-section=tickets] p", {text: "No open tickets."});
    await contains(".o_whatsapp_inbox_new_ticket");
});

test("all of them are in a window of their own", async () => {
    await openThread();
    onRpc("discuss.channel", "whatsapp_view_tickets", () => ({name: "Tickets"}));
    mockService("action", {
        doAction: ({name}, {newWindow}) => expect.step([name, newWindow]),
    });
    await click("[data-section=tickets] button", {text: "All Tickets"});
    await expect.waitForSteps([["Tickets", true]]);
});
