import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";
import {useRecordDialog} from "@whatsapp_inbox/core/web/panel/record_dialog";

import {Component, useState} from "@odoo/owl";

import {formatCurrency} from "@web/core/currency";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const COLORS = {draft: "info", sent: "primary", sale: "success", cancel: "secondary"};

/**
 * The customer's quotations and orders, what they bought in all and like most.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_orders`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class OrdersSection extends Component {
    static template = "whatsapp_inbox_sale.OrdersSection";
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
        this.openRecord = useRecordDialog(() => this.props.reload());
        /** Lines of orders that are unfolded, by the ids of the orders. */
        this.lines = useState({});
    }

    amount({amount, currency}) {
        return formatCurrency(amount, currency);
    }

    color({state}) {
        return COLORS[state];
    }

    date(moment) {
        return deserializeDateTime(moment).toLocaleString(luxon.DateTime.DATE_MED, {
            locale: user.lang,
        });
    }

    async toggle({id}) {
        if (this.lines[id]) {
            delete this.lines[id];
            return;
        }
        this.lines[id] = await this.orm.silent.searchRead(
            "sale.order.line",
            [
                ["order_id", "=", id],
                ["display_type", "=", false],
            ],
            ["name", "product_uom_qty", "price_total", "currency_id"],
            {order: "sequence, id"}
        );
    }

    showAll() {
        return this.action.doAction({
            context: {search_default_my_quotation: 0},
            domain: [["partner_id", "child_of", this.props.data.family]],
            name: this.props.thread.displayName,
            res_model: "sale.order",
            type: "ir.actions.act_window",
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}
panelSections.add("orders", OrdersSection);
