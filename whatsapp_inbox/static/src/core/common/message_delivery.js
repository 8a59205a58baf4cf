import {useBusy} from "@whatsapp_inbox/core/common/busy_hook";
import {Component, toRaw} from "@odoo/owl";

import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";

const {DateTime} = luxon;

/**
 * What a person must know about, or do for, a message: it failed, it may not have
 * arrived, it waits, its file is missing.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @augments {Component<Props, Env>}
 */
export class MessageDelivery extends Component {
    static template = "whatsapp_inbox.MessageDelivery";
    static props = ["message"];

    setup() {
        super.setup();
        this.state = useBusy();
    }

    /**
     * The parts of the message that share one fate and one reason: of ten photos that
     * fail alike one line is told, of two that fail differently two.
     *
     * @returns {{key: string, state: string, error: string|false, emoji: string|undefined, file_gone: boolean|undefined, ids: number[]|undefined, names: string, wait: string|undefined}[]}
     */
    get problems() {
        const {whatsapp_direction, whatsapp_error, whatsapp_parts, whatsapp_state} =
            this.props.message;
        if (!whatsapp_parts) {
            // Not on the server yet, or not a part of ours
            const isProblem = ["failed", "unknown"].includes(whatsapp_state);
            return isProblem && whatsapp_direction === "outbound"
                ? [{key: "message", state: whatsapp_state, error: whatsapp_error}]
                : [];
        }
        const groups = new Map();
        for (const part of whatsapp_parts) {
            const wait = part.state === "queued" ? this.waitOf(part) : undefined;
            if (part.state === "queued" && !wait) {
                continue; // It leaves at any moment
            }
            const key = [part.state, part.error, part.emoji, wait, part.file_gone].join(
                "|"
            );
            const group = groups.get(key) ?? {...part, ids: [], key, parts: [], wait};
            group.ids.push(part.id);
            group.parts.push(part);
            groups.set(key, group);
        }
        return [...groups.values()].map((group) => ({
            ...group,
            names: this.namesOf(group.parts),
        }));
    }

    /** @returns {string} which parts of a message of several; empty for the only one */
    namesOf(parts) {
        const {attachment_ids: attachments, hasTextContent} = this.props.message;
        if (attachments.length + Number(hasTextContent) < 2) {
            return "";
        }
        return parts
            .map((part) =>
                part.attachment_id
                    ? attachments.find(({id}) => id === part.attachment_id)?.name
                    : _t("the text")
            )
            .filter(Boolean)
            .join(", ");
    }

    /** @returns {string|undefined} why a part has not left yet, if it is not about to */
    waitOf(part) {
        if (this.props.message.thread?.whatsapp_account_id?.state === "stopped") {
            return _t("It waits, as nothing is sent from this number now.");
        }
        const retryAt = part.retry_at && deserializeDateTime(part.retry_at);
        if (retryAt && retryAt > DateTime.now()) {
            return _t("WhatsApp asks to wait. Next try at %(time)s.", {
                time: retryAt.toLocaleString(DateTime.TIME_WITH_SECONDS, {
                    locale: user.lang,
                }),
            });
        }
    }

    /**
     * @param {"whatsappResend"|"whatsappMarkSent"|"whatsappRetryMedia"|"whatsappWithdraw"} action
     * @param {number[]} [partIds]
     */
    run(action, partIds) {
        return this.state.during(() => toRaw(this.props.message)[action](partIds));
    }
}
