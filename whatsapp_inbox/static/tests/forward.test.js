import {
    click,
    contains,
    insertText,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, press, test} from "@odoo/hoot";
import {Deferred} from "@odoo/hoot-mock";
import {makeServerError, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {localization} from "@web/core/l10n/localization";

import {
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
    openMenuOf,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const BEA = {id: 8, name: "Bea", number: "+34600999888", refusal: ""};
const SEARCH = ".o-overlay-container input[type='search']";
const TAB = ".o-overlay-container [role='tab']";

async function openForward() {
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    await openDiscuss(thread.channelId);
    await openMenuOf("Good morning", "Forward");
}

test("it is there before the server answers, and what is typed is its search", async () => {
    const answer = new Deferred();
    onRpc("mail.message", "whatsapp_forward_threads", ({args}) => {
        expect.step(`search ${args[1]}`);
        return args[1] ? [BEA] : answer;
    });
    await openForward();
    await contains(".o_whatsapp_inbox_targets [role='status']", {text: "Loading…"});
    await contains(`${SEARCH}:focus`);
    await press("b");
    await contains(".o_whatsapp_inbox_targets button:contains('Bea')");
    // what was asked first and comes last changes nothing
    answer.resolve([]);
    await expect.waitForSteps(["search ", "search b"]);
    await contains(".o_whatsapp_inbox_targets button:contains('Bea')");
    await contains(".o-mail-Composer-input", {value: ""});
});

test("a server that fails is asked again", async () => {
    let isUp = false;
    onRpc("mail.message", "whatsapp_forward_threads", () => {
        if (!isUp) {
            throw makeServerError({message: "Too many connections"});
        }
        return [BEA];
    });
    await openForward();
    await contains(".o_whatsapp_inbox_targets [role='alert']:contains('Too many')");
    isUp = true;
    await click(".o_whatsapp_inbox_again");
    await contains(".o_whatsapp_inbox_targets button:contains('Bea')");
    await contains(".o_whatsapp_inbox_targets [role='alert']", {count: 0});
});

test("what was found for another word is not chosen", async () => {
    const answer = new Deferred();
    onRpc("mail.message", "whatsapp_forward_threads", ({args}) =>
        args[1] ? answer : [{...BEA, id: 9, name: "Ana"}, BEA]
    );
    onRpc("mail.message", "whatsapp_forward", ({args}) => {
        expect.step(`forward to ${args[1]}`);
        return true;
    });
    await openForward();
    await contains(".o_whatsapp_inbox_targets button:contains('Ana')");
    await press("b");
    await click(".o_whatsapp_inbox_targets button:contains('Ana')");
    answer.resolve([BEA]);
    await contains(".o_whatsapp_inbox_targets button:contains('Ana')", {count: 0});
    await click(".o_whatsapp_inbox_targets button:contains('Bea')");
    await expect.waitForSteps(["forward to 8"]);
});

test("a double click forwards once", async () => {
    const answer = new Deferred();
    onRpc("mail.message", "whatsapp_forward_threads", () => [BEA]);
    onRpc("mail.message", "whatsapp_forward", () => {
        expect.step("forward");
        return answer;
    });
    await openForward();
    await contains(".o_whatsapp_inbox_targets button:contains('Bea')");
    const button = document.querySelector(".o_whatsapp_inbox_targets button");
    button.click();
    button.click();
    answer.resolve(true);
    await contains(".o_whatsapp_inbox_targets", {count: 0});
    await expect.waitForSteps(["forward"]);
});

for (const [direction, forward, back] of [
    ["ltr", "ArrowRight", "ArrowLeft"],
    ["rtl", "ArrowLeft", "ArrowRight"],
]) {
    test(`the arrows go from tab to tab, ${direction}`, async () => {
        onRpc("mail.message", "whatsapp_forward_threads", () => [BEA]);
        onRpc("mail.message", "whatsapp_forward_models", () => [
            {model: "res.partner", name: "Contact"},
        ]);
        onRpc("mail.message", "whatsapp_forward_records", () => []);
        await openForward();
        patchWithCleanup(localization, {direction});
        await contains(`${TAB}[tabindex='0']`, {count: 1});
        document.querySelector(`${TAB}[tabindex='0']`).focus();
        for (const [key, name] of [
            [forward, "Record"],
            [forward, "Mail"],
            [forward, "Chat"],
            [back, "Mail"],
            ["Home", "Chat"],
            ["End", "Mail"],
            [back, "Record"],
        ]) {
            await press(key);
            await contains(`${TAB}[aria-selected='true']:focus`, {text: name});
            await contains(`${TAB}[tabindex='0']`, {text: name});
        }
        await contains(".o-overlay-container [role='tabpanel'][aria-labelledby]");
    });
}

test("a chat whose window is closed takes nothing", async () => {
    onRpc("mail.message", "whatsapp_forward_threads", ({args}) => {
        expect.step(`search ${args[1]}`);
        return [
            {id: 8, name: "Bea", number: "+34600999888", refusal: ""},
            {id: 9, name: "Cleo", number: "", refusal: "The window is closed."},
        ];
    });
    onRpc("mail.message", "whatsapp_forward", ({args}) => {
        expect.step(`forward to ${args[1]}`);
        return true;
    });
    const thread = await createCustomerThread();
    createMessage(thread);
    await start();
    await openDiscuss(thread.channelId);
    await openMenuOf("Good morning", "Forward");
    await contains(".o_whatsapp_inbox_targets button:contains('Cleo'):disabled");
    await insertText(".o-overlay-container input[type='search']", "be");
    await expect.waitForSteps(["search ", "search be"]);
    await contains(".o_whatsapp_inbox_targets[aria-busy='false']");
    await click(".o_whatsapp_inbox_targets button:contains('Bea')");
    await contains(".o_whatsapp_inbox_targets", {count: 0});
    await expect.waitForSteps(["forward to 8"]);
});

test("a note is logged on a record, and never offered to a customer", async () => {
    onRpc("mail.message", "whatsapp_forward_models", () => [
        {model: "res.partner", name: "Contact"},
    ]);
    onRpc("mail.message", "whatsapp_forward_records", () => [{id: 3, name: "Nursery"}]);
    onRpc("mail.message", "whatsapp_forward_to_record", ({args}) => {
        expect.step(args.slice(1));
        return true;
    });
    const thread = await createCustomerThread();
    createNote(thread);
    await start();
    await openDiscuss(thread.channelId);
    await openMenuOf("She pays late", "Forward");
    await contains(".o-overlay-container [role='tab']", {count: 0});
    await click(".o_whatsapp_inbox_targets button:contains('Nursery')");
    await expect.waitForSteps([["res.partner", 3]]);
});
