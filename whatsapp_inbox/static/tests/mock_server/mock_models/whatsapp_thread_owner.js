import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";

import {fields, getKwArgs, models} from "@web/../tests/web_test_helpers";

export class WhatsappInboxThreadOwner extends models.Model {
    _name = "whatsapp.inbox.thread.owner";

    holder = fields.Char({default: "other"});
    role = fields.Char({default: "ai_agent"});
    until = fields.Datetime();

    action_take(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        return this._set_holder(ids, "us");
    }

    action_release(ids) {
        ({ids} = getKwArgs(arguments, "ids"));
        return this._set_holder(ids, false);
    }

    _set_holder(ids, holder) {
        this.write(ids, {holder});
        const [partner] = this.env["res.partner"].read(this.env.user.partner_id);
        this.env["bus.bus"]._sendone(
            partner,
            "mail.record/insert",
            new mailDataHelpers.Store(this.browse(ids)).get_result()
        );
        return true;
    }

    get _to_store_defaults() {
        return ["holder", "role", "until"];
    }
}
