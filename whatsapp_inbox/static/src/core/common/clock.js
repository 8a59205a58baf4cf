import {browser} from "@web/core/browser/browser";

const {DateTime} = luxon;

/**
 * Tell whether a time is still to come: now, and once more when it comes, as the server
 * sends nothing then.
 *
 * @param {import("luxon").DateTime|undefined} until none is one that has come
 * @param {(isToCome: boolean) => void} tell
 * @returns {() => void} ends it
 */
export function followClock(until, tell) {
    let timeout = null;
    const look = () => {
        const remaining = until ? until.toMillis() - DateTime.now().toMillis() : 0;
        if (remaining > 0) {
            timeout = browser.setTimeout(look, remaining);
        }
        tell(remaining > 0);
    };
    look();
    return () => browser.clearTimeout(timeout);
}
