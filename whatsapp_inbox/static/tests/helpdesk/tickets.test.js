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
import {getService, onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
    openMenuOf,
} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const INPUT = ".o-mail-Composer-input";
const BUTTON = "button[title='New Ticket']";
const MADE = {
    id: 7,
    is_mine: false,
    name: "Pot",
    new: true,
    number: "HT0001",
    owner: "Helena",
};

/** A thread with two messages and a note, of a user who makes tickets. */
async function openThread({may = true, made = () => MADE} = {}) {
    onRpc("discuss.channel", "whatsapp_create_ticket", ({kwargs}) => {
        const {another, message_ids, name} = kwargs;
        expect.step({another, message_ids, name});
        return made(kwargs);
    });
    const thread = await createCustomerThread();
    const ids = ["Broken", "Leaks"].map((body) => createMessage(thread, {body}));
    createNote(thread, {body: "Secret"});
    await start();
    getService("mail.store").whatsapp_makes_tickets = may;
    await openDiscuss(thread.channelId);
    await contains(".o-mail-Message", {count: 3});
    return ids;
}

function asked(wish) {
    return {another: undefined, message_ids: undefined, name: undefined, ...wish};
}

test("/ticket makes one of this title", async () => {
    await openThread();
    await insertText(INPUT, "/ticket Broken pot", {replace: true});
    await contains(".o-mail-NavigableList-item", {count: 0});
    await press("Enter");
    await expect.waitForSteps([asked({name: "Broken pot"})]);
    await contains(".o_notification", {text: "HT0001 “Pot” is made, for Helena."});
    await contains(INPUT, {value: ""});
});

test("one click, and a second while the first is under way", async () => {
    const done = new Deferred();
    await openThread({made: () => done});
    await click(BUTTON);
    await click(BUTTON);
    done.resolve({...MADE, is_mine: true});
    await expect.waitForSteps([asked()]);
    await contains(".o_notification", {
        count: 1,
        text: "HT0001 “Pot” is made, for you.",
    });
});

test("nobody has it, and who made it may not read it", async () => {
    await openThread({made: () => ({...MADE, id: false, owner: ""})});
    await click(BUTTON);
    await expect.waitForSteps([asked()]);
    await contains(".o_notification", {
        text: "HT0001 “Pot” is made. Nobody has it yet.",
    });
    await contains(".o_notification_buttons button", {count: 0});
});

test("there is one already: another is made if one wants it", async () => {
    await openThread({made: ({another}) => ({...MADE, new: Boolean(another)})});
    await click(BUTTON);
    await expect.waitForSteps([asked()]);
    await contains(".o_notification", {
        text: "HT0001 “Pot” is open in this conversation already.",
    });
    await click(".o_notification_buttons button:contains('Make Another')");
    await expect.waitForSteps([asked({another: true})]);
});

test("a ticket of chosen messages", async () => {
    const [broken, leaks] = await openThread();
    await openMenuOf("Leaks", "Select");
    await click(".o-mail-Message:contains('Broken') .o_whatsapp_inbox_check input");
    await click(".o_whatsapp_inbox_make_ticket");
    await expect.waitForSteps([asked({message_ids: [broken, leaks]})]);
    await contains(".o_whatsapp_inbox_selection", {count: 0});
});

test("who makes no tickets has no command and no button", async () => {
    await openThread({may: false});
    await contains(BUTTON, {count: 0});
    await openMenuOf("Leaks", "Select");
    await contains(".o_whatsapp_inbox_forward");
    await contains(".o_whatsapp_inbox_make_ticket", {count: 0});
    await press("Escape");
    await insertText(INPUT, "/tick");
    await contains(".o-mail-NavigableList-item", {count: 0});
    await press("Escape");
    await press("Enter");
    await contains(".modal-title", {text: "Send “/tick” to the customer?"});
});
