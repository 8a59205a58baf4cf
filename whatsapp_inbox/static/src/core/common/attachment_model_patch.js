import {Attachment} from "@mail/core/common/attachment_model";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

const MARKS = {
    failed: {icon: "fa-exclamation-circle text-danger", label: _t("Not sent")},
    unknown: {
        icon: "fa-question-circle text-warning",
        label: _t("Not known whether it arrived"),
    },
    queued: {icon: "fa-clock-o text-muted", label: _t("Waiting to be sent")},
    withdrawn: {icon: "fa-ban text-muted", label: _t("Withdrawn")},
};

/** @type {import("models").Attachment} */
const attachmentPatch = {
    /** What tells this file of a message from those that were sent. */
    get whatsappMark() {
        const parts = this.message?.whatsapp_parts || [];
        return MARKS[parts.find((part) => part.attachment_id === this.id)?.state];
    },
};
patch(Attachment.prototype, attachmentPatch);
