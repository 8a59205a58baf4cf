import {Message} from "@mail/core/common/message";
import "@mail/discuss/core/common/message_patch";

import {MessageDelivery} from "@whatsapp_inbox/core/common/message_delivery";
import {MessageRevision} from "@whatsapp_inbox/core/common/message_revision";
import {MessageTicks} from "@whatsapp_inbox/core/common/message_ticks";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

Object.assign(Message.components, {MessageDelivery, MessageRevision, MessageTicks});

/** @type {Message} */
const messagePatch = {
    get attClass() {
        return {
            ...super.attClass,
            o_whatsapp_inbox_message: this.message.isInWhatsappInbox,
            o_whatsapp_inbox_note: this.message.isWhatsappNote,
            o_whatsapp_inbox_template:
                this.message.isInWhatsappInbox && this.message.whatsapp_template,
            o_whatsapp_inbox_taken_back:
                this.message.isInWhatsappInbox &&
                this.message.whatsapp_state === "withdrawn",
            o_whatsapp_inbox_outbound:
                this.message.isInWhatsappInbox &&
                this.message.whatsapp_direction === "outbound",
        };
    },
    get messageTypeText() {
        return this.message.isWhatsappNote
            ? _t("Internal note")
            : super.messageTypeText;
    },
    /** That a colleague has seen the message says nothing about the customer. */
    get showSeenIndicator() {
        return !this.message.isInWhatsappInbox && super.showSeenIndicator;
    },
};
patch(Message.prototype, messagePatch);
