import {Composer} from "@mail/core/common/composer";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** @type {Composer} */
const composerPatch = {
    get placeholder() {
        if (this.props.placeholder || !this.thread?.isWhatsappInbox) {
            return super.placeholder;
        }
        if (this.props.composer.isWhatsappNote) {
            return _t("Write an internal note, the customer does not see it…");
        }
        const name = this.thread.displayName;
        const {isMine, user_id: agent} = this.thread.whatsapp_conversation_id ?? {};
        if (agent?.name && !isMine) {
            return _t("%(agent)s answers %(name)s. You may write, too…", {
                agent: agent.name,
                name,
            });
        }
        return _t("Message %(name)s on WhatsApp…", {name});
    },
    /** The composer is hidden while the window is closed: this is for the last millisecond. */
    async sendMessage() {
        if (this.props.composer.isWhatsappClosed) {
            return;
        }
        return super.sendMessage(...arguments);
    },
};
patch(Composer.prototype, composerPatch);
