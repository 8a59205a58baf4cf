import {mailDataHelpers} from "@mail/../tests/mock_server/mail_mock_server";

import {fields, getKwArgs, makeKwArgs, models} from "@web/../tests/web_test_helpers";

const {Store} = mailDataHelpers;

export class WhatsappInboxContact extends models.Model {
    _name = "whatsapp.inbox.contact";

    name = fields.Char();
    phone = fields.Char();
    phone_formatted = fields.Char();
    username = fields.Char();
    partner_id = fields.Many2one({relation: "res.partner"});
    partner_candidate_ids = fields.Many2many({relation: "res.partner"});
    partner_ambiguous = fields.Boolean();
    match_reason = fields.Char();
    is_group = fields.Boolean();

    set_partner(ids, partner_id) {
        ({ids, partner_id} = getKwArgs(arguments, "ids", "partner_id"));
        this.write(ids, {partner_id, partner_ambiguous: false});
        const [user_partner] = this.env["res.partner"].read(this.env.user.partner_id);
        this.env["bus.bus"]._sendone(
            user_partner,
            "mail.record/insert",
            new Store(this.browse(ids)).get_result()
        );
        return true;
    }

    get _to_store_defaults() {
        const fields = ["avatar_128", "email", "name"];
        return [
            "name",
            "phone",
            "phone_formatted",
            "username",
            Store.one("partner_id", makeKwArgs({fields})),
            Store.many("partner_candidate_ids", makeKwArgs({fields})),
            "partner_ambiguous",
            "match_reason",
            "is_group",
        ];
    }
}
