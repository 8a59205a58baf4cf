import {fields, Record} from "@mail/core/common/record";

/** One WhatsApp user, as one business portfolio sees them. */
export class WhatsappContact extends Record {
    static _name = "whatsapp.inbox.contact";
    static id = "id";

    /** @type {number} */
    id;
    /** @type {string} the name of the person's own WhatsApp profile */
    name;
    /** @type {string|false} E.164, false for people who only show a username */
    phone;
    /** @type {string|false} */
    phone_formatted;
    /** @type {string|false} without "@" */
    username;
    partner_id = fields.One("res.partner");
    partner_candidate_ids = fields.Many("res.partner");
    /** @type {boolean} */
    partner_ambiguous;
    /** @type {"number"|"told"|false} why another contact may be the same person */
    match_reason;

    /** The number or username that tells this person from others. */
    get handle() {
        return (
            this.phone_formatted ||
            this.phone ||
            (this.username && `@${this.username}`) ||
            ""
        );
    }

    /** Show the other contact that may be the same person, and what merging does. */
    async reviewMatch() {
        const {action, orm} = this.store.env.services;
        const dialog = await orm.call("whatsapp.inbox.contact", "action_review_match", [
            [this.id],
        ]);
        if (dialog) {
            await action.doAction(dialog);
        }
    }

    /** They are nobody whom we know: a contact of their own. */
    async setNewPartner() {
        await this.store.env.services.orm.call(
            "whatsapp.inbox.contact",
            "set_new_partner",
            [[this.id]]
        );
    }

    /** @param {number} partnerId */
    async setPartner(partnerId) {
        await this.store.env.services.orm.call(
            "whatsapp.inbox.contact",
            "set_partner",
            [[this.id], partnerId]
        );
    }
}
WhatsappContact.register();
