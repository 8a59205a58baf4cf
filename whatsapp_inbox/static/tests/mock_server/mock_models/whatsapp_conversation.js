import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";

import {fields, getKwArgs, models} from "@web/../tests/web_test_helpers";

export class WhatsappInboxConversation extends models.Model {
    _name = "whatsapp.inbox.conversation";

    state = fields.Char({default: "open"});
    waiting_since = fields.Datetime();
    window_expires_at = fields.Datetime();

    action_resolve(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        return this._set_state(ids, "resolved");
    }

    action_reopen(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        return this._set_state(ids, "open");
    }

    _set_state(ids, state) {
        this.write(ids, {state});
        const [partner] = this.env["res.partner"].read(this.env.user.partner_id);
        this.env["bus.bus"]._sendone(
            partner,
            "mail.record/insert",
            new mailDataHelpers.Store(this.browse(ids)).get_result()
        );
        return true;
    }

    get _to_store_defaults() {
        return ["state", "waiting_since", "window_expires_at"];
    }
}
