import {Message} from "@mail/core/common/message_model";

import {NoteTargetDialog} from "@whatsapp_inbox/core/common/note_target_dialog";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** @type {import("models").Message} */
const messagePatch = {
    setup() {
        super.setup(...arguments);
        /** @type {"inbound"|"outbound"|false|undefined} */
        this.whatsapp_direction = undefined;
        /** @type {"received"|"queued"|"sending"|"unknown"|"sent"|"delivered"|"read"|"failed"|"withdrawn"|false|undefined} */
        this.whatsapp_state = undefined;
        /** @type {string|false|undefined} Meta's own words */
        this.whatsapp_error = undefined;
        /** @type {"pending"|"done"|"failed"|false|undefined} */
        this.whatsapp_media_state = undefined;
        /** @type {boolean|undefined} */
        this.whatsapp_forwarded = undefined;
        /** @type {{id: number, type: string, state: "failed"|"unknown"|"queued"|"withdrawn", error: string|false, attachment_id: number|false, file_gone: boolean|undefined, retry_at: string|false, emoji: string|undefined}[]|false|undefined} */
        this.whatsapp_parts = undefined;
        /** @type {"phone"|"history"|"app"|false|undefined} */
        this.whatsapp_origin = undefined;
        /** @type {boolean|undefined} sent by the inbox itself */
        this.whatsapp_automatic = undefined;
        /** @type {boolean|undefined} its file, if any, is above its text */
        this.whatsapp_template = undefined;
        /** @type {string|false|undefined} when its author edited it, in UTC */
        this.whatsapp_edited_at = undefined;
        /** @type {string|false|undefined} when its author deleted it, in UTC */
        this.whatsapp_revoked_at = undefined;
    },
    get isInWhatsappInbox() {
        return Boolean(this.thread?.isWhatsappInbox);
    },
    get isWhatsappNote() {
        return this.isInWhatsappInbox && Boolean(this.isNote);
    },
    /** Whether a person of the business wrote it in the phone app. */
    get isFromWhatsappPhone() {
        return Boolean(
            this.isInWhatsappInbox &&
                ["phone", "history"].includes(this.whatsapp_origin) &&
                this.whatsapp_direction === "outbound"
        );
    },
    /** Whether a preview tells no name: the customer's is above it, a line has none. */
    get isNamelessInWhatsappInbox() {
        return (
            this.isInWhatsappInbox &&
            (this.whatsapp_direction === "inbound" || this.isNotification)
        );
    },
    get isWhatsappRevised() {
        return Boolean(this.whatsapp_edited_at || this.whatsapp_revoked_at);
    },
    get isWhatsappFileMissing() {
        return ["pending", "failed"].includes(this.whatsapp_media_state);
    },
    /** A message without its file has not been removed. */
    computeIsEmpty() {
        return super.computeIsEmpty() && !this.isWhatsappFileMissing;
    },
    /** The customer has one colour and all of us have the other, whoever looks. */
    get bubbleColor() {
        const color = super.bubbleColor;
        if (!color || !this.isInWhatsappInbox || this.isHighlightedFromMention) {
            return color;
        }
        return {inbound: "blue", outbound: "green"}[this.whatsapp_direction] ?? color;
    },
    /** What the customer wrote, or has in their hands, is not ours to change. */
    get editable() {
        return !(this.isInWhatsappInbox && this.whatsapp_direction) && super.editable;
    },
    /** Whether an answer to this message would go out to a customer who cannot get it now. */
    get isBlockedByWhatsappWindow() {
        return (
            this.isInWhatsappInbox && !this.isNote && !this.thread.isWhatsappWindowOpen
        );
    },
    canAddReaction() {
        return super.canAddReaction(...arguments) && !this.isBlockedByWhatsappWindow;
    },
    canReplyTo() {
        return super.canReplyTo(...arguments) && !this.isBlockedByWhatsappWindow;
    },
    isTranslatable(thread) {
        return (
            super.isTranslatable(...arguments) ||
            (this.store.hasMessageTranslationFeature &&
                Boolean(thread?.isWhatsappInbox) &&
                !this.isBodyEmpty)
        );
    },
    /**
     * The server did not take this message, which so far is only in this browser.
     *
     * @param {string|undefined} reason
     * @param {() => Promise} post
     * @param {() => void} takeBack into the composer
     */
    whatsappRefused(reason, post, takeBack) {
        Object.assign(this, {
            whatsappTakeBack: takeBack,
            whatsapp_direction: "outbound",
            whatsapp_error: reason,
            whatsapp_state: "failed",
            postFailRedo: () => {
                Object.assign(this, {
                    postFailRedo: undefined,
                    whatsapp_state: undefined,
                });
                return post();
            },
        });
    },
    /**
     * @param {number[]} [partIds] of whatsapp_parts; all of the message by default
     */
    async whatsappResend(partIds) {
        await (this.postFailRedo?.() ?? this.callWhatsapp("whatsapp_resend", partIds));
    },
    async whatsappMarkSent(partIds) {
        await this.callWhatsapp("whatsapp_mark_sent", partIds);
    },
    async whatsappWithdraw(partIds) {
        await this.callWhatsapp("whatsapp_withdraw", partIds);
    },
    /** Whether this user may take back what has not left; the server has the last word. */
    get mayWithdrawFromWhatsapp() {
        return this.isSelfAuthored || this.store.is_whatsapp_inbox_supervisor;
    },
    async whatsappRetryMedia() {
        await this.callWhatsapp("whatsapp_retry_media");
    },
    /** @returns {Promise<Object[]>} what it said before, for supervisors */
    async whatsappVersions() {
        return this.callWhatsapp("whatsapp_versions");
    },
    /** Odoo copies the HTML; here it is the text with WhatsApp's marks. */
    async copyMessageText() {
        if (!this.isInWhatsappInbox || !this.store.has_whatsapp_inbox_access) {
            return super.copyMessageText(...arguments);
        }
        await this.thread.copyWhatsappMessages([this]);
    },
    async whatsappSaveAsCanned() {
        const action = await this.callWhatsapp("whatsapp_save_as_canned");
        await this.store.env.services.action.doAction(action);
    },
    /** Log this note on the customer, or on another record that it may be about. */
    async copyWhatsappNote() {
        const {dialog, notification} = this.store.env.services;
        const targets = await this.callWhatsapp("whatsapp_note_targets");
        const onChosen = (target) => this.copyWhatsappNoteTo(target);
        if (targets.length > 1) {
            dialog.add(NoteTargetDialog, {targets, onChosen});
        } else if (targets.length) {
            await onChosen(targets[0]);
        } else {
            notification.add(_t("There is no record that you may log this note on."), {
                type: "warning",
            });
        }
    },
    async copyWhatsappNoteTo({model, id, name}) {
        const {action, notification, orm} = this.store.env.services;
        await orm.call("mail.message", "whatsapp_copy_note", [[this.id], model, id]);
        const open = {
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        };
        const close = notification.add(_t("The note is logged on %(name)s.", {name}), {
            buttons: [
                {
                    name: _t("Open"),
                    onClick: () => {
                        close();
                        return action.doAction(open);
                    },
                },
            ],
            type: "success",
        });
    },
    async callWhatsapp(method, partIds) {
        const args = partIds ? [[this.id], partIds] : [[this.id]];
        return this.store.env.services.orm.call("mail.message", method, args);
    },
};
patch(Message.prototype, messagePatch);
