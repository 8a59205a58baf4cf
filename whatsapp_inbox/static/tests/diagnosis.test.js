import {click, contains} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {getService, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";

import {WebClient} from "@web/webclient/webclient";

import {defineWhatsappInboxModels} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const OK = {
    key: "sent",
    name: "Last message sent",
    state: "ok",
    detail: "2 minutes ago",
    advice: "",
    actions: [],
};
const RED = {
    key: "failed",
    name: "Failed webhooks",
    state: "failed",
    detail: "3, the oldest of 3/2/26",
    advice: "See why, correct it, try again.",
    actions: [{name: "retry_failed", label: "Retry All"}],
};

function number(lines) {
    return {id: 7, name: "Support", phone: "+34 911 23 45 67", company: "Us", lines};
}

/** Open the page; each time it asks, it gets the next of these numbers. */
async function openDiagnosis(...answers) {
    onRpc("whatsapp.inbox.diagnosis", "overview", () => ({
        numbers: answers.length > 1 ? answers.shift() : answers[0],
        system: [OK],
        several_companies: false,
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "whatsapp_inbox.diagnosis",
        name: "Diagnosis",
    });
}

test("a red line says what to do, and its button does it", async () => {
    onRpc("whatsapp.inbox.diagnosis", "act", ({args}) => {
        expect.step(args.join(" of "));
        return false;
    });
    const healed = {...RED, state: "ok", detail: "None", advice: "", actions: []};
    await openDiagnosis([number([OK, RED])], [number([OK, healed])]);
    const line = "li[data-key='failed']";
    await contains(`${line}[data-state='failed']:contains('See why, correct it')`);
    await contains(`${line} [aria-label='To correct']`);
    await contains("section:contains('Support') .badge:contains('1 to correct')");
    await click(`${line} button:contains('Retry All')`);
    await expect.waitForSteps(["retry_failed of 7"]);
    await contains(`${line}[data-state='ok']:contains('None')`);
    await contains(`${line} button`, {count: 0});
    await contains("section:contains('Support') .badge:contains('All is well')");
});

test("after the dialog of a button, the page is fresh", async () => {
    onRpc("whatsapp.inbox.diagnosis", "act", () => ({
        type: "ir.actions.act_window_close",
    }));
    await openDiagnosis([number([RED])], [number([OK])]);
    await click("li[data-key='failed'] button");
    await contains("li[data-key='failed']", {count: 0});
    await contains("li[data-key='sent']", {count: 2});
});

test("without a number it says what to do first, in sight", async () => {
    await openDiagnosis([]);
    await contains(".o_view_nocontent:contains('Connect your WhatsApp number first')", {
        visible: true,
    });
    const {height} = document
        .querySelector(".o_whatsapp_inbox_diagnosis")
        .getBoundingClientRect();
    expect(height).toBeGreaterThan(100);
    await contains("section", {count: 0});
    await contains("button:contains('Connect a Number')");
});
