import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";

import {Component, useEffect, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

/**
 * Open tickets of the customer: how far they are, who has them, until when.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_tickets`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class TicketsSection extends Component {
    static template = "whatsapp_inbox.TicketsSection";
    static components = {Dropdown, DropdownItem};
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.choices = useState({});
        let known = this.props.thread.whatsappTicketChanges;
        useEffect(
            (changes) => {
                if (changes !== known) {
                    known = changes;
                    this.props.reload();
                }
            },
            () => [this.props.thread.whatsappTicketChanges]
        );
    }

    /** Where a ticket may be moved and whom it may be given to: before a menu opens. */
    async loadChoices({id}) {
        this.choices[id] = await this.orm.call("helpdesk.ticket", "whatsapp_choices", [
            [id],
        ]);
    }

    /** @returns {[string, string][]} value and words, the lowest left out: no star */
    get stars() {
        return this.props.data.priorities.slice(1);
    }

    hasStar(ticket, [value]) {
        return Number(ticket.priority) >= Number(value);
    }

    /** A click on the last of the stars that shine takes them away. */
    async setPriority(ticket, [value]) {
        const lowest = this.props.data.priorities[0][0];
        await this.write(ticket, {
            priority: ticket.priority === value ? lowest : value,
        });
    }

    isLate({deadline}) {
        return deserializeDateTime(deadline) < DateTime.now();
    }

    until({deadline}) {
        return deserializeDateTime(deadline).toLocaleString(DateTime.DATETIME_MED, {
            locale: user.lang,
        });
    }

    /** Also when it is refused: what is shown is what there is. */
    async write({id}, values) {
        try {
            await this.orm.write("helpdesk.ticket", [id], values);
        } finally {
            await this.props.reload();
        }
    }

    async sendLink({id}) {
        const action = await this.orm.call("helpdesk.ticket", "action_send_whatsapp", [
            [id],
            "portal",
            this.props.thread.id,
        ]);
        await this.action.doAction(action);
    }

    /** In another window: in this one the chat would be gone. */
    async showAll() {
        const action = await this.orm.call("discuss.channel", "whatsapp_view_tickets", [
            [this.props.thread.id],
        ]);
        await this.action.doAction(action, {newWindow: true});
    }
}
panelSections.add("tickets", TicketsSection);
