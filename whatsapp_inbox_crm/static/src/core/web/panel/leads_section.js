import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";

import {Component, useEffect} from "@odoo/owl";

import {formatCurrency} from "@web/core/currency";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {deserializeDate} from "@web/core/l10n/dates";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const ACTIVITY_COLORS = {
    overdue: "text-danger",
    planned: "text-muted",
    today: "fw-bold",
};

/**
 * What is on the way to be sold to the customer, and how far it is.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_leads`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class LeadsSection extends Component {
    static template = "whatsapp_inbox_crm.LeadsSection";
    static components = {Dropdown, DropdownItem};
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.effect = useService("effect");
        this.orm = useService("orm");
        this.store = useService("mail.store");
        let known = this.props.thread.whatsappLeadChanges;
        useEffect(
            (changes) => {
                if (changes !== known) {
                    known = changes;
                    this.props.reload();
                }
            },
            () => [this.props.thread.whatsappLeadChanges]
        );
    }

    amount({currency, revenue}) {
        return formatCurrency(revenue, currency);
    }

    percent({probability}) {
        return `${Math.round(probability)} %`;
    }

    date(day) {
        return deserializeDate(day).toLocaleString(luxon.DateTime.DATE_MED, {
            locale: user.lang,
        });
    }

    activityColor({state}) {
        return ACTIVITY_COLORS[state];
    }

    /** Where a lead may be moved: stages of its team, and those of all. */
    stagesOf({team}) {
        return this.props.data.stages.filter(
            ({teams}) => !teams.length || teams.includes(team)
        );
    }

    async move(lead, stage) {
        await this.orm.write("crm.lead", [lead.id], {stage_id: stage.id});
        await this.props.reload();
    }

    async win({id}) {
        const done = await this.orm.call("crm.lead", "action_set_won_rainbowman", [
            [id],
        ]);
        if (done?.effect) {
            this.effect.add(done.effect);
        }
        await this.props.reload();
    }

    lose({id}) {
        return this.action.doAction("crm.crm_lead_lost_action", {
            additionalContext: {
                active_id: id,
                active_ids: [id],
                active_model: "crm.lead",
            },
            onClose: () => this.props.reload(),
        });
    }

    async convert({id}) {
        await this.orm.call("crm.lead", "action_whatsapp_convert", [[id]]);
        await this.props.reload();
    }

    showAll() {
        return this.action.doAction({
            domain: this.props.data.domain,
            name: this.props.thread.displayName,
            res_model: "crm.lead",
            type: "ir.actions.act_window",
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}
panelSections.add("leads", LeadsSection);
