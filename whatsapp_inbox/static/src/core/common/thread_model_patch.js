import {fields} from "@mail/core/common/record";
import {Thread} from "@mail/core/common/thread_model";

import {patch} from "@web/core/utils/patch";
import {imageUrl} from "@web/core/utils/urls";

/** @type {import("models").Thread} */
const threadPatch = {
    setup() {
        super.setup(...arguments);
        this.whatsapp_account_id = fields.One("whatsapp.inbox.account");
        this.whatsapp_contact_id = fields.One("whatsapp.inbox.contact");
        this.whatsapp_conversation_id = fields.One("whatsapp.inbox.conversation");
        this.whatsapp_owner_id = fields.One("whatsapp.inbox.thread.owner");
        /** Since when the customer is blocked on this number. */
        this.whatsapp_blocked_at = fields.Datetime();
        /** When another thread came into this one: its messages are between ours. */
        this.whatsapp_joined_at = fields.Attr(undefined, {
            onUpdate() {
                if (this.whatsapp_joined_at && this.isLoaded) {
                    this.loadAround();
                }
            },
        });
    },
    get isWhatsappInbox() {
        return this.channel_type === "whatsapp_inbox";
    },
    /** Whether this member takes part in what somebody else answers. */
    isWhatsappListener(member) {
        const agent = this.isWhatsappInbox && this.whatsapp_conversation_id?.user_id;
        return Boolean(
            agent && member.partner_id && member.partner_id.notEq(agent.partner_id)
        );
    },
    get isWhatsappWindowOpen() {
        return Boolean(this.whatsapp_conversation_id?.isWindowOpen);
    },
    get isChatChannel() {
        return this.isWhatsappInbox || super.isChatChannel;
    },
    get supportsCustomChannelName() {
        return !this.isWhatsappInbox && super.supportsCustomChannelName;
    },
    get allowedToUnpinChannelTypes() {
        return [...super.allowedToUnpinChannelTypes, "whatsapp_inbox"];
    },
    get hasMemberList() {
        return this.isWhatsappInbox || super.hasMemberList;
    },
    /** Anyone with the link may read a channel: never for a customer's chat. */
    get invitationLink() {
        return this.isWhatsappInbox ? undefined : super.invitationLink;
    },
    get displayName() {
        if (!this.isWhatsappInbox) {
            return super.displayName;
        }
        const contact = this.whatsapp_contact_id;
        return (
            contact?.partner_id?.name ||
            super.displayName ||
            contact?.name ||
            contact?.handle
        );
    },
    get avatarUrl() {
        if (!this.isWhatsappInbox) {
            return super.avatarUrl;
        }
        return (
            this.whatsapp_contact_id?.partner_id?.avatarUrl ??
            imageUrl("discuss.channel", this.id, "avatar_128", {
                unique: this.avatar_cache_key,
            })
        );
    },
    /** The customer is no member of the channel, and a lone colleague is not the customer. */
    computeCorrespondent() {
        return this.isWhatsappInbox ? undefined : super.computeCorrespondent();
    },
};
patch(Thread.prototype, threadPatch);
