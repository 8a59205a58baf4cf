import {Composer} from "@mail/core/common/composer";

import "@whatsapp_inbox/core/common/composer_canned_patch";
import "@whatsapp_inbox/core/common/composer_patch";

import {readCommand} from "./commands";
import {askAboutSlash, isSlashDoubtful} from "./slash_question";

import {toRaw} from "@odoo/owl";

import {patch} from "@web/core/utils/patch";

/** @type {Composer} */
const composerPatch = {
    /** The command that is written here, as an answer or as a note. */
    get whatsappCommand() {
        const {composerText, message} = toRaw(this.props.composer);
        return this.thread?.isWhatsappInbox && !message
            ? readCommand(this.thread, composerText)
            : undefined;
    },
    /** That a command is typed is nothing to wait for. */
    detectTyping() {
        if (this.whatsappCommand) {
            this.stopTyping();
            return;
        }
        return super.detectTyping(...arguments);
    },
    async sendMessage() {
        const {whatsappCommand} = this;
        if (whatsappCommand) {
            await this.runWhatsappCommand(whatsappCommand);
            return;
        }
        const composer = toRaw(this.props.composer);
        if (isSlashDoubtful(composer)) {
            askAboutSlash(composer, () => super.sendMessage());
            return;
        }
        return super.sendMessage(...arguments);
    },
    /** Files, and whom one answers, stay for what is sent next. */
    async runWhatsappCommand({command, text}) {
        if (!this.state.active) {
            return;
        }
        const composer = toRaw(this.props.composer);
        const {composerText, isWhatsappNoteChosen} = composer;
        this.state.active = false;
        composer.composerText = "";
        this.stopTyping();
        try {
            await command.run(toRaw(this.thread), text);
        } catch (error) {
            if (
                !composer.composerText &&
                composer.isWhatsappNoteChosen === isWhatsappNoteChosen
            ) {
                composer.composerText = composerText;
            }
            throw error;
        } finally {
            this.state.active = true;
        }
    },
};
patch(Composer.prototype, composerPatch);
