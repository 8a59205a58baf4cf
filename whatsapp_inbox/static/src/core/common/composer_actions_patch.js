import {ComposerAction} from "@mail/core/common/composer_actions";

import {patch} from "@web/core/utils/patch";

patch(ComposerAction.prototype, {
    /** A GIF is posted as a link to a web page: no use on a phone. */
    _condition({action, composer}) {
        if (action.id === "add-gif" && composer?.targetThread?.isWhatsappInbox) {
            return false;
        }
        return super._condition(...arguments);
    },
});
