import {readCommand} from "./commands";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";

/** Words alone are what a mistyped command looks like; "/etc/x" and "/ 3" are not. */
const LOOKS_LIKE_COMMAND = /^\/\p{L}+(\s|$)/u;

/** @returns {boolean} whether a text for the customer may have been meant for us */
export function isSlashDoubtful(composer) {
    return Boolean(
        composer.targetThread?.isWhatsappInbox &&
            !composer.message &&
            !composer.isWhatsappNote &&
            composer.composerText.trim().startsWith("/")
    );
}

/**
 * Ask whether what begins as commands do shall go to the customer. Enter sends it, unless
 * it looks like a command.
 *
 * @param {import("models").Composer} composer
 * @param {() => void|Promise<void>} send
 */
export function askAboutSlash(composer, send) {
    const {store, targetThread: thread} = composer;
    const text = composer.composerText.trim();
    const isCommand = LOOKS_LIKE_COMMAND.test(text);
    const write = () => void composer.autofocus++;
    const choices = [
        [_t("Go on Writing"), write],
        [_t("Send to the Customer"), send],
    ];
    const [first, second] = isCommand ? choices : choices.reverse();
    store.env.services.dialog.add(ConfirmationDialog, {
        title: _t("Send “%(word)s” to the customer?", {word: text.split(/\s/)[0]}),
        body: readCommand(thread, text)
            ? _t("This is a command. Enter does it; it cannot be sent later.")
            : _t("No command has this name here, so %(name)s would read it.", {
                  name: thread.displayName,
              }),
        confirmLabel: first[0],
        confirm: first[1],
        cancelLabel: second[0],
        cancel: second[1],
        dismiss: write,
    });
}
