import {contains, setupChatHub, start} from "@mail/../tests/mail_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {queryFirst} from "@odoo/hoot-dom";
import {advanceTime, mockDate} from "@odoo/hoot-mock";

import {Clock, MINUTE} from "@whatsapp_inbox/core/common/clock";

import {
    createCustomerThread,
    defineWhatsappInboxModels,
    inHours,
    openCustomerThread,
    pushRecord,
} from "./whatsapp_inbox_test_helpers";

describe.current.tags("desktop");
defineWhatsappInboxModels();

const {DateTime} = luxon;
const COUNTDOWN = ".o_whatsapp_inbox_countdown";
const SHOWN = `${COUNTDOWN} > [aria-hidden]:not(i)`;

test("it counts, warns in the last hour, and ends with the composer", async () => {
    mockDate("2025-03-10 12:00:00", 0);
    await openCustomerThread({
        conversation: {window_expires_at: "2025-03-10 14:04:30"},
    });
    await contains(SHOWN, {text: "2 h 4 min"});
    expect(queryFirst(COUNTDOWN)).toHaveAttribute(
        "title",
        /^You may write freely until 2:04.PM, then only templates until Ana García/
    );
    await contains(`${COUNTDOWN}.o-closing`, {count: 0});
    await contains(`${COUNTDOWN} [role=status]`, {text: ""});
    await advanceTime(65 * MINUTE);
    await contains(`${COUNTDOWN}.o-closing`);
    await contains(SHOWN, {text: "59 min left"});
    await contains(`${COUNTDOWN} [role=status]`, {
        text: "The 24-hour window of Ana García closes in less than an hour.",
    });
    await advanceTime(59 * MINUTE);
    await contains(SHOWN, {text: "less than a minute left"});
    await advanceTime(MINUTE);
    await contains(COUNTDOWN, {count: 0});
    await contains(".o_whatsapp_inbox_closed");
});

test("who came by an ad is free of charge for longer", async () => {
    mockDate("2025-03-10 12:00:00", 0);
    const {pyEnv, conversationId} = await openCustomerThread({
        conversation: {
            free_until: "2025-03-12 11:00:00",
            window_expires_at: "2025-03-10 14:04:30",
        },
    });
    await contains(`${COUNTDOWN}[title*='writes again. From an ad: free of charge']`);
    expect(queryFirst(COUNTDOWN)).toHaveAttribute(
        "title",
        /free of charge until Wednesday.* 11:00.AM\.$/
    );
    pushRecord(pyEnv, "whatsapp.inbox.conversation", conversationId, {
        free_until: "2025-03-10 11:59:00",
    });
    await contains(`${COUNTDOWN}[title$='writes again.']`);
});

test("the customer writes, and there is a day again, in a chat window too", async () => {
    const {pyEnv, channelId, conversationId} = await createCustomerThread({
        conversation: {window_expires_at: inHours(0.51)},
    });
    setupChatHub({opened: [channelId]});
    await start();
    await contains(`.o-mail-ChatWindow ${COUNTDOWN}.o-closing`);
    pushRecord(pyEnv, "whatsapp.inbox.conversation", conversationId, {
        window_expires_at: inHours(24.01),
    });
    await contains(`.o-mail-ChatWindow ${COUNTDOWN}:not(.o-closing)`);
    await contains(`.o-mail-ChatWindow ${SHOWN}`, {text: "24 h 0 min"});
});

test("one timer serves whoever waits for a time", async () => {
    const clock = new Clock();
    const told = [];
    const timers = new Set();
    const follow = (minutes) =>
        clock.follow(
            DateTime.now().plus({minutes}),
            (isToCome) => isToCome || told.push(minutes)
        );
    const stops = [30, 10, 20, 40].map((minutes) => {
        const stop = follow(minutes);
        timers.add(clock.timer);
        return stop;
    });
    follow(-1);
    expect(told).toEqual([-1]);
    await advanceTime(15 * MINUTE);
    expect(told).toEqual([-1, 10]);
    stops[0]();
    await advanceTime(60 * MINUTE);
    expect(told).toEqual([-1, 10, 20, 40]);
    expect(clock.alarms.size).toBe(0);
    expect(timers.size).toBe(4);
});

test("minutes pass only while somebody looks", async () => {
    const clock = new Clock();
    const start = clock.minute.now.toMillis();
    await advanceTime(5 * MINUTE);
    expect(clock.minute.now.toMillis()).toBe(start);
    const stop = clock.watch();
    expect(clock.minute.now.toMillis() - start).toBeGreaterThan(4 * MINUTE);
    await advanceTime(2 * MINUTE);
    expect(clock.minute.now.toMillis() - start).toBeGreaterThan(6 * MINUTE);
    stop();
    await advanceTime(9 * MINUTE);
    expect(clock.minute.now.toMillis() - start).toBeLessThan(9 * MINUTE);
});
