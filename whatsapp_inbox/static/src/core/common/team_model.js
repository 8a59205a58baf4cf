import {Record} from "@mail/core/common/record";

/** Who shares the conversations of a number. */
export class WhatsappTeam extends Record {
    static _name = "whatsapp.inbox.team";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {string} */
    name;
}
WhatsappTeam.register();
