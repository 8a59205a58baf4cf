import {Composer} from "@mail/core/common/composer_model";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").Composer} */
const composerPatch = {
    /** An answer to a note is a note, and notes never leave. */
    get isWhatsappNote() {
        return Boolean(
            this.replyToMessage?.isWhatsappNote || this.message?.isWhatsappNote
        );
    },
    /** Whether what is written here could not be sent, because the 24-hour window is closed. */
    get isWhatsappClosed() {
        return Boolean(
            this.targetThread?.isWhatsappInbox &&
                !this.message &&
                !this.isWhatsappNote &&
                !this.targetThread.isWhatsappWindowOpen
        );
    },
};
patch(Composer.prototype, composerPatch);
