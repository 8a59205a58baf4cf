import {fields, models} from "@web/../tests/web_test_helpers";

export class WhatsappInboxTag extends models.Model {
    _name = "whatsapp.inbox.tag";

    name = fields.Char();
    color = fields.Integer();
}
