import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";

const TICKS = {
    queued: {icon: "fa-clock-o", label: _t("Waiting to be sent")},
    sending: {icon: "fa-paper-plane-o", label: _t("Being sent")},
    sent: {icon: "fa-check", label: _t("Sent")},
    delivered: {icon: "fa-check", double: true, label: _t("Delivered")},
    read: {icon: "fa-check", double: true, label: _t("Read by the customer")},
    failed: {icon: "fa-exclamation-circle", label: _t("Not sent")},
    unknown: {icon: "fa-question-circle", label: _t("Not known whether it arrived")},
    withdrawn: {icon: "fa-ban", label: _t("Withdrawn")},
};

/**
 * How far a message of ours has come.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @augments {Component<Props, Env>}
 */
export class MessageTicks extends Component {
    static template = "whatsapp_inbox.MessageTicks";
    static props = ["message"];

    get tick() {
        const {whatsapp_direction, whatsapp_state} = this.props.message;
        return whatsapp_direction === "outbound" ? TICKS[whatsapp_state] : undefined;
    }
}
