import {fields} from "@mail/core/common/record";
import {Composer} from "@mail/core/common/composer_model";

import {browser} from "@web/core/browser/browser";
import {isMarkup} from "@web/core/utils/html";
import {patch} from "@web/core/utils/patch";

/** What is put aside with the text, when one writes something else. */
const DRAFT = [
    "attachments",
    "cannedResponses",
    "mentionedChannels",
    "mentionedPartners",
    "mentionedRoles",
    "whatsappButtons",
    "whatsappCannedIds",
    "mentionedWhatsappTeams",
];

/** @type {import("models").Composer} */
const composerPatch = {
    setup() {
        super.setup(...arguments);
        // core's field: "Stop replying" must not make an answer of a note's text
        this.replyToMessage = fields.One("mail.message", {
            inverse: "composerAsReplyToMessage",
            onUpdate() {
                if (this.replyToMessage?.isWhatsappNote) {
                    this.writeWhatsappNote(true);
                }
            },
        });
        /** Whether notes are written here, until somebody says otherwise. */
        this.isWhatsappNoteChosen = fields.Attr(false);
        /** The draft of the other kind: the answer's while a note is written. */
        this.otherWhatsappDraft = {};
    },
    /** What is written as a note, or as an answer to a note, never leaves. */
    get isWhatsappNote() {
        return Boolean(
            (this.targetThread?.isWhatsappInbox && this.isWhatsappNoteChosen) ||
                this.replyToMessage?.isWhatsappNote ||
                this.message?.isWhatsappNote
        );
    },
    /** Whether what is written here could not be sent: the customer is blocked, or the 24-hour window closed. */
    get isWhatsappClosed() {
        return Boolean(
            this.targetThread?.isWhatsappInbox &&
                !this.message &&
                !this.isWhatsappNote &&
                (this.targetThread.whatsapp_blocked_at ||
                    !this.targetThread.isWhatsappWindowOpen)
        );
    },
    /** A file on its way belongs to what is written now. */
    get isWhatsappUploading() {
        return this.attachments.some((attachment) => attachment.uploading);
    },
    /**
     * Write notes, or answers. Each has its draft: what was typed as one of them never
     * becomes the other.
     *
     * @param {boolean} isNote
     */
    writeWhatsappNote(isNote) {
        if (
            isNote === this.isWhatsappNoteChosen ||
            (!isNote && this.isWhatsappUploading)
        ) {
            return;
        }
        const other = this.otherWhatsappDraft;
        const {composerHtml, replyToMessage} = this;
        this.otherWhatsappDraft = {composerHtml};
        for (const name of DRAFT) {
            this.otherWhatsappDraft[name] = this[name].filter((r) => !r.uploading);
            this[name] = [];
        }
        this.clear();
        if (isNote && replyToMessage?.isWhatsappNote) {
            this.replyToMessage = replyToMessage;
        }
        this.isWhatsappNoteChosen = isNote;
        Object.assign(this, other);
        this.autofocus++;
        this.keepOtherWhatsappDraft();
    },
    get whatsappDraftKey() {
        return `${this.localId},whatsapp`;
    },
    /** For when the page is loaded again; the text that is shown is kept by core. */
    keepOtherWhatsappDraft() {
        const html = this.otherWhatsappDraft.composerHtml;
        browser.localStorage.removeItem(this.localId);
        browser.localStorage.setItem(
            this.whatsappDraftKey,
            JSON.stringify({
                isNote: this.isWhatsappNoteChosen,
                composerHtml: isMarkup(html) ? ["markup", html] : html,
            })
        );
    },
    restoreOtherWhatsappDraft() {
        const kept = browser.localStorage.getItem(this.whatsappDraftKey);
        if (kept && this.targetThread?.isWhatsappInbox) {
            const {isNote, composerHtml} = JSON.parse(kept);
            this.isWhatsappNoteChosen = isNote;
            if (!this.otherWhatsappDraft.composerHtml && composerHtml) {
                this.otherWhatsappDraft = {composerHtml};
            }
        }
    },
};
patch(Composer.prototype, composerPatch);
