import {fields, models} from "@web/../tests/web_test_helpers";

export class WhatsappInboxAccount extends models.Model {
    _name = "whatsapp.inbox.account";

    name = fields.Char();
    display_phone_number = fields.Char();
    state = fields.Char({default: "connected"});
    state_reason = fields.Char();
}
