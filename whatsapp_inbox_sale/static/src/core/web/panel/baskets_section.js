import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";
import {useRecordDialog} from "@whatsapp_inbox/core/web/panel/record_dialog";

import {Component, useState} from "@odoo/owl";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {formatCurrency} from "@web/core/currency";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/**
 * Quotations that were made of catalogue orders, with what is not as the customer saw
 * it; one confirmation away from an order.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_baskets`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class BasketsSection extends Component {
    static template = "whatsapp_inbox_sale.BasketsSection";
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.openRecord = useRecordDialog(() => this.props.reload());
        this.state = useState({isBusy: false});
    }

    amount({amount, currency}) {
        return formatCurrency(amount, currency);
    }

    confirm(basket) {
        if (!basket.findings.length) {
            return this.confirmNow(basket);
        }
        this.dialog.add(ConfirmationDialog, {
            body: _t(
                "%(name)s: %(summary)s. The customer gets your prices, and nothing of what is to be clarified.",
                {name: basket.name, summary: basket.summary}
            ),
            cancel: () => {},
            confirm: () => this.confirmNow(basket),
            confirmLabel: _t("Confirm"),
            title: _t("Confirm the Order"),
        });
    }

    async confirmNow({id}) {
        this.state.isBusy = true;
        try {
            await this.orm.call("sale.order", "action_confirm", [[id]]);
        } finally {
            this.state.isBusy = false;
            await this.props.reload();
        }
    }
}
panelSections.add("baskets", BasketsSection);
