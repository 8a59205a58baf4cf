import {threadActionsRegistry} from "@mail/core/common/thread_actions";
import {composerActionsRegistry} from "@mail/core/common/composer_actions";

import {isMacOS} from "@web/core/browser/feature_detection";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * All keys of agents, in the order of the help. Always with Alt+Shift: no letter that
 * one types, nothing of Odoo's (Alt, and Alt+Shift of C, D, M, Q, U), of browsers or of
 * screen readers. See decision 0034.
 *
 * @typedef {Object} Key
 * @property {string} hotkey as Odoo's hotkey service has it
 * @property {string} group id of `KEY_GROUPS`
 * @property {string|((thread: import("models").Thread) => string)} name
 * @property {string[]} [thread] ids of thread actions: the first that is offered is done
 * @property {string} [composer] id of a composer action
 * @property {(keys: Object, thread: import("models").Thread) => void} [run]
 * @property {boolean} [anywhere] whether it needs no open conversation
 */
export const keysRegistry = registry.category("whatsapp_inbox.keys");

export const KEY_GROUPS = [
    {id: "go", name: _t("Go to")},
    {id: "do", name: _t("This conversation")},
    {id: "write", name: _t("Write")},
    {id: "find", name: _t("Find")},
];

/** @param {string} id @param {Key} key */
export function registerKey(id, key) {
    keysRegistry.add(id, key);
}

/** Whether what the key does is part of this Odoo. */
export function isKeyThere({thread, composer}) {
    return thread
        ? thread.some((id) => threadActionsRegistry.contains(id))
        : !composer || composerActionsRegistry.contains(composer);
}

/** @returns {string[]} as they are printed on this machine's keyboard */
export function keyCaps(hotkey) {
    const caps = {
        alt: isMacOS() ? _t("Ctrl") : _t("Alt"),
        shift: _t("Shift"),
    };
    return hotkey.split("+").map((cap) => caps[cap] ?? cap.toUpperCase());
}

registerKey("next-unread", {
    anywhere: true,
    group: "go",
    hotkey: "alt+shift+g",
    name: _t("Next unread conversation"),
    run: (keys) => keys.openNextUnread(),
});
registerKey("next-waiting", {
    anywhere: true,
    group: "go",
    hotkey: "alt+shift+w",
    name: _t("Next customer who waits"),
    run: (keys) => keys.openNextWaiting(),
});
registerKey("next", {
    anywhere: true,
    group: "go",
    hotkey: "alt+shift+j",
    name: _t("Next conversation"),
    run: (keys) => keys.openNeighbour(1),
});
registerKey("previous", {
    anywhere: true,
    group: "go",
    hotkey: "alt+shift+k",
    name: _t("Previous conversation"),
    run: (keys) => keys.openNeighbour(-1),
});
registerKey("claim", {
    group: "do",
    hotkey: "alt+shift+c",
    name: _t("Claim, or take over"),
    thread: ["whatsapp-inbox-claim", "whatsapp-inbox-take-over"],
});
registerKey("resolve", {
    group: "do",
    hotkey: "alt+shift+r",
    name: _t("Resolve, or reopen"),
    thread: ["whatsapp-inbox-resolve", "whatsapp-inbox-reopen"],
});
registerKey("snooze", {
    group: "do",
    hotkey: "alt+shift+s",
    name: _t("Snooze, or end it"),
    thread: ["whatsapp-inbox-snooze", "whatsapp-inbox-wake"],
});
registerKey("assign", {
    group: "do",
    hotkey: "alt+shift+o",
    name: _t("Assign to an agent"),
    thread: ["whatsapp-inbox-assign"],
});
registerKey("note", {
    group: "write",
    hotkey: "alt+shift+n",
    name: _t("Note, or reply"),
    run: (keys, thread) => keys.switchNote(thread),
});
registerKey("canned", {
    composer: "add-canned-response",
    group: "write",
    hotkey: "alt+shift+b",
    name: _t("Canned reply"),
});
registerKey("template", {
    composer: "whatsapp-template",
    group: "write",
    hotkey: "alt+shift+p",
    name: _t("Template"),
});
registerKey("find", {
    anywhere: true,
    group: "find",
    hotkey: "alt+shift+f",
    name: _t("Search all conversations"),
    run: (keys) => keys.openFind(),
});
registerKey("search", {
    group: "find",
    hotkey: "alt+shift+l",
    name: _t("Search this conversation"),
    thread: ["search-messages"],
});
registerKey("customer", {
    group: "find",
    hotkey: "alt+shift+e",
    name: _t("The customer beside the conversation"),
    thread: ["whatsapp-customer"],
});
registerKey("help", {
    anywhere: true,
    group: "find",
    hotkey: "alt+shift+h",
    name: _t("These keys (or ?)"),
    run: (keys) => keys.openHelp(),
});
