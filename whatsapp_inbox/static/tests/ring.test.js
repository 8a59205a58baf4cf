import {OutOfFocusService} from "@mail/core/common/out_of_focus_service";
import {contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {advanceTime} from "@odoo/hoot-mock";
import {
    getService,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    createMessage,
    createNote,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

/** A thread, and what rings of it as steps: its title, and whether with a sound. */
async function listen(values) {
    const customer = await createCustomerThread(values);
    patchWithCleanup(OutOfFocusService.prototype, {
        sendNotification({title, sound}) {
            expect.step(`${title}${sound ? " ♪" : ""}`);
        },
    });
    const {pyEnv, channelId} = customer;
    const messageId = createMessage(customer);
    const noteId = createNote(customer);
    await start();
    await openDiscuss(channelId);
    await contains(".o-mail-Message", {count: 2});
    const store = getService("mail.store");
    Object.assign(store.settings, {
        whatsapp_hours_only: false,
        whatsapp_push: true,
        whatsapp_ring_followed: true,
        whatsapp_ring_mentions: true,
        whatsapp_ring_mine: true,
        whatsapp_ring_queue: true,
        whatsapp_sound: true,
    });
    const thread = store.Thread.get({model: "discuss.channel", id: channelId});
    return {
        ...customer,
        message: store["mail.message"].get(messageId),
        note: store["mail.message"].get(noteId),
        settings: store.settings,
        store,
        thread,
        pyEnv,
    };
}

test("an album rings once, and what comes later again", async () => {
    const {thread, message} = await listen();
    for (let photo = 0; photo < 10; photo++) {
        await thread.notifyMessageToUser(message);
    }
    await expect.waitForSteps(["Ana García ♪"]);
    await advanceTime(10001);
    await thread.notifyMessageToUser(message);
    await expect.waitForSteps(["Ana García ♪"]);
});

test("the queue, if one wants it; without a sound, if one does not", async () => {
    const {thread, message, settings} = await listen();
    settings.whatsapp_ring_queue = false;
    await thread.notifyMessageToUser(message);
    expect.verifySteps([]);
    settings.whatsapp_ring_queue = true;
    settings.whatsapp_sound = false;
    await thread.notifyMessageToUser(message);
    await expect.waitForSteps(["Ana García"]);
});

test("one's own, and those of colleagues", async () => {
    const {thread, message, settings, store} = await listen();
    thread.whatsapp_conversation_id.user_id = {
        id: 99,
        partner_id: {id: 98, name: "Bea"},
    };
    settings.whatsapp_ring_followed = false;
    await thread.notifyMessageToUser(message);
    expect.verifySteps([]);
    thread.whatsapp_conversation_id.user_id = {id: 97, partner_id: store.self};
    await thread.notifyMessageToUser(message);
    await expect.waitForSteps(["Ana García ♪"]);
    await advanceTime(10001);
    settings.whatsapp_ring_mine = false;
    await thread.notifyMessageToUser(message);
    expect.verifySteps([]);
});

test("notes ring for who is mentioned", async () => {
    const {thread, note, settings, store} = await listen();
    await thread.notifyMessageToUser(note);
    expect.verifySteps([]);
    note.partner_ids = [store.self];
    settings.whatsapp_ring_queue = false;
    await thread.notifyMessageToUser(note);
    await expect.waitForSteps(["Ana García ♪"]);
    await advanceTime(10001);
    settings.whatsapp_ring_mentions = false;
    await thread.notifyMessageToUser(note);
    expect.verifySteps([]);
});

test("what is muted is muted", async () => {
    const {thread, message} = await listen();
    thread.self_member_id.mute_until_dt = "2222-01-01 00:00:00";
    await thread.notifyMessageToUser(message);
    expect.verifySteps([]);
});

test("nothing outside of one's hours; the server is asked once for a while", async () => {
    let isOff = true;
    onRpc("res.users", "whatsapp_is_off_hours", () => {
        expect.step("asked");
        return isOff;
    });
    const {thread, message, settings} = await listen();
    settings.whatsapp_hours_only = true;
    await thread.notifyMessageToUser(message);
    await expect.waitForSteps(["asked"]);
    await advanceTime(10001);
    await thread.notifyMessageToUser(message);
    expect.verifySteps([]);
    isOff = false;
    await advanceTime(120001);
    await thread.notifyMessageToUser(message);
    await expect.waitForSteps(["asked", "Ana García ♪"]);
});

/** The browser is told that the inbox gave it a thread, after all that was written. */
async function join({rings = true} = {}) {
    const {pyEnv} = await listen();
    const joined = await createCustomerThread({
        channel: {name: "Ben"},
        partner: {name: "Ben"},
    });
    for (let photo = 0; photo < 10; photo++) {
        createMessage(joined);
    }
    createNote(joined);
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(partner, "discuss.channel/joined", {
        channel_id: joined.channelId,
        data: {},
        whatsapp_rings: rings,
    });
    await contains(".o-mail-DiscussSidebarChannel:contains('Ben')");
}

test("a new customer rings once, although the messages came before the thread", async () => {
    await join();
    await expect.waitForSteps(["Ben ♪"]);
});

test("what one took by hand does not ring", async () => {
    await join({rings: false});
    expect.verifySteps([]);
});
