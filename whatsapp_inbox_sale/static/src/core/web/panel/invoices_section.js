import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";
import {useRecordDialog} from "@whatsapp_inbox/core/web/panel/record_dialog";

import {DocumentActions} from "./document_actions";

import {Component} from "@odoo/owl";

import {formatCurrency} from "@web/core/currency";
import {deserializeDate} from "@web/core/l10n/dates";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

/**
 * What the customer and their company have to pay, and paid.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_invoices`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class InvoicesSection extends Component {
    static template = "whatsapp_inbox_sale.InvoicesSection";
    static components = {DocumentActions};
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.openRecord = useRecordDialog(() => this.props.reload());
    }

    amount({amount, currency}) {
        return formatCurrency(amount, currency);
    }

    date(day) {
        return deserializeDate(day).toLocaleString(luxon.DateTime.DATE_MED, {
            locale: user.lang,
        });
    }

    /** In a window of its own: the chat stays where it is. */
    showAll() {
        return this.action.doAction(
            {
                domain: [
                    ["partner_id", "child_of", this.props.data.family],
                    ["move_type", "in", ["out_invoice", "out_refund"]],
                ],
                name: this.props.thread.displayName,
                res_model: "account.move",
                type: "ir.actions.act_window",
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
            },
            {newWindow: true}
        );
    }
}
panelSections.add("invoices", InvoicesSection);
