import {Thread} from "@mail/core/common/thread_model";
import "@mail/discuss/core/public_web/thread_model_patch";

import {patch} from "@web/core/utils/patch";

/** @type {import("models").Thread} */
const threadPatch = {
    _computeDiscussAppCategory() {
        return this.isWhatsappInbox
            ? this.store.discuss.whatsappInbox
            : super._computeDiscussAppCategory();
    },
    /** What one only looks at is in the queue: once is enough. */
    _computeDisplayInSidebar() {
        const conversation = this.isWhatsappInbox && this.whatsapp_conversation_id;
        if (
            conversation &&
            !this.displayToSelf &&
            conversation.in(this.store.whatsappQueue.rows)
        ) {
            return false;
        }
        return super._computeDisplayInSidebar();
    },
    setAsDiscussThread() {
        super.setAsDiscussThread(...arguments);
        if (this.store.env.services.ui.isSmall && this.isWhatsappInbox) {
            this.store.discuss.activeTab = "whatsapp_inbox";
        }
    },
    /** A shared inbox rings for customers and mentions, not for what colleagues answer. */
    async notifyMessageToUser(message) {
        if (
            this.isWhatsappInbox &&
            message.whatsapp_direction !== "inbound" &&
            !message.isSelfMentioned
        ) {
            return;
        }
        return super.notifyMessageToUser(...arguments);
    },
    /** Whether the user chose to hear of such a message (Preferences, WhatsApp). */
    whatsappRings(message) {
        const {self, settings} = this.store;
        const owner = this.whatsapp_conversation_id?.user_id;
        let choice = settings.whatsapp_ring_followed;
        if (message.isSelfMentioned) {
            choice = settings.whatsapp_ring_mentions;
        } else if (!owner) {
            choice = settings.whatsapp_ring_queue;
        } else if (owner.partner_id?.eq(self)) {
            choice = settings.whatsapp_ring_mine;
        }
        return choice !== false;
    },
    get inChathubOnNewMessage() {
        return (
            super.inChathubOnNewMessage &&
            (!this.isWhatsappInbox || this.hasSelfAsMember)
        );
    },
    get notifyWhenOutOfFocus() {
        return (
            super.notifyWhenOutOfFocus &&
            (!this.isWhatsappInbox || this.hasSelfAsMember)
        );
    },
};
patch(Thread.prototype, threadPatch);
