import {fields} from "@mail/core/common/record";
import {Thread} from "@mail/core/common/thread_model";

import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** @type {import("models").Thread} */
const threadPatch = {
    setup() {
        super.setup(...arguments);
        /** Counts what was done to tickets here, so that what shows them asks again. */
        this.whatsappTicketChanges = fields.Attr(0);
        /** @type {Promise<Object>|undefined} the ticket that is being made */
        this.whatsappTicketMaking = undefined;
    },
    /** Whether this user may make tickets of this thread. */
    get whatsappMakesTickets() {
        return Boolean(
            this.isWhatsappInbox &&
                this.whatsapp_conversation_id &&
                this.store.has_whatsapp_inbox_access &&
                this.store.whatsapp_makes_tickets
        );
    },
    /**
     * Make a ticket of the conversation at hand, and say so. One at a time: the second
     * of two clicks gets what the first one gets.
     *
     * @param {Object} [wish]
     * @param {string} [wish.name]
     * @param {number[]} [wish.message_ids] of these messages alone
     * @param {boolean} [wish.another] though there is one
     */
    async makeWhatsappTicket(wish = {}) {
        this.whatsappTicketMaking ??= this._makeWhatsappTicket(wish);
        try {
            await this.whatsappTicketMaking;
        } finally {
            this.whatsappTicketMaking = undefined;
        }
    },
    async _makeWhatsappTicket(wish) {
        const {notification, orm} = this.store.env.services;
        const ticket = await orm.call(
            "discuss.channel",
            "whatsapp_create_ticket",
            [[this.id]],
            wish
        );
        this.whatsappTicketChanges++;
        const buttons = [];
        const close = notification.add(this.whatsappTicketMessage(ticket), {
            buttons,
            type: ticket.new ? "success" : "info",
        });
        const offer = (name, act) =>
            buttons.push({
                name,
                onClick: () => {
                    close();
                    act();
                },
            });
        if (ticket.id) {
            offer(_t("Open"), () => this.openWhatsappTicket(ticket.id));
        }
        if (!ticket.new) {
            offer(_t("Make Another"), () =>
                this.makeWhatsappTicket({...wish, another: true})
            );
        }
    },
    whatsappTicketMessage({is_mine, name, new: isNew, number, owner}) {
        if (!isNew) {
            return _t("%(number)s “%(name)s” is open in this conversation already.", {
                name,
                number,
            });
        }
        if (is_mine) {
            return _t("%(number)s “%(name)s” is made, for you.", {name, number});
        }
        return owner
            ? _t("%(number)s “%(name)s” is made, for %(owner)s.", {name, number, owner})
            : _t("%(number)s “%(name)s” is made. Nobody has it yet.", {name, number});
    },
    /** Over the chat, so that what is half written stays. */
    openWhatsappTicket(resId) {
        this.store.env.services.dialog.add(
            FormViewDialog,
            {resId, resModel: "helpdesk.ticket", size: "xl", title: this.displayName},
            {onClose: () => this.whatsappTicketChanges++}
        );
    },
};
patch(Thread.prototype, threadPatch);
