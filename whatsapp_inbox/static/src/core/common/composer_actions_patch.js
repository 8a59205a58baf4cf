import {
    ComposerAction,
    registerComposerAction,
} from "@mail/core/common/composer_actions";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

registerComposerAction("whatsapp-inbox-note", {
    btnClass: ({composer}) =>
        composer.isWhatsappNote ? "o_whatsapp_inbox_note_switch" : "",
    condition: ({owner}) => owner.hasWhatsappNotes,
    disabledCondition: ({owner}) => !owner.isWhatsappNoteSwitchable,
    icon: ({composer}) =>
        composer.isWhatsappNote ? "fa fa-lock" : "fa fa-sticky-note-o",
    isActive: ({composer}) => composer.isWhatsappNote,
    name: ({composer}) =>
        composer.isWhatsappNote
            ? _t("Answer the Customer (Alt+Shift+N)")
            : _t("Write an Internal Note (Alt+Shift+N)"),
    onSelected: ({owner}) => owner.switchWhatsappNote(),
    sequenceQuick: 10,
});

patch(ComposerAction.prototype, {
    /** A GIF is posted as a link to a web page: no use on a phone. */
    _condition({action, composer}) {
        if (action.id === "add-gif" && composer?.targetThread?.isWhatsappInbox) {
            return false;
        }
        return super._condition(...arguments);
    },
    _name({action, composer}) {
        if (
            action.id === "send-message" &&
            composer?.isWhatsappNote &&
            !composer.message
        ) {
            return _t("Post Note");
        }
        return super._name(...arguments);
    },
});
