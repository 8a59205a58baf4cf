import {Composer as ComposerModel} from "@mail/core/common/composer_model";
import {convertBrToLineBreak, prettifyMessageText} from "@mail/utils/common/format";

import {browser} from "@web/core/browser/browser";
import {_t} from "@web/core/l10n/translation";
import {isHtmlEmpty} from "@web/core/utils/html";
import {patch} from "@web/core/utils/patch";

import "./composer_model_patch";

export const SAVE_AFTER = 1000;
/** Until then what the server tells of one's own text may be older than the text. */
const ECHO_FOR = 5000;
const IDLE_AFTER = 10000;

/** What is typed is kept on the server, for the next one and for another computer.
 *
 * Core keeps the text of this browser in its local storage; what is on the server is
 * newer unless it is the beginning of that.
 *
 * @type {import("models").Composer}
 */
const composerPatch = {
    setup() {
        super.setup(...arguments);
        /** By kind the text that the server has, as far as is known here. */
        this.whatsappKept = {reply: undefined, note: undefined};
        this.whatsappKeptAt = 0;
        this.whatsappSaves = 0;
        this.whatsappSaveTimer = undefined;
        this.whatsappIdleTimer = undefined;
        /** Whether the drafts of the server are known, so ours may be written. */
        this.isWhatsappDraftLoaded = false;
        /** The newest message when this text was begun. @type {number|undefined} */
        this.whatsappSeenId = undefined;
    },
    get whatsappFace() {
        return this.isWhatsappNoteChosen ? "note" : "reply";
    },
    get isWhatsappDraftKept() {
        return Boolean(!this.message && this.thread?.hasWhatsappDesk);
    },
    /** Something was typed, sent or put here. */
    onWhatsappTextChanged() {
        if (!this.isWhatsappDraftKept) {
            return;
        }
        const text = this.composerText;
        if (!text) {
            this.whatsappSeenId = undefined;
        } else if (!this.whatsappSeenId && this.thread.isLoaded) {
            this.whatsappSeenId = this.thread.newestPersistentOfAllMessage?.id;
        }
        this.tellWhatsappWriting(
            Boolean(text) && text !== this.whatsappKept[this.whatsappFace]
        );
        browser.clearTimeout(this.whatsappSaveTimer);
        this.whatsappSaveTimer = browser.setTimeout(
            () => this.saveWhatsappDraft(),
            SAVE_AFTER
        );
    },
    tellWhatsappWriting(isWriting) {
        browser.clearTimeout(this.whatsappIdleTimer);
        this.thread.tellWhatsappWriting(isWriting && this.whatsappFace);
        if (isWriting) {
            this.whatsappIdleTimer = browser.setTimeout(
                () => this.thread?.tellWhatsappWriting(false),
                IDLE_AFTER
            );
        }
    },
    /** What is here and not on the server, if anything. */
    get unsavedWhatsappDraft() {
        const face = this.whatsappFace;
        const text = this.composerText;
        const isSaved = text === (this.whatsappKept[face] ?? "");
        return isSaved || !this.isWhatsappDraftKept || !this.isWhatsappDraftLoaded
            ? undefined
            : {face, text};
    },
    async saveWhatsappDraft() {
        browser.clearTimeout(this.whatsappSaveTimer);
        if (!this.unsavedWhatsappDraft) {
            return;
        }
        const {face, text} = this.unsavedWhatsappDraft;
        this.whatsappKept[face] = text;
        this.whatsappKeptAt = Date.now();
        this.whatsappSaves++;
        try {
            await this.store.env.services.orm.silent.call(
                "discuss.channel",
                "whatsapp_save_draft",
                [[this.thread.id], text, face === "note"]
            );
        } catch {
            // the next key tries again; this browser has it
            this.whatsappKept[face] = undefined;
        } finally {
            this.whatsappSaves--;
        }
    },
    /** The server forgets the draft with what is sent; a save on its way comes after. */
    forgetWhatsappDraft() {
        browser.clearTimeout(this.whatsappSaveTimer);
        if (!this.whatsappSaves) {
            this.whatsappKept[this.whatsappFace] = "";
        }
    },
    /** Each kind's text is saved as that kind's. */
    writeWhatsappNote(isNote) {
        if (isNote !== this.isWhatsappNoteChosen && !this.isWhatsappUploading) {
            this.saveWhatsappDraft();
        }
        super.writeWhatsappNote(...arguments);
    },
    whatsappTextOf(face) {
        if (face === this.whatsappFace) {
            return this.composerText;
        }
        const html = this.otherWhatsappDraft.composerHtml;
        return !html || isHtmlEmpty(html) ? "" : convertBrToLineBreak(html);
    },
    putWhatsappText(face, text) {
        this.whatsappKept[face] = text;
        if (face === this.whatsappFace) {
            this.composerText = text;
            return;
        }
        this.otherWhatsappDraft = {
            ...this.otherWhatsappDraft,
            composerHtml: prettifyMessageText(text),
        };
    },
    /** Of what the server has and what this browser has, take the newer. */
    onWhatsappDraftsLoaded() {
        if (!this.isWhatsappDraftKept) {
            return;
        }
        const own = this.thread.whatsappDrafts.filter((draft) => draft.isMine);
        for (const face of ["reply", "note"]) {
            const draft = own.find((d) => d.is_note === (face === "note"));
            const here = this.whatsappTextOf(face);
            if (draft?.active && !here.startsWith(draft.body)) {
                this.putWhatsappText(face, draft.body);
            } else if (draft?.ended_by_id && here === draft.body) {
                this.onWhatsappDraftEnded(draft, face);
            }
            this.whatsappKept[face] = draft?.active ? draft.body : "";
        }
        this.isWhatsappDraftLoaded = true;
        if (!this.composerText && !this.isFocused && this.whatsappTextOf("note")) {
            this.writeWhatsappNote(true);
        }
        this.onWhatsappTextChanged();
    },
    /** One's own draft changed: here, in another window, or by a colleague. */
    onWhatsappDraft(draft) {
        const face = draft.is_note ? "note" : "reply";
        const here = this.whatsappTextOf(face);
        const kept = this.whatsappKept[face];
        const text = draft.active ? draft.body : "";
        if (!this.isWhatsappDraftLoaded || text === here) {
            return;
        }
        if (draft.ended_by_id && here && here === draft.body) {
            this.onWhatsappDraftEnded(draft, face);
        } else if (
            here === (kept ?? "") &&
            !this.isFocused &&
            Date.now() - this.whatsappKeptAt > ECHO_FOR
        ) {
            this.putWhatsappText(face, text);
        }
    },
    /** A colleague has it: two who go on with one text would send it twice. */
    onWhatsappDraftEnded(draft, face) {
        this.putWhatsappText(face, "");
        const close = this.store.env.services.notification.add(
            _t("%(name)s took or discarded your draft for %(customer)s.", {
                name: draft.enderName,
                customer: this.thread.displayName,
            }),
            {
                buttons: [
                    {
                        name: _t("Bring it back"),
                        onClick: async () => {
                            close();
                            const text = draft.body;
                            await draft.restore();
                            this.putWhatsappText(face, text);
                        },
                    },
                ],
                sticky: true,
                type: "info",
            }
        );
    },
    /**
     * Go on with what a colleague has typed, after what is here.
     *
     * @param {import("models").WhatsappDraft} draft
     */
    async continueWhatsappDraft(draft) {
        const text = await draft.end();
        this.writeWhatsappNote(draft.is_note);
        this.composerText = [this.composerText, text].filter(Boolean).join("\n");
        this.autofocus++;
    },
    /** The agent looks first: what was not sent is here again. */
    takeBackWhatsappMessage(message, buttons, lastMessageId) {
        const text = convertBrToLineBreak(message.body ?? "");
        const attachments = [...message.attachment_ids];
        if (this.isWhatsappNoteChosen) {
            this.putWhatsappText(
                "reply",
                [text, this.whatsappTextOf("reply")].filter(Boolean).join("\n")
            );
            Object.assign(this.otherWhatsappDraft, {
                attachments,
                whatsappButtons: buttons,
            });
        } else {
            this.composerText = [text, this.composerText].filter(Boolean).join("\n");
            this.attachments = [...attachments, ...this.attachments];
            this.replyToMessage = message.parent_id;
            this.whatsappButtons = buttons;
        }
        this.whatsappKept.reply = undefined;
        this.whatsappSeenId = lastMessageId;
        this.autofocus++;
    },
};
patch(ComposerModel.prototype, composerPatch);
