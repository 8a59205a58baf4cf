import {ThreadAction, threadActionsRegistry} from "@mail/core/common/thread_actions";

import {isKeyThere, keysRegistry} from "@whatsapp_inbox/core/web/keys/keys";
import {KeysDialog} from "@whatsapp_inbox/core/web/keys/keys_dialog";
import {ownerOf} from "@whatsapp_inbox/core/web/keys/key_owners_patch";
import {FindDialog} from "@whatsapp_inbox/core/web/find/find_dialog";

import {toRaw} from "@odoo/owl";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

const EDITABLE = "input, textarea, select, [contenteditable='true']";

/** Does what `keysRegistry` says, for the conversation under the fingers. */
export class Keys {
    constructor(env, {dialog, notification, orm, ui, "mail.store": store}) {
        Object.assign(this, {dialog, env, notification, orm, store, ui});
    }

    /** The conversation that is open in Discuss, or in the chat window with the focus. */
    get thread() {
        const {chatHub, discuss} = this.store;
        const {thread} = discuss.isActive
            ? discuss
            : (chatHub.opened.find((chatWindow) => chatWindow.thread?.isFocused) ??
              chatHub.opened.find((chatWindow) => chatWindow.thread?.isWhatsappInbox) ??
              {});
        return thread?.isWhatsappInbox ? toRaw(thread) : undefined;
    }

    /** Keys that do something now. */
    get offered() {
        const {thread} = this;
        return keysRegistry
            .getEntries()
            .map(([id, key]) => ({id, ...key}))
            .filter((key) => isKeyThere(key) && this.isOffered(key, thread));
    }

    isOffered(key, thread) {
        if (!this.store.has_whatsapp_inbox_access) {
            return false;
        }
        if (key.anywhere || !thread) {
            return Boolean(key.anywhere);
        }
        return key.run ? true : Boolean(this.actionOf(key, thread));
    }

    /** @returns {import("@mail/core/common/action").Action|undefined} */
    actionOf({composer, thread: ids}, thread) {
        if (composer) {
            const {composerActions} = ownerOf("composerActions", thread) ?? {};
            const actions =
                composerActions?.transformedActions ?? this.replacedActions(thread);
            return actions.find((action) => action.id === composer && action.condition);
        }
        const owner = ownerOf("threadActions", thread);
        const own = owner?.threadActions.transformedActions.filter(
            (action) => ids.includes(action.id) && action.condition
        );
        if (own?.length) {
            return own[0];
        }
        // what the header of Discuss has as a menu
        const params = {props: owner?.props ?? {}, env: owner?.env ?? this.env};
        return ids
            .filter((id) => threadActionsRegistry.contains(id))
            .map(
                (id) =>
                    new ThreadAction({
                        owner: params,
                        id,
                        definition: threadActionsRegistry.get(id),
                        store: this.store,
                        thread,
                    })
            )
            .find((action) => action.condition && !action.toggle);
    }

    /** What is left of the composer's actions while its window is closed. */
    replacedActions({composer}) {
        const onSelected = () => {
            composer.isWhatsappPicking = true;
            composer.autofocus++;
        };
        const condition = composer?.hasWhatsappTemplates;
        return [{condition, id: "whatsapp-template", onSelected}];
    }

    /**
     * @param {string} hotkey
     * @param {import("models").Thread} [thread]
     * @returns {boolean} whether it is one of ours, and did something
     */
    press(hotkey, thread = this.thread) {
        const key = keysRegistry.getAll().find((other) => other.hotkey === hotkey);
        const own = thread?.isWhatsappInbox ? toRaw(thread) : undefined;
        if (!key || !isKeyThere(key) || !this.isOffered(key, own)) {
            return false;
        }
        this.run(key, own);
        return true;
    }

    async run(key, thread) {
        if (key.run) {
            await key.run(this, thread);
            return;
        }
        const action = this.actionOf(key, thread);
        if (key.composer) {
            action.onSelected(new Event("keydown"));
        } else if (action.toggle) {
            action.onSelected();
        } else {
            await action.definition.open.call(action, action.params);
            this.focus();
        }
    }

