import {contains, openFormView, start} from "@mail/../tests/mail_test_helpers";
import {expect} from "@odoo/hoot";
import {defineModels, fields, models, onRpc} from "@web/../tests/web_test_helpers";

import {defineWhatsappInboxModels} from "@whatsapp_inbox/../tests/whatsapp_inbox_test_helpers";

class HelpdeskTicket extends models.Model {
    _name = "helpdesk.ticket";
    _views = {form: `<form><field name="name" /><chatter /></form>`};

    name = fields.Char();
    /** Those that the server would offer to this user. */
    channel_ids = fields.Many2many({relation: "discuss.channel"});
}

class MailThread extends models.Model {
    _name = "mail.thread";

    _thread_to_store(store, _fields, {request_list}) {
        super._thread_to_store(...arguments);
        if (request_list?.includes("whatsapp_threads")) {
            const [{channel_ids}] = this;
            store.add(this.env["discuss.channel"].browse(channel_ids));
            store._add_record_fields(
                this,
                {
                    whatsapp_threads: channel_ids.map((id) => ({
                        id,
                        model: "discuss.channel",
                    })),
                },
                true
            );
        }
    }
}

export function defineTicketModels() {
    defineWhatsappInboxModels();
    defineModels({HelpdeskTicket, MailThread});
}

/** A step for each chatter that asks for threads of WhatsApp: of which model. */
export function stepRequests() {
    onRpc("/mail/data", async (request) => {
        const {params} = await request.json();
        for (const [name, asked] of params.fetch_params) {
            if (name === "mail.thread" && asked.request_list.includes("followers")) {
                const isAsked = asked.request_list.includes("whatsapp_threads");
                expect.step([asked.thread_model, isAsked]);
            }
        }
    });
}

/** @returns {number} the id of a ticket with these threads */
export function createTicket(pyEnv, channel_ids = [], name = "Broken pot") {
    return pyEnv["helpdesk.ticket"].create({channel_ids, name});
}

/** Start, with the first of these tickets in a form, the others behind it. */
export async function openTickets(...ids) {
    await start();
    await openFormView("helpdesk.ticket", ids[0], {resIds: ids});
    // which the answer of the server enables
    await contains(".o-mail-Chatter-sendMessage:enabled");
}
