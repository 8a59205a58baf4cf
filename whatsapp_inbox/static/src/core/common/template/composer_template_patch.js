import {registerComposerAction} from "@mail/core/common/composer_actions";
import {fields} from "@mail/core/common/record";
import {Composer} from "@mail/core/common/composer_model";

import {toRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

import "../composer_model_patch";

/** @type {import("models").Composer} */
const composerPatch = {
    setup() {
        super.setup(...arguments);
        /** Whether the agent chooses a template, or fills one in. */
        this.isWhatsappPicking = fields.Attr(false);
        /**
         * The template that is being filled in: kept, as a draft is, until it is sent or
         * given up.
         *
         * @type {{files: {attachments: Object[]}, seenId: number|undefined,
         *  template: Object, typed: Object}|undefined}
         */
        this.whatsappFilling = fields.Attr(undefined);
    },
    get hasWhatsappTemplates() {
        return Boolean(
            !this.message &&
                this.targetThread?.isWhatsappInbox &&
                this.store.has_whatsapp_inbox_access &&
                !this.targetThread.whatsapp_blocked_at &&
                !this.targetThread.whatsapp_contact_id?.is_group
        );
    },
    /** Whether something else is where one writes. */
    get isWhatsappReplaced() {
        return this.isWhatsappClosed || this.isWhatsappPicking;
    },
    writeWhatsappNote() {
        super.writeWhatsappNote(...arguments);
        if (this.isWhatsappNoteChosen || this.whatsappFilling) {
            this.isWhatsappPicking = !this.isWhatsappNoteChosen;
        }
    },
};
patch(Composer.prototype, composerPatch);

registerComposerAction("whatsapp-template", {
    condition: ({composer}) =>
        composer.hasWhatsappTemplates && !composer.isWhatsappNote,
    icon: "fa fa-file-text",
    name: _t("Send a Template"),
    onSelected: ({composer}) => (toRaw(composer).isWhatsappPicking = true),
    sequence: 40,
});
