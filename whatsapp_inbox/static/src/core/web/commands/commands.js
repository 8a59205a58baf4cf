import {keysRegistry} from "@whatsapp_inbox/core/web/keys/keys";

import {toRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/**
 * What agents may write as "/name text" in a customer's thread: it is done, and goes to
 * nobody. A registry of our own, see decision 0044.
 *
 * @typedef {Object} Command
 * @property {string} help what the menu of "/" says of it
 * @property {(thread: import("models").Thread) => boolean} [available] whether it does
 *  something in this thread now; always by default
 * @property {(thread: import("models").Thread, text: string) => void|Promise<void>} run
 *  with what stands behind the name; if it throws, the agent has the text back
 */
export const commandsRegistry = registry.category("whatsapp_inbox.commands");

/** @param {string} name one word @param {Command} command */
export function registerCommand(name, command) {
    commandsRegistry.add(name, command);
}

/** @returns {(Command & {name: string})[]} those that do something in this thread now */
export function commandsOf(thread) {
    const own = toRaw(thread);
    return commandsRegistry
        .getEntries()
        .map(([name, command]) => ({name, ...command}))
        .filter(({available}) => !available || available(own));
}

/**
 * @param {import("models").Thread} thread
 * @param {string} text
 * @returns {{command: Command, text: string}|undefined} the command that a text is
 */
export function readCommand(thread, text) {
    const [, name, rest] = text.trim().match(/^\/(\S+)\s*([^]*)$/) ?? [];
    const command =
        name && commandsOf(thread).find((other) => other.name === name.toLowerCase());
    return command && {command, text: rest};
}

/** What keys do, by their names. */
function registerKeyCommand(id) {
    const key = keysRegistry.get(id);
    const keysOf = (thread) => thread.store.env.services["whatsapp_inbox.keys"];
    registerCommand(id, {
        available: (thread) => Boolean(keysOf(thread)?.isOffered(key, thread)),
        help: key.name,
        run: (thread) => keysOf(thread).run(key, thread),
    });
}
["assign", "claim", "resolve", "snooze", "template"].forEach(registerKeyCommand);

registerCommand("note", {
    help: _t("Write a note (/note text)"),
    run: ({composer}, text) => {
        composer.writeWhatsappNote(true);
        if (text) {
            composer.composerText = text;
            composer.autofocus++;
        }
    },
});
