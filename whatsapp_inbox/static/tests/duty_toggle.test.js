import {
    click,
    contains,
    openDiscuss,
    start,
    startServer,
} from "@mail/../tests/mail_test_helpers";
import {advanceTime, describe, expect, test} from "@odoo/hoot";
import {onRpc, serverState} from "@web/../tests/web_test_helpers";

import {defineWhatsappInboxModels} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

async function startOnDuty(values = {}) {
    const pyEnv = await startServer();
    pyEnv["res.users"].write([serverState.userId], {
        whatsapp_duty: {team_count: 1, away_count: 0, off_until: false},
        ...values,
    });
    onRpc("res.users", /^whatsapp_/, ({method}) => expect.step(method));
    await start();
    await openDiscuss();
}

test("leave for today with one click, and come back", async () => {
    await startOnDuty();
    await contains(".o_whatsapp_inbox_duty[aria-checked=true]", {text: "On duty"});
    await click(".o_whatsapp_inbox_duty");
    await contains(".o_whatsapp_inbox_duty[aria-checked=false]", {
        text: "Away until tomorrow",
    });
    await contains(".o_notification:contains('You are away until tomorrow.')");
    expect.verifySteps(["whatsapp_leave_for_today"]);
    await click(".o_whatsapp_inbox_duty");
    await contains(".o_whatsapp_inbox_duty[aria-checked=true]");
    expect.verifySteps(["whatsapp_join"]);
});

test("what one has stays, or goes back to the team", async () => {
    await startOnDuty({whatsapp_open_count: 3});
    await click(".o_whatsapp_inbox_duty");
    await contains(".o_notification:contains('You still have 3 conversations')");
    await click(".o_notification button:contains('Release mine to the team')");
    await contains(".o_notification:contains('Released: 3 conversations')");
    await contains(".o_notification:contains('You still have')", {count: 0});
    expect.verifySteps(["whatsapp_leave_for_today", "whatsapp_release_open"]);
    onRpc("whatsapp.inbox.conversation.event", "action_undo", ({args, method}) => {
        expect.step(`${method} ${args[0]}`);
        return false;
    });
    await click(".o_notification button:contains('Undo')");
    await contains(".o_whatsapp_inbox_duty[aria-checked=true]");
    await contains(".o_notification", {count: 0});
    expect.verifySteps(["whatsapp_join", "action_undo 7"]);
});

test("leaving is undone", async () => {
    await startOnDuty();
    await click(".o_whatsapp_inbox_duty");
    await click(".o_notification button:contains('Undo')");
    await contains(".o_whatsapp_inbox_duty[aria-checked=true]");
    expect.verifySteps(["whatsapp_leave_for_today", "whatsapp_join"]);
});

test("the day of who left ends by itself", async () => {
    await startOnDuty();
    await click(".o_whatsapp_inbox_duty");
    await contains(".o_whatsapp_inbox_duty[aria-checked=false]");
    await advanceTime(9 * 3600 * 1000 + 1000);
    await contains(".o_whatsapp_inbox_duty[aria-checked=true]");
    expect.verifySteps(["whatsapp_leave_for_today"]);
});

test("who is in no team has no toggle", async () => {
    await startOnDuty({whatsapp_duty: null});
    await contains(".o_whatsapp_inbox_category");
    await contains(".o_whatsapp_inbox_duty", {count: 0});
});
