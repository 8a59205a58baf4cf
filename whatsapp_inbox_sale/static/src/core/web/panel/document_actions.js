import {Component} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {useService} from "@web/core/utils/hooks";

/**
 * What can be sent of an order or invoice into the thread: each opens a dialog over the
 * chat, where the words are read before they leave.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @property {{model: string, id: number, name: string, due: number|boolean|undefined}}
 *     record `due`: whether there is something to pay
 * @property {() => void} [onSent] when the dialog was closed, sent or not
 * @augments {Component<Props, Env>}
 */
export class DocumentActions extends Component {
    static template = "whatsapp_inbox_sale.DocumentActions";
    static components = {Dropdown, DropdownItem};
    static props = ["thread", "record", "onSent?"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
        this.ui = useService("ui");
    }

    /** @param {"file"|"portal"|"payment"} kind */
    async send(kind) {
        const {record, thread} = this.props;
        // the file is made now, which takes a moment
        this.ui.block();
        let action = {};
        try {
            action = await this.orm.call(record.model, "action_send_whatsapp", [
                [record.id],
                kind,
                thread.id,
            ]);
        } finally {
            this.ui.unblock();
        }
        await this.action.doAction(action, {onClose: () => this.props.onSent?.()});
    }
}
