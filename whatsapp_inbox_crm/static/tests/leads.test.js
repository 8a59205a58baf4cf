import {
    click,
    contains,
    insertText,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {Deferred} from "@odoo/hoot-mock";
import {getService, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const INPUT = ".o-mail-Composer-input";
const SECTION = "[data-section=leads]";
const MADE = {
    id: 7,
    is_mine: false,
    name: "Pots",
    new: true,
    owner: "Sofía",
    type: "opportunity",
};
const LEAD = {
    activity: {date: "2026-03-01", name: "Call", state: "overdue"},
    can_write: true,
    currency: 1,
    id: 7,
    name: "Pots",
    probability: 30.4,
    revenue: 1234.5,
    stage: 1,
    stage_name: "New",
    team: 1,
    type: "opportunity",
    user: "Sofía",
    who: "",
};
const STAGES = [
    {id: 1, name: "New", teams: []},
    {id: 2, name: "Offered", teams: [1]},
    {id: 3, name: "Felled", teams: [2]},
];

/** A thread of a user who makes opportunities, with these leads in the panel. */
async function openThread({leads = [], type = "opportunity", made = () => MADE} = {}) {
    onRpc("discuss.channel", "whatsapp_panel", () => [
        {folded: false, name: "leads", title: "Leads"},
    ]);
    onRpc("discuss.channel", "whatsapp_panel_section", () => {
        expect.step("section");
        return {can_create: true, domain: [], leads, more: false, stages: STAGES};
    });
    onRpc("discuss.channel", "whatsapp_create_lead", ({kwargs}) => {
        expect.step([kwargs.name, kwargs.another]);
        return made(kwargs);
    });
    const {channelId} = await createCustomerThread();
    await start();
    getService("mail.store").whatsapp_lead_type = type;
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_new_lead");
    await expect.waitForSteps(["section"]);
}

async function command(text) {
    await insertText(INPUT, text, {replace: true});
    await contains(".o-mail-NavigableList-item", {count: 0});
    await press("Enter");
}

test("/lead makes one, and the panel shows it", async () => {
    await openThread();
    await command("/lead Many pots");
    await expect.waitForSteps([["Many pots", false], "section"]);
    await contains(".o_notification", {text: "“Pots” is made, for Sofía."});
    await contains(INPUT, {value: ""});
});

test("one click, and a second while the first is under way", async () => {
    const done = new Deferred();
    await openThread({made: () => done});
    await click(".o_whatsapp_inbox_new_lead");
    await click(".o_whatsapp_inbox_new_lead");
    done.resolve({...MADE, is_mine: true, owner: "Me"});
    await expect.waitForSteps([["", false], "section"]);
    await contains(".o_notification", {count: 1, text: "“Pots” is made, for you."});
});

test("there is one already: another is made if one wants it", async () => {
    await openThread({made: ({another}) => ({...MADE, id: false, new: another})});
    await click("button[title='New Opportunity']");
    await expect.waitForSteps([["", false], "section"]);
    await contains(".o_notification_buttons button", {count: 1});
    await click(".o_notification_buttons button:contains('Make Another')");
    await expect.waitForSteps([["Pots", true], "section"]);
});

test("who makes no leads has no command and no button", async () => {
    await openThread({type: false});
    await contains(INPUT);
    await contains("button[title='New Opportunity']", {count: 0});
    await insertText(INPUT, "/lea");
    await contains(".o-mail-NavigableList-item", {count: 0});
    await press("Escape");
    await press("Enter");
    await contains(".modal-title", {text: "Send “/lea” to the customer?"});
});

test("how far it is, and moving it", async () => {
    onRpc("crm.lead", "write", ({args}) => {
        expect.step(args);
        return true;
    });
    await openThread({leads: [LEAD]});
    await contains(`${SECTION}:contains('1,234.50')`);
    await contains(`${SECTION}:contains('30 %')`);
    await contains(`${SECTION} .text-danger:contains('Call')`);
    await click(`${SECTION} .o_whatsapp_inbox_stage:contains('New')`);
    await contains(".o-dropdown-item:contains('Felled')", {count: 0});
    await click(".o-dropdown-item:contains('Offered')");
    await expect.waitForSteps([[[7], {stage_id: 2}], "section"]);
});

test("won and lost", async () => {
    onRpc("crm.lead", "action_set_won_rainbowman", ({args}) => {
        expect.step(["won", ...args]);
        return {effect: {fadeout: "no", message: "Hurray", type: "rainbow_man"}};
    });
    await openThread({leads: [LEAD]});
    patchWithCleanup(getService("action"), {
        doAction: (action, {additionalContext, onClose}) => {
            expect.step([action, additionalContext.active_ids]);
            onClose();
        },
    });
    await click(`${SECTION} .o_whatsapp_inbox_stage`);
    await click(".o-dropdown-item:contains('Won')");
    await expect.waitForSteps([["won", [7]], "section"]);
    await click(`${SECTION} .o_whatsapp_inbox_stage`);
    await click(".o-dropdown-item:contains('Lost')");
    await expect.waitForSteps([["crm.crm_lead_lost_action", [7]], "section"]);
});

test("a lead becomes an opportunity; of others one sees what it is", async () => {
    onRpc("crm.lead", "action_whatsapp_convert", ({args}) => {
        expect.step(args[0]);
        return true;
    });
    await openThread({
        leads: [
            {...LEAD, type: "lead"},
            {...LEAD, can_write: false, id: 8, name: "Trees", revenue: 0},
        ],
    });
    await contains(`${SECTION} .o_whatsapp_inbox_stage`, {count: 1});
    await contains(`${SECTION} .badge:text('New')`);
    await click(`${SECTION} .o_whatsapp_inbox_stage:contains('Lead')`);
    await contains(".o-dropdown-item:contains('Offered')", {count: 0});
    await click(".o-dropdown-item:contains('Convert to Opportunity')");
    await expect.waitForSteps([[7], "section"]);
});

test("nothing is open", async () => {
    await openThread();
    await contains(`${SECTION}:contains('Nothing open.')`);
});
