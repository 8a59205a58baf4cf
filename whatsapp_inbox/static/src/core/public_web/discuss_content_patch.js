import {DiscussContent} from "@mail/core/public_web/discuss_content";

import {ComposerClosed} from "@whatsapp_inbox/core/common/composer_closed";
import {ConversationStatus} from "@whatsapp_inbox/core/common/conversation_status";
import {CustomerDetails} from "@whatsapp_inbox/core/common/customer_details";
import {ThreadViewers} from "@whatsapp_inbox/core/common/thread_viewers";

import {patch} from "@web/core/utils/patch";

Object.assign(DiscussContent.components, {
    ComposerClosed,
    ConversationStatus,
    CustomerDetails,
    ThreadViewers,
});

patch(DiscussContent.prototype, {
    /** Which colleagues follow a customer is worth a click, not a third of the screen. */
    actionPanelAutoOpenFn() {
        if (!this.thread?.isWhatsappInbox) {
            super.actionPanelAutoOpenFn();
        }
    },
    get showThreadAvatar() {
        return this.thread.isWhatsappInbox || super.showThreadAvatar;
    },
});
