import {waitForChannels} from "@bus/../tests/bus_test_helpers";
import {
    click,
    contains,
    openDiscuss,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {DISCUSS_SIDEBAR_COMPACT_LS} from "@mail/core/public_web/discuss_app_model";
import {advanceTime, describe, expect, hover, test} from "@odoo/hoot";
import {browser} from "@web/core/browser/browser";
import {onRpc, serverState} from "@web/../tests/web_test_helpers";
import {serializeDateTime} from "@web/core/l10n/dates";

import {REFILL_DELAY} from "@whatsapp_inbox/core/public_web/waiting_queue_model";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const {DateTime} = luxon;
const MODEL = "whatsapp.inbox.conversation";

function ago(minutes) {
    return serializeDateTime(DateTime.now().minus({minutes}));
}

/** Customers without a thread in this browser, each a minute longer than the one before. */
function createWaiting(pyEnv, ...names) {
    return pyEnv[MODEL].create(
        names.map((name, index) => ({
            channel_id: 1000 + index,
            customer_name: name,
            queue_since: ago(index + 1),
        }))
    );
}

function order(...names) {
    return names.map((name, index) =>
        contains(
            `.o_whatsapp_inbox_waiting:nth-child(${index + 1}):contains('${name}')`
        )
    );
}

test("who waits longest is first, with the time", async () => {
    const pyEnv = await startServer();
    createWaiting(pyEnv, "Ana", "Ben");
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_waiting_category", {text: "Waiting"});
    await Promise.all(order("Ben", "Ana"));
    await contains(".o_whatsapp_inbox_waiting_count", {text: "2"});
    await contains(".o_whatsapp_inbox_waiting:eq(0) .o_whatsapp_inbox_waiting_time", {
        text: "2m",
    });
    await advanceTime(3 * 60 * 1000);
    await contains(".o_whatsapp_inbox_waiting:eq(0) .o_whatsapp_inbox_waiting_time", {
        text: "5m",
    });
});

test("a narrow sidebar has no room for a button, and the time stays", async () => {
    browser.localStorage.setItem(DISCUSS_SIDEBAR_COMPACT_LS, true);
    const pyEnv = await startServer();
    createWaiting(pyEnv, "Ana");
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_waiting_time", {text: "1m"});
    await hover(".o_whatsapp_inbox_waiting");
    expect(".o_whatsapp_inbox_waiting_time").toBeVisible();
    expect(".o_whatsapp_inbox_waiting_claim").toHaveCount(0);
});

test("what comes and goes is in its place at once", async () => {
    const pyEnv = await startServer();
    const [ana, ben] = createWaiting(pyEnv, "Ana", "Ben");
    await start();
    await openDiscuss();
    await Promise.all(order("Ben", "Ana"));
    await waitForChannels(["whatsapp_inbox.queue_1"]);
    const [cleo] = pyEnv[MODEL].create([
        {customer_name: "Cleo", priority: "2", queue_since: ago(0)},
    ]);
    pyEnv[MODEL]._tell_queue({joined: [cleo]});
    await Promise.all(order("Cleo", "Ben", "Ana"));
    pyEnv[MODEL].write([ana], {priority: "1"});
    pyEnv[MODEL]._tell_queue({joined: [ana]});
    await Promise.all(order("Cleo", "Ana", "Ben"));
    const [dora] = pyEnv[MODEL].create([
        {customer_name: "Dora", out_of_hours: true, queue_since: ago(0)},
    ]);
    pyEnv[MODEL]._tell_queue({joined: [dora]});
    await Promise.all(order("Cleo", "Ana", "Dora", "Ben"));
    await contains(".o_whatsapp_inbox_waiting .fa-moon-o");
    // who speaks to a computer says what one reads
    await contains("[title$='wrote outside opening hours']:not([aria-label])", {
        text: "Dora0m",
    });
    pyEnv[MODEL]._tell_queue({left: [cleo, ben, dora]});
    await contains(".o_whatsapp_inbox_waiting", {count: 1});
    await contains(".o_whatsapp_inbox_waiting_count", {text: "1"});
});

test("told twice is told once", async () => {
    const pyEnv = await startServer();
    const ids = createWaiting(pyEnv, "Ana", "Ben");
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_waiting", {count: 2});
    await waitForChannels(["whatsapp_inbox.queue_1"]);
    pyEnv[MODEL]._tell_queue({joined: ids});
    pyEnv[MODEL]._tell_queue({left: [ids[0]]});
    pyEnv[MODEL]._tell_queue({left: [ids[0]]});
    await contains(".o_whatsapp_inbox_waiting", {count: 1});
    await contains(".o_whatsapp_inbox_waiting_count", {text: "1"});
});

test("many are loaded by page, and counted", async () => {
    const pyEnv = await startServer();
    const names = [...Array(100).keys()].map((number) => `Customer ${number}`);
    const ids = createWaiting(pyEnv, ...names);
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_waiting", {count: 40});
    await contains(".o_whatsapp_inbox_waiting_count", {text: "100"});
    await waitForChannels(["whatsapp_inbox.queue_1"]);
    // after those that are loaded: counted only
    const [late] = pyEnv[MODEL].create([{customer_name: "Late", queue_since: ago(0)}]);
    pyEnv[MODEL]._tell_queue({joined: [late]});
    await contains(".o_whatsapp_inbox_waiting_count", {text: "101"});
    await contains(".o_whatsapp_inbox_waiting", {count: 40});
    // one of those that are loaded leaves, and the next one takes its place
    pyEnv[MODEL].write([ids[99]], {queue_since: false});
    pyEnv[MODEL]._tell_queue({left: [ids[99]]});
    await contains(".o_whatsapp_inbox_waiting_count", {text: "100"});
    await advanceTime(REFILL_DELAY);
    await contains(".o_whatsapp_inbox_waiting", {count: 40});
    await click(".o_whatsapp_inbox_waiting_more", {text: "60 more"});
    await contains(".o_whatsapp_inbox_waiting", {count: 80});
    await click(".o_whatsapp_inbox_waiting_more", {text: "20 more"});
    await contains(".o_whatsapp_inbox_waiting", {count: 100});
    await contains(".o_whatsapp_inbox_waiting_more", {count: 0});
});

test("who keeps it closed asks for nothing", async () => {
    const pyEnv = await startServer();
    createWaiting(pyEnv, "Ana");
    browser.localStorage.setItem(
        "discuss_sidebar_category_whatsapp_inbox.waiting_open",
        "false"
    );
    onRpc(MODEL, "queue_page", () => expect.step("queue_page"));
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_waiting_category");
    await contains(".o_whatsapp_inbox_waiting", {count: 0});
    expect.verifySteps([]);
    await contains(".o_whatsapp_inbox_waiting_category .oi-chevron-right");
    await click(".o_whatsapp_inbox_waiting_category .btn");
    await contains(".o_whatsapp_inbox_waiting_category .oi-chevron-down");
    await contains(".o_whatsapp_inbox_waiting_list");
    await contains(".o_whatsapp_inbox_waiting", {count: 1});
    await waitForChannels(["whatsapp_inbox.queue_1"]);
    expect.verifySteps(["queue_page"]);
});

test("nobody waits, in words", async () => {
    await startServer();
    await start();
    await openDiscuss();
    await contains(".o_whatsapp_inbox_waiting_empty", {
        text: "Nobody waits. New customers whom nobody answers come here.",
    });
    await contains(".o_whatsapp_inbox_waiting_count", {count: 0});
});

test("a thread is read without taking part, then claimed", async () => {
    const thread = await createCustomerThread({member: {partner_id: 0}});
    const {pyEnv, channelId, conversationId} = thread;
    pyEnv["discuss.channel.member"].unlink(
        pyEnv["discuss.channel.member"].search([["channel_id", "=", channelId]])
    );
    pyEnv[MODEL].write([conversationId], {
        channel_id: channelId,
        customer_name: "Ana García",
        queue_since: ago(1),
    });
    onRpc(MODEL, "action_claim", ({args}) => expect.step(`claim ${args[0]}`));
    await start();
    await openDiscuss();
    await click(".o_whatsapp_inbox_waiting_open:contains('Ana García')");
    await contains(".o_whatsapp_inbox_name", {text: "Ana García"});
    await contains(".o_whatsapp_inbox_waiting.o-active");
    await contains(".o-mail-DiscussSidebarChannel", {count: 0});
    expect.verifySteps([]);
    await click(".o_whatsapp_inbox_waiting_claim");
    await contains(".o_whatsapp_inbox_waiting", {count: 0});
    expect.verifySteps([`claim ${conversationId}`]);
});

test("who is no agent has no queue", async () => {
    const pyEnv = await startServer();
    pyEnv["res.users"].write([serverState.userId], {has_whatsapp_inbox_access: false});
    onRpc(MODEL, "queue_page", () => expect.step("queue_page"));
    await start();
    await openDiscuss();
    await contains(".o-mail-DiscussSidebarCategory-channel");
    await contains(".o_whatsapp_inbox_waiting_category", {count: 0});
    expect.verifySteps([]);
});
