import {markRaw, onMounted, onWillUnmount, reactive, useState} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;
export const MINUTE = 60 * 1000;

/** One timer for all that waits for a time; `store.whatsappClock`. */
export class Clock {
    constructor() {
        markRaw(this);
        /** @type {Set<{at: number, tell: () => void}>} */
        this.alarms = new Set();
        this.watchers = 0;
        this.minute = reactive({now: DateTime.now()});
        this.tickAt = 0;
        this.timer = undefined;
    }

    /**
     * Tell whether a time is still to come: now, and once more when it comes, as the
     * server sends nothing then.
     *
     * @param {import("luxon").DateTime|false|undefined} until none is one that has come
     * @param {(isToCome: boolean) => void} tell
     * @returns {() => void} ends it
     */
    follow(until, tell) {
        const alarm = {at: until ? until.toMillis() : 0, tell: () => tell(false)};
        const isToCome = alarm.at > Date.now();
        if (isToCome) {
            this.alarms.add(alarm);
            this.wind();
        }
        tell(isToCome);
        return () => this.alarms.delete(alarm);
    }

    /** @returns {() => void} ends it */
    watch() {
        if (!this.watchers++) {
            this.tick();
            this.wind();
        }
        return () => this.watchers--;
    }

    tick() {
        this.minute.now = DateTime.now();
        this.tickAt = Date.now() + MINUTE;
    }

    wind() {
        browser.clearTimeout(this.timer);
        const times = [...this.alarms].map(({at}) => at);
        const next = Math.min(...times, this.watchers ? this.tickAt : Infinity);
        if (next < Infinity) {
            // longer ones a browser ends at once
            const wait = Math.min(Math.max(0, next - Date.now()), 24 * 60 * MINUTE);
            this.timer = browser.setTimeout(() => this.ring(), wait);
        }
    }

    ring() {
        const now = Date.now();
        for (const alarm of [...this.alarms].filter(({at}) => at <= now)) {
            this.alarms.delete(alarm);
            alarm.tell();
        }
        if (this.watchers && this.tickAt <= now) {
            this.tick();
        }
        this.wind();
    }
}

/**
 * For components that show how long something takes.
 *
 * @returns {{now: import("luxon").DateTime}} changes each minute
 */
export function useMinute() {
    const clock = useService("mail.store").whatsappClock;
    let stop = () => undefined;
    onMounted(() => (stop = clock.watch()));
    onWillUnmount(() => stop());
    return useState(clock.minute);
}
