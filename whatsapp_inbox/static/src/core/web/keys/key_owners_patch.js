import {ChatWindow} from "@mail/core/common/chat_window";
import {Composer} from "@mail/core/common/composer";
import {DiscussContent} from "@mail/core/public_web/discuss_content";

import {onMounted, onWillUnmount, toRaw} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {patch} from "@web/core/utils/patch";

/** Components that show a thread or its composer now: they have the actions. */
const owners = new Set();

function useOwner(component) {
    const owner = toRaw(component);
    onMounted(() => owners.add(owner));
    onWillUnmount(() => owners.delete(owner));
}

/**
 * @param {"threadActions"|"composerActions"} kind
 * @param {import("models").Thread} thread
 * @returns {Component|undefined}
 */
export function ownerOf(kind, thread) {
    return [...owners].find(
        (owner) =>
            owner[kind] && owner.thread?.eq(thread) && !owner.props.composer?.message
    );
}

patch(Composer.prototype, {
    setup() {
        super.setup();
        useOwner(this);
    },
});
patch(DiscussContent.prototype, {
    setup() {
        super.setup();
        useOwner(this);
    },
});
patch(ChatWindow.prototype, {
    setup() {
        super.setup();
        useOwner(this);
    },
    /** Chat windows keep their keys for themselves, so they ask. */
    onKeydown(ev) {
        super.onKeydown(...arguments);
        const keys = this.store.env.services["whatsapp_inbox.keys"];
        if (
            !ev.defaultPrevented &&
            keys?.press(getActiveHotkey(ev), toRaw(this).thread)
        ) {
            ev.preventDefault();
        }
    },
});
