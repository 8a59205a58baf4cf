import {OrdersSection} from "@whatsapp_inbox_sale/core/web/panel/orders_section";

import {patch} from "@web/core/utils/patch";

patch(OrdersSection.prototype, {
    /** The words are read before they leave. */
    async sendTracking({id}) {
        const action = await this.orm.call("stock.picking", "action_send_whatsapp", [
            [id],
            "tracking",
            this.props.thread.id,
        ]);
        await this.action.doAction(action, {onClose: () => this.reload()});
    },
});
