import {ComposerAction} from "@mail/core/common/composer_actions";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

patch(ComposerAction.prototype, {
    /** A GIF is posted as a link to a web page: no use on a phone. */
    _condition({action, composer}) {
        if (action.id === "add-gif" && composer?.targetThread?.isWhatsappInbox) {
            return false;
        }
        return super._condition(...arguments);
    },
    /** What is said by words, not by a paper plane alone. */
    _inlineName({action, composer}) {
        if (action.id === "send-message" && composer?.isWhatsappNote) {
            return composer.message ? undefined : _t("Post Note");
        }
        return super._inlineName(...arguments);
    },
    _name({action, composer}) {
        if (
            action.id !== "send-message" ||
            composer?.message ||
            !composer?.targetThread?.isWhatsappInbox
        ) {
            return super._name(...arguments);
        }
        return composer.isWhatsappNote ? _t("Post Note") : _t("Send on WhatsApp");
    },
});
