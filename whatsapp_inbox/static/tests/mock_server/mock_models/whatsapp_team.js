import {fields, models} from "@web/../tests/web_test_helpers";

export class WhatsappInboxTeam extends models.Model {
    _name = "whatsapp.inbox.team";

    name = fields.Char();
}
