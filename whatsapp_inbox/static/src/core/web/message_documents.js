import {Message} from "@mail/core/common/message";
import {Message as MessageModel} from "@mail/core/common/message_model";

import {useRecordDialog} from "@whatsapp_inbox/core/web/panel/record_dialog";

import {Component, useEffect} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";
import {patch} from "@web/core/utils/patch";

/** @type {import("models").Message} */
const messageModelPatch = {
    setup() {
        super.setup(...arguments);
        /** @type {{model: string, id: number, name: string}[]|undefined} what it is about, of what this user may read */
        this.whatsapp_documents = undefined;
        /** @type {number|undefined} of the bus, which has no names: there is a new one */
        this.whatsapp_link_id = undefined;
    },
    get isAboutWhatsappDocuments() {
        return (
            this.isInWhatsappInbox &&
            Boolean(this.whatsapp_documents?.length || this.whatsapp_link_id)
        );
    },
};
patch(MessageModel.prototype, messageModelPatch);

/**
 * The documents that a message is about (an order that was sent), opened over the chat.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @augments {Component<Props, Env>}
 */
export class MessageDocuments extends Component {
    static template = "whatsapp_inbox.MessageDocuments";
    static props = ["message"];

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.openRecord = useRecordDialog();
        useEffect(
            (linkId) => {
                if (linkId) {
                    this.load();
                }
            },
            () => [this.props.message.whatsapp_link_id]
        );
    }

    async load() {
        const {message} = this.props;
        message.whatsapp_documents = await this.orm.silent.call(
            "mail.message",
            "whatsapp_documents",
            [[message.id]]
        );
        message.whatsapp_link_id = undefined;
    }
}

Object.assign(Message.components, {MessageDocuments});