    /** After an act one writes, in the conversation that is open then. */
    focus() {
        const {composer} = this.thread ?? {};
        if (composer && !this.ui.activeElement.closest?.(".o_dialog")) {
            composer.autofocus++;
        }
    }

    // -- going ----------------------------------------------------------------------

    /** As the sidebar has them. */
    get threads() {
        return this.store.discuss.whatsappInbox.threads.filter(
            (thread) => thread.displayInSidebar
        );
    }

    open(thread) {
        if (thread) {
            toRaw(thread).open({focus: true});
        }
        return Boolean(thread);
    }

    tell(message) {
        this.notification.add(message, {type: "info"});
    }

    openNextUnread() {
        const unread = this.threads
            .filter((thread) => thread.isUnread && thread.notEq(this.thread))
            .sort((t1, t2) => (t1.lastInterestDt ?? 0) - (t2.lastInterestDt ?? 0));
        if (!this.open(unread[0])) {
            this.tell(_t("No other WhatsApp conversation is unread."));
        }
    }

    async openNextWaiting() {
        const queue = toRaw(this.store.whatsappQueue);
        let rows = [...queue.rows];
        if (!queue.isListening) {
            const model = "whatsapp.inbox.conversation";
            const page = await this.orm.call(model, "queue_page", [], {limit: 2});
            this.store.insert(page.data);
            rows = page.ids.map((id) => this.store[model].get(id)).filter(Boolean);
        }
        const at = rows.findIndex((row) => row.channel_id === this.thread?.id);
        const next = rows[at + 1] ?? rows[0];
        if (!next || next.channel_id === this.thread?.id) {
            this.tell(_t("No other customer waits."));
            return;
        }
        await queue.open(next);
    }

    /** @param {1|-1} step */
    openNeighbour(step) {
        const {threads} = this;
        const at = threads.findIndex((thread) => thread.eq(this.thread));
        const first = step > 0 ? 0 : threads.length - 1;
        this.open(at < 0 ? threads[first] : threads.at((at + step) % threads.length));
    }

    // -- the rest -------------------------------------------------------------------

    switchNote(thread) {
        ownerOf("composerActions", thread)?.switchWhatsappNote();
    }

    openFind(term = "") {
        this.dialog.add(FindDialog, {term});
    }

    openHelp() {
        this.dialog.add(KeysDialog, {offered: this.offered.map(({id}) => id)});
    }
}

export const keysService = {
    dependencies: ["dialog", "hotkey", "mail.store", "notification", "orm", "ui"],
    start(env, services) {
        const keys = new Keys(env, services);
        for (const key of keysRegistry.getAll()) {
            services.hotkey.add(key.hotkey, () => keys.press(key.hotkey), {
                bypassEditableProtection: true,
                isAvailable: (target) =>
                    // whoever has the focus there answers, see `key_owners_patch.js`
                    !target?.closest?.(".o-mail-ChatWindow") &&
                    !(
                        key.hotkey === "alt+shift+n" &&
                        target?.closest?.(".o-mail-Composer")
                    ) &&
                    (keys.store.discuss.isActive || Boolean(keys.thread)) &&
                    keys.isOffered(key, keys.thread),
            });
        }
        browser.addEventListener("keydown", (ev) => {
            if (
                ev.key === "?" &&
                !(ev.altKey || ev.ctrlKey || ev.metaKey || ev.defaultPrevented) &&
                !ev.target.closest?.(EDITABLE) &&
                services.ui.activeElement === document &&
                keys.store.has_whatsapp_inbox_access &&
                (keys.store.discuss.isActive || keys.thread)
            ) {
                ev.preventDefault();
                keys.openHelp();
            }
        });
        return keys;
    },
};
registry.category("services").add("whatsapp_inbox.keys", keysService);
