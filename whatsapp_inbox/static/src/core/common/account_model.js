import {Record} from "@mail/core/common/record";

/** One business phone number. */
export class WhatsappAccount extends Record {
    static _name = "whatsapp.inbox.account";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {string} */
    name;
    /** @type {string} */
    display_phone_number;
    /** @type {"draft"|"connected"|"stopped"} */
    state;
    /** @type {string|false} */
    state_reason;
}
WhatsappAccount.register();
