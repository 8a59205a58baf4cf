import {Composer} from "@mail/core/common/composer";
import "@mail/discuss/typing/common/composer_patch";
import "@mail/discuss/voice_message/common/composer_patch";

import {toRaw} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

const NOTE_HOTKEY = "alt+shift+n";

/** @type {Composer} */
const composerPatch = {
    get placeholder() {
        if (this.props.placeholder || !this.thread?.isWhatsappInbox) {
            return super.placeholder;
        }
        const name = this.thread.displayName;
        if (this.props.composer.isWhatsappNote) {
            return _t("Internal note – %(name)s does not see it", {name});
        }
        const {isMine, user_id: agent} = this.thread.whatsapp_conversation_id ?? {};
        if (agent?.name && !isMine) {
            return _t("%(agent)s answers %(name)s. You may write, too…", {
                agent: agent.name,
                name,
            });
        }
        return _t("Message %(name)s on WhatsApp…", {name});
    },
    /** Whether one chooses here between notes and answers. */
    get hasWhatsappNotes() {
        return Boolean(this.thread?.isWhatsappInbox && !this.props.composer.message);
    },
    /** What is being recorded or uploaded belongs to what is written now. */
    get isWhatsappNoteSwitchable() {
        const {recording, isActionPending} = this.voiceRecorder ?? {};
        return (
            !recording && !isActionPending && !this.props.composer.isWhatsappUploading
        );
    },
    switchWhatsappNote() {
        if (this.isWhatsappNoteSwitchable) {
            const composer = toRaw(this.props.composer);
            composer.writeWhatsappNote(!composer.isWhatsappNoteChosen);
            if (this.ref.el) {
                // a key before the next frame must not bring the old text back
                this.ref.el.value = composer.composerText;
            }
        }
    },
    onKeydown(ev) {
        if (this.hasWhatsappNotes && getActiveHotkey(ev) === NOTE_HOTKEY) {
            ev.preventDefault();
            this.switchWhatsappNote();
            return;
        }
        return super.onKeydown(...arguments);
    },
    /** That a note is typed would be told to the customer as "typing…". */
    detectTyping() {
        if (this.props.composer.isWhatsappNote) {
            this.stopTyping();
            return;
        }
        return super.detectTyping(...arguments);
    },
    restoreContent() {
        super.restoreContent(...arguments);
        toRaw(this.props.composer).restoreOtherWhatsappDraft();
    },
    /** The composer is hidden while the window is closed: this is for the last millisecond. */
    async sendMessage() {
        if (this.props.composer.isWhatsappClosed) {
            return;
        }
        return super.sendMessage(...arguments);
    },
    /** The one way of all that is posted from here, whatever it is. */
    async _sendMessage(value, postData, extraData) {
        const isNote = postData.isNote || this.props.composer.isWhatsappNote;
        return super._sendMessage(value, {...postData, isNote}, extraData);
    },
};
patch(Composer.prototype, composerPatch);
