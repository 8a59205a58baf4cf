import {Composer} from "@mail/core/common/composer";
import "@mail/discuss/typing/common/composer_patch";
import "@mail/discuss/voice_message/common/composer_patch";

import {ComposerDesk} from "@whatsapp_inbox/core/common/composer_desk";
import {WindowCountdown} from "@whatsapp_inbox/core/common/window_countdown";

import {toRaw, useEffect} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

const NOTE_HOTKEY = "alt+shift+n";

Object.assign(Composer.components, {ComposerDesk, WindowCountdown});

/** @type {Composer} */
const composerPatch = {
    setup() {
        super.setup();
        useEffect(
            () => toRaw(this.props.composer).onWhatsappTextChanged(),
            () => [this.props.composer.composerText]
        );
    },
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
    get whatsappFaces() {
        const isNote = this.props.composer.isWhatsappNoteChosen;
        return [
            {
                id: "reply",
                icon: "fa-whatsapp",
                isActive: !isNote,
                name: _t("Reply"),
                title: _t("Answer the Customer (Alt+Shift+N)"),
            },
            {
                id: "note",
                icon: "fa-lock",
                isActive: isNote,
                name: _t("Note"),
                title: _t("Write an Internal Note (Alt+Shift+N)"),
            },
        ];
    },
    chooseWhatsappFace(face) {
        if (!face.isActive) {
            this.switchWhatsappNote();
        }
    },
    /** As tabs do: the arrows choose the other one. */
    onWhatsappFaceKeydown(ev) {
        if (["arrowleft", "arrowright"].includes(getActiveHotkey(ev))) {
            ev.preventDefault();
            this.switchWhatsappNote();
        }
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
    /** Who only looks is told to colleagues, see `tellWhatsappWriting`. */
    notifyIsTyping() {
        if (!this.thread?.isWhatsappInbox || this.thread.hasSelfAsMember) {
            super.notifyIsTyping(...arguments);
        }
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
    /**
     * The one way of all that is posted from here, whatever it is. A thread has one
     * composer, wherever it is shown; the `env.whatsappContext` of the place is what
     * the server is told of all that is sent from there.
     */
    async _sendMessage(value, postData, extraData) {
        const composer = toRaw(this.props.composer);
        if (!this.thread?.isWhatsappInbox) {
            return super._sendMessage(...arguments);
        }
        const isNote = postData.isNote || composer.isWhatsappNote;
        const text = composer.composerText;
        const whatsappSeenId =
            composer.whatsappSeenId ?? this.thread.newestPersistentOfAllMessage?.id;
        const whatsappTeamIds = composer.mentionedWhatsappTeams
            .filter(({name}) => text.includes(`@${name}`))
            .map(({id}) => id);
        composer.forgetWhatsappDraft();
        return super._sendMessage(
            value,
            {
                ...postData,
                isNote,
                whatsappContext: this.env.whatsappContext,
                whatsappSeenId,
                whatsappTeamIds,
            },
            extraData
        );
    },
};
patch(Composer.prototype, composerPatch);
