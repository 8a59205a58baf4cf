import {SelectionBar} from "@whatsapp_inbox/core/common/selection_bar";

import {toRaw} from "@odoo/owl";

import {patch} from "@web/core/utils/patch";

/** @type {SelectionBar} */
const selectionBarPatch = {
    async makeTicket() {
        const message_ids = this.messages.map(({id}) => id);
        await toRaw(this.props.thread).makeWhatsappTicket({message_ids});
        this.leave();
    },
};
patch(SelectionBar.prototype, selectionBarPatch);
