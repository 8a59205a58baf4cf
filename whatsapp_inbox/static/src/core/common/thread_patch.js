import {Thread} from "@mail/core/common/thread";

import {SelectionBar} from "@whatsapp_inbox/core/common/selection_bar";
import {ThreadBars} from "@whatsapp_inbox/core/common/thread_bars";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

Object.assign(Thread.components, {SelectionBar, ThreadBars});

/** @type {Thread} */
const threadPatch = {
    /** A message to the customer never hangs below the head of a note. */
    isSquashed(msg, prevMsg) {
        return !prevMsg?.isWhatsappNote && super.isSquashed(...arguments);
    },
    get showStartMessage() {
        return (
            super.showStartMessage ||
            (this.state.mountedAndLoaded && this.props.thread.isWhatsappInbox)
        );
    },
    get startMessageSubtitle() {
        if (this.props.thread.isWhatsappInbox) {
            return _t("This is the start of the WhatsApp chat with %(name)s", {
                name: this.props.thread.displayName,
            });
        }
        return super.startMessageSubtitle;
    },
};
patch(Thread.prototype, threadPatch);
