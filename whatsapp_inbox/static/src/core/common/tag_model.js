import {Record} from "@mail/core/common/record";

/** A label of conversations. */
export class WhatsappTag extends Record {
    static _name = "whatsapp.inbox.tag";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {string} */
    name;
    /** @type {number} */
    color;
}
WhatsappTag.register();
