import {mailModels} from "@mail/../tests/mail_test_helpers";

import {fields} from "@web/../tests/web_test_helpers";

export class ResUsers extends mailModels.ResUsers {
    has_whatsapp_inbox_access = fields.Boolean({default: true});
    is_whatsapp_inbox_supervisor = fields.Boolean();

    _init_store_data(store) {
        super._init_store_data(...arguments);
        const {has_whatsapp_inbox_access, is_whatsapp_inbox_supervisor} = this.env.user;
        store.add({has_whatsapp_inbox_access, is_whatsapp_inbox_supervisor});
        store.add({whatsapp_inbox_upload_limits: {image: 2000, other: 1000}});
        const stopped = this.env["whatsapp.inbox.account"].search([
            ["state", "=", "stopped"],
        ]);
        store.add(this.env["whatsapp.inbox.account"].browse(stopped), [
            "name",
            "state",
            "state_reason",
        ]);
    }
}
