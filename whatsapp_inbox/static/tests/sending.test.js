import {
    click,
    contains,
    insertText,
    openDiscuss,
    start,
} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {advanceTime} from "@odoo/hoot-mock";
import {onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    defineWhatsappInboxModels,
    openCustomerThread,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const MENU = ".o-mail-Composer button[name='more-actions']";
const preview = {header: "", body: "", footer: "", taps: [], sections: []};

function answerPreviews(problems = {}) {
    onRpc("discuss.channel", "whatsapp_preview", ({args}) => ({
        problems,
        preview: {...preview, body: args[2]},
    }));
}

async function openChoices(text) {
    await openCustomerThread();
    await insertText(".o-mail-Composer-input", text);
    await click(MENU);
    await click("button[name='whatsapp-choices']");
}

test("what is sent to customers is in one menu, and none of it in notes", async () => {
    await openCustomerThread();
    await click(MENU);
    for (const name of [
        "choices",
        "document",
        "contact",
        "location",
        "location-request",
        "schedule",
    ]) {
        await contains(`button[name='whatsapp-${name}']`);
    }
    await click(".o_whatsapp_inbox_face_note");
    await click(MENU);
    await contains("button[name='whatsapp-schedule']", {text: "Post This Note Later…"});
    await contains("button[name='whatsapp-choices']", {count: 0});
    await contains("button[name='whatsapp-location']", {count: 0});
});

test("buttons take the text of the composer; kept, nothing is lost", async () => {
    answerPreviews();
    onRpc("discuss.channel", "whatsapp_send", () => expect.step("sent"));
    await openChoices("Shall we?");
    await contains(".modal [name=text]", {value: "Shall we?"});
    await insertText(".modal [name=button_0]", "Gladly");
    await insertText(".modal [name=text]", " Today?");
    await click(".modal button:contains('Keep for later')");
    await contains(".o-mail-Composer-input:focus", {value: "Shall we? Today?"});
    await click(MENU);
    await click("button[name='whatsapp-choices']");
    await contains(".modal [name=button_0]", {value: "Gladly"});
    expect.verifySteps([]);
});

test("what WhatsApp would refuse is said at its field, and not sent", async () => {
    answerPreviews({"buttons.0": "Fill this in."});
    onRpc("discuss.channel", "whatsapp_send", () => expect.step("sent"));
    await openChoices("Shall we?");
    await advanceTime(300);
    // not before one has tried
    await contains(".o_whatsapp_inbox_problem", {count: 0});
    await click(".modal button:contains('Send on WhatsApp')");
    await contains(".o_whatsapp_inbox_problem", {text: "Fill this in."});
    expect.verifySteps([]);
});

test("coordinates that were typed are read before they are sent", async () => {
    answerPreviews();
    onRpc("discuss.channel", "whatsapp_places", () => []);
    const {promise, resolve} = Promise.withResolvers();
    onRpc("discuss.channel", "whatsapp_read_place", () => promise);
    onRpc("discuss.channel", "whatsapp_send", ({args}) => {
        expect.step(`${args[1].latitude}, ${args[1].longitude}`);
        throw new Error("enough");
    });
    const {channelId} = await createCustomerThread();
    await start();
    await openDiscuss(channelId);
    await click(MENU);
    await click("button[name='whatsapp-location']");
    await insertText(".modal [name=pasted]", "40.4168, -3.7038");
    await click(".modal button:contains('Send on WhatsApp')");
    resolve({latitude: 40.4168, longitude: -3.7038, name: ""});
    await expect.waitForSteps(["40.4168, -3.7038"]);
});

test("a time after the window's end is warned about", async () => {
    onRpc("discuss.channel", "whatsapp_schedule_times", () => [
        {
            key: "monday",
            at: luxon.DateTime.utc().plus({days: 3}).toFormat("yyyy-MM-dd HH:mm:ss"),
        },
    ]);
    onRpc("discuss.channel", "whatsapp_schedule", ({args, kwargs}) => {
        expect.step(args[1]);
        expect(kwargs.unless_written).toBe(true);
        expect(kwargs.is_note).toBe(false);
        return true;
    });
    await openCustomerThread();
    await insertText(".o-mail-Composer-input", "It is ready");
    await click(MENU);
    await click("button[name='whatsapp-schedule']");
    await contains(".o_whatsapp_inbox_too_late", {count: 0});
    await click(".modal input[value='monday']");
    await contains(
        ".o_whatsapp_inbox_too_late:contains('24-hour window closes before')"
    );
    await click(".modal button:contains('Schedule')");
    await contains(".o-mail-Composer-input", {value: ""});
    expect.verifySteps(["It is ready"]);
});

test("cards at the end of the thread", async () => {
    const thread = await createCustomerThread();
    const {channelId, partnerId, pyEnv} = thread;
    createMessage(thread);
    const at = (hours) =>
        luxon.DateTime.utc().plus({hours}).toFormat("yyyy-MM-dd HH:mm:ss");
    const {partner_id: self} = pyEnv["res.users"].read([pyEnv.uid])[0];
    const common = {whatsapp_taps: [], attachment_ids: []};
    onRpc("discuss.channel", "whatsapp_look", () => ({
        "res.partner": [{id: partnerId, name: "Berta"}],
        "mail.thread": [
            {id: channelId, model: "discuss.channel", scheduledMessages: [1, 2]},
        ],
        "mail.scheduled.message": [
            {
                ...common,
                id: 1,
                body: ["markup", "<p>Mine</p>"],
                author_id: self[0],
                scheduled_date: at(1),
            },
            {
                ...common,
                id: 2,
                body: ["markup", "<p>Theirs</p>"],
                author_id: partnerId,
                scheduled_date: at(2),
                whatsapp_problem: "The window is closed.",
            },
        ],
    }));
    onRpc("mail.scheduled.message", "post_message", ({args}) => {
        expect.step(`post ${args[0]}`);
        return true;
    });
    await start();
    await openDiscuss(channelId);
    await contains(".o_whatsapp_inbox_scheduled", {count: 2});
    await contains(".o_whatsapp_inbox_scheduled_warning", {
        text: "The window is closed.",
        contains: [["button", {count: 1}]],
    });
    await click(
        ".o_whatsapp_inbox_scheduled:contains('Mine') button:contains('Send now')"
    );
    await contains(".o_whatsapp_inbox_scheduled:contains('Mine')");
    expect.verifySteps(["post 1"]);
});
