import {Component, toRaw, useState} from "@odoo/owl";

/**
 * What a person must know about, or do for, a message: it failed, it may not have
 * arrived, its file is missing.
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
        this.state = useState({isBusy: false});
    }

    get sendingState() {
        const {whatsapp_direction, whatsapp_state} = this.props.message;
        return whatsapp_direction === "outbound" ? whatsapp_state : undefined;
    }

    /** @param {"whatsappResend"|"whatsappMarkSent"|"whatsappRetryMedia"} action */
    async run(action) {
        this.state.isBusy = true;
        try {
            await toRaw(this.props.message)[action]();
        } finally {
            this.state.isBusy = false;
        }
    }
}
