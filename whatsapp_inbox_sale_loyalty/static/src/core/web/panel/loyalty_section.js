import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";
import {useRecordDialog} from "@whatsapp_inbox/core/web/panel/record_dialog";

import {Component} from "@odoo/owl";

import {formatDate, deserializeDate} from "@web/core/l10n/dates";

/**
 * Cards and coupons that the customer may still use.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_loyalty`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class LoyaltySection extends Component {
    static template = "whatsapp_inbox_sale_loyalty.LoyaltySection";
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.openRecord = useRecordDialog(() => this.props.reload());
    }

    date(day) {
        return formatDate(deserializeDate(day));
    }
}
panelSections.add("loyalty", LoyaltySection);
