import {mailModels} from "@mail/../tests/mail_test_helpers";

import {fields} from "@web/../tests/web_test_helpers";

export class ResUsers extends mailModels.ResUsers {
    has_whatsapp_inbox_access = fields.Boolean({default: true});

    _init_store_data(store) {
        super._init_store_data(...arguments);
        store.add({has_whatsapp_inbox_access: this.env.user.has_whatsapp_inbox_access});
    }
}
