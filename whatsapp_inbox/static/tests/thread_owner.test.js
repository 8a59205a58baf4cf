import {click, contains, openDiscuss, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {advanceTime, mockDate} from "@odoo/hoot-mock";
import {makeServerError, onRpc} from "@web/../tests/web_test_helpers";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
    inHours,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const BANNER = ".o_whatsapp_inbox_other_owner";
const GIVE_BACK =
    ".o-mail-DiscussContent-header button[title='Give Back to the Other App']";

async function openOwned(values = {}) {
    const thread = await createCustomerThread();
    const {pyEnv, channelId} = thread;
    const ownerId = pyEnv["whatsapp.inbox.thread.owner"].create({
        until: inHours(20),
        ...values,
    });
    pyEnv["discuss.channel"].write([channelId], {whatsapp_owner_id: ownerId});
    await start();
    await openDiscuss(channelId);
    await contains(".o-mail-Composer-input");
    return {...thread, ownerId};
}

test("the banner says who answers, and one takes over", async () => {
    onRpc("whatsapp.inbox.thread.owner", "action_take", ({args}) =>
        expect.step(`take ${args[0]}`)
    );
    const {ownerId} = await openOwned();
    await contains(
        `${BANNER}:contains("Meta's Business Agent answers Ana García now")`
    );
    await contains(GIVE_BACK, {count: 0});
    await click(`${BANNER} button:contains('Take over')`);
    await expect.waitForSteps([`take ${ownerId}`]);
    await contains(BANNER, {count: 0});
});

test("a refusal leaves the banner", async () => {
    expect.errors(1);
    onRpc("whatsapp.inbox.thread.owner", "action_take", () => {
        throw makeServerError({message: "Only the escalation partner may"});
    });
    await openOwned();
    await click(`${BANNER} button:contains('Take over')`);
    await expect.waitForErrors(["Only the escalation partner may"]);
    await contains(`${BANNER} button:contains('Take over'):enabled`);
});

test("what is ours can be given back", async () => {
    onRpc("whatsapp.inbox.thread.owner", "action_release", ({args}) =>
        expect.step(`release ${args[0]}`)
    );
    const {ownerId} = await openOwned({holder: "us"});
    await contains(BANNER, {count: 0});
    await click(GIVE_BACK);
    await expect.waitForSteps([`release ${ownerId}`]);
    await contains(GIVE_BACK, {count: 0});
});

test("it is taken away while one looks, and lapses by itself", async () => {
    mockDate("2026-03-02 10:00:00", 0);
    const {pyEnv, ownerId} = await openOwned({holder: "us"});
    pushRecord(pyEnv, "whatsapp.inbox.thread.owner", ownerId, {
        holder: "other",
        role: "marketing",
        until: inHours(1),
    });
    await contains(`${BANNER}:contains('The marketing app answers')`);
    await advanceTime(3600 * 1000);
    await contains(BANNER, {count: 0});
});

test("a thread of which no other app knows has neither", async () => {
    await openCustomerThread();
    await contains(".o-mail-Composer-input");
    await contains(BANNER, {count: 0});
    await contains(GIVE_BACK, {count: 0});
});
