import {fields} from "@mail/core/common/record";
import {Store} from "@mail/core/common/store_service";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

import {Clock} from "./clock";

/** @type {import("models").Store} */
const storePatch = {
    setup() {
        super.setup(...arguments);
        this.whatsappClock = new Clock();
        this.has_whatsapp_inbox_access = false;
        this.is_whatsapp_inbox_supervisor = false;
        /** @type {string[]} names of what canned replies may fill in */
        this.whatsapp_placeholders = [];
        /** @type {{team_count: number, away_count: number, off_until: string|false}|null} */
        this.whatsapp_duty = fields.Attr(null, {
            onUpdate() {
                this.stopDutyClock?.();
                const {team_count, away_count, off_until} = this.whatsapp_duty ?? {};
                this.stopDutyClock = this.whatsappClock.follow(
                    away_count === team_count && off_until
                        ? deserializeDateTime(off_until)
                        : undefined,
                    (isToCome) => (this.isWhatsappAway = isToCome)
                );
            },
        });
        /** Whether the user left all teams for today. */
        this.isWhatsappAway = false;
        this.stopDutyClock = undefined;
        /** @type {Object<string, number>|undefined} bytes by the first word of a type */
        this.whatsapp_inbox_upload_limits = undefined;
    },
    /** The numbers of this user that send nothing now. */
    get stoppedWhatsappAccounts() {
        return Object.values(this["whatsapp.inbox.account"].records).filter(
            (account) => account.state === "stopped"
        );
    },
    /**
     * Core keeps a message that the server refused, with an icon to try again, and not
     * a word about why. An agent must know: the file is too big, the window is closed.
     *
     * @param {Object} params
     * @param {import("models").Message} tmpMessage
     */
    async doMessagePost(params, tmpMessage) {
        if (!tmpMessage?.isInWhatsappInbox) {
            return super.doMessagePost(...arguments);
        }
        if (params.post_data.subtype_xmlid === "mail.mt_note") {
            tmpMessage.subtype_id = this.mt_note;
            return super.doMessagePost(...arguments);
        }
        try {
            // Without the temporary message core lets the error through
            return await super.doMessagePost(params);
        } catch (error) {
            if (error.exceptionName?.endsWith(".AnsweredMeanwhile")) {
                return this.askWhatsappAnswered(error.data, params, tmpMessage);
            }
            tmpMessage.whatsappRefused(
                error.data?.message,
                () => this.doMessagePost(params, tmpMessage),
                () => this.takeBackWhatsappPost(params, tmpMessage)
            );
        }
    },
    /** What a composer knows beside the text, see its `_sendMessage`. */
    async getMessagePostParams({postData, thread}) {
        const params = await super.getMessagePostParams(...arguments);
        if (thread.isWhatsappInbox && "whatsappSeenId" in postData) {
            params.context = {...params.context, ...postData.whatsappContext};
            params.post_data.whatsapp_seen_message_id = postData.whatsappSeenId ?? 0;
            if (postData.isNote && postData.whatsappTeamIds.length) {
                params.post_data.whatsapp_team_ids = postData.whatsappTeamIds;
            }
        }
        return params;
    },
    /**
     * Somebody answered while this was written. What is chosen by mistake is to look:
     * Enter comes twice.
     *
     * @param {string} message of the server
     * @returns {Promise<boolean>}
     */
    askWhatsappSendAnyway(message) {
        return new Promise((resolve) => {
            this.env.services.dialog.add(
                ConfirmationDialog,
                {
                    body: message,
                    cancel: () => resolve(true),
                    cancelLabel: _t("Send Anyway"),
                    confirm: () => resolve(false),
                    confirmLabel: _t("Look First"),
                    dismiss: () => resolve(false),
                    title: _t("Already answered"),
                },
                {onClose: () => resolve(false)}
            );
        });
    },
    /**
     * @param {Object} refusal of the server
     * @param {Object} params
     * @param {import("models").Message} tmpMessage
     */
    async askWhatsappAnswered(refusal, params, tmpMessage) {
        const {context, message} = refusal;
        if (await this.askWhatsappSendAnyway(message)) {
            params.post_data.whatsapp_seen_message_id = context.last_message_id;
            return this.doMessagePost(params, tmpMessage);
        }
        const {thread} = tmpMessage;
        params.post_data.whatsapp_seen_message_id = context.last_message_id;
        this.takeBackWhatsappPost(params, tmpMessage);
        if (!thread.whatsappOpenCount) {
            thread.open({focus: true}); // else one looks at another customer
        }
    },
    /** What was not posted is in the composer again, to be changed. */
    takeBackWhatsappPost({post_data: data}, tmpMessage) {
        const {thread} = tmpMessage;
        thread.composer.takeBackWhatsappMessage(
            tmpMessage,
            data.whatsapp_buttons ?? [],
            data.whatsapp_seen_message_id
        );
        thread.messages.delete(tmpMessage);
        tmpMessage.delete();
    },
};
patch(Store.prototype, storePatch);
