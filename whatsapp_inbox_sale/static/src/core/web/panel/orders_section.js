import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";
import {useRecordDialog} from "@whatsapp_inbox/core/web/panel/record_dialog";

import {useQuotationDialog} from "../quotation/quotation_dialog";
import {DocumentActions} from "./document_actions";

import {Component, useState} from "@odoo/owl";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {formatCurrency} from "@web/core/currency";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const COLORS = {draft: "info", sent: "primary", sale: "success", cancel: "secondary"};

/**
 * The customer's quotations and orders, what they bought in all and like most; new ones
 * are made here.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_orders`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class OrdersSection extends Component {
    static template = "whatsapp_inbox_sale.OrdersSection";
    static components = {DocumentActions, Dropdown, DropdownItem};
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.openRecord = useRecordDialog(() => this.reload());
        this.openQuotation = useQuotationDialog(() => this.reload());
        /** Lines of orders that are unfolded, by the ids of the orders. */
        this.lines = useState({});
        this.state = useState({isBusy: false});
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

    async reload() {
        for (const id of Object.keys(this.lines)) {
            delete this.lines[id];
        }
        await this.props.reload();
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

    /** An open one beside the chat, as far as one may change it; else Odoo's own form. */
    async open(order) {
        if (order.open && this.props.data.can_create) {
            await this.openQuotation(this.props.thread, order);
        } else {
            this.openRecord("sale.order", order.id, order.name);
        }
    }

    /**
     * @param {string} method of the thread's model
     * @returns {Promise<any>} its answer; undefined while another is under way
     */
    async call(method, ...args) {
        if (this.state.isBusy) {
            return undefined;
        }
        this.state.isBusy = true;
        try {
            return await this.orm.call("discuss.channel", method, [
                [this.props.thread.id],
                ...args,
            ]);
        } finally {
            this.state.isBusy = false;
        }
    }

    /** @param {Object} [order] the last one, if none is given */
    async orderAgain(order) {
        const {thread} = this.props;
        const copy = await this.call("whatsapp_order_again", order?.id ?? false);
        if (!copy) {
            return;
        }
        if (copy.missing.length) {
            this.notification.add(
                _t("Not sold any more: %s", copy.missing.join(", ")),
                {type: "warning", sticky: true}
            );
        }
        await this.openQuotation(thread, copy);
    }

    confirm(order) {
        this.dialog.add(ConfirmationDialog, {
            body: _t("%(name)s of %(amount)s becomes a sales order.", {
                name: order.name,
                amount: this.amount(order),
            }),
            cancel: () => {},
            confirm: async () => {
                const next = await this.call("whatsapp_confirm_quotation", order.id);
                if (next?.type) {
                    await this.action.doAction(next, {onClose: () => this.reload()});
                }
                await this.reload();
            },
            confirmLabel: _t("Confirm"),
            title: _t("Confirm the quotation?"),
        });
    }

    async cancel(order) {
        const before = await this.call("whatsapp_cancel_quotation", order.id);
        if (!before) {
            return;
        }
        const close = this.notification.add(_t("%s is cancelled.", order.name), {
            buttons: [
                {
                    name: _t("Undo"),
                    onClick: async () => {
                        close();
                        await this.call("whatsapp_restore_quotation", order.id, before);
                        await this.reload();
                    },
                },
            ],
            type: "success",
        });
        await this.reload();
    }

    /** In a window of its own: the chat stays where it is. */
    showAll() {
        return this.action.doAction(
            {
                context: {search_default_my_quotation: 0},
                domain: [["partner_id", "child_of", this.props.data.family]],
                name: this.props.thread.displayName,
                res_model: "sale.order",
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
panelSections.add("orders", OrdersSection);
