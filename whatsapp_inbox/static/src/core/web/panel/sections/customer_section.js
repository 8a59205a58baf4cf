import {useMinute} from "@whatsapp_inbox/core/common/clock";
import {PanelForm} from "@whatsapp_inbox/core/web/panel/panel_form";
import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";
import {PartnerChoiceDialog} from "@whatsapp_inbox/core/web/partner_choice_dialog";

import {Component} from "@odoo/owl";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

/**
 * Who the customer is: their contact, edited in place, and what WhatsApp says of them.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_customer`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class CustomerSection extends Component {
    static template = "whatsapp_inbox.CustomerSection";
    static components = {PanelForm};
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.minute = useMinute();
        this.orm = useService("orm");
    }

    get contact() {
        return this.props.thread.whatsapp_contact_id;
    }

    /** @returns {string} what the customer's clock shows, if we know where it is */
    get localTime() {
        const {zone} = this.props.data;
        const there = zone && this.minute.now.setZone(zone);
        if (!there?.isValid) {
            return "";
        }
        const time = there.toLocaleString(DateTime.TIME_SIMPLE, {locale: user.lang});
        return there.hasSame(this.minute.now, "day")
            ? time
            : _t("%(time)s, %(day)s", {time, day: there.weekdayLong});
    }

    /** @returns {string} what they said last about marketing, "" if nothing */
    get marketingText() {
        const {at, blocked, source, state} = this.props.data.consent || {};
        if (!state) {
            return blocked ? _t("Their number is blocked in Odoo.") : "";
        }
        const date = deserializeDateTime(at).toLocaleString(DateTime.DATE_MED, {
            locale: user.lang,
        });
        if (state === "opt_in") {
            return blocked
                ? _t("Wants marketing (%s), but the number is blocked in Odoo.", date)
                : _t("Wants marketing, said on %s.", date);
        }
        if (state === "lifted") {
            return _t("Objects to marketing no more, since %s.", date);
        }
        return source === "refused"
            ? _t("Wants no marketing: Meta refused a message on %s.", date)
            : _t("Wants no marketing, said on %s.", date);
    }

    /** The dialog in which agents write down what they were told. */
    async recordConsent() {
        const action = await this.orm.call(
            "whatsapp.inbox.contact",
            "action_record_consent",
            [[this.props.data.contact_id]]
        );
        await this.action.doAction(action, {onClose: this.props.reload});
    }

    get canEditPartner() {
        return Boolean(this.props.data.form);
    }

    openPartner() {
        const {id, model} = this.props.data.form;
        return this.action.doAction({
            res_id: id,
            res_model: model,
            type: "ir.actions.act_window",
            views: [[false, "form"]],
        });
    }

    choosePartner() {
        this.dialog.add(
            PartnerChoiceDialog,
            {contact: this.contact},
            {onClose: this.props.reload}
        );
    }

    get blockedText() {
        const {at, by} = this.props.data.blocked;
        const date = deserializeDateTime(at).toLocaleString(DateTime.DATE_MED, {
            locale: user.lang,
        });
        return by
            ? _t("By %(name)s on %(date)s", {date, name: by})
            : _t("Outside of Odoo, seen on %s", date);
    }

    block() {
        this.dialog.add(ConfirmationDialog, {
            body: _t(
                "%(name)s can then no longer write to %(number)s, nor it to them. You can unblock them at any time.",
                {
                    name: this.props.thread.displayName,
                    number: this.props.thread.whatsapp_account_id?.name,
                }
            ),
            cancel: () => {
                // nothing is done
            },
            confirm: () => this.change("whatsapp_block"),
            confirmClass: "btn-danger",
            confirmLabel: _t("Block"),
            title: _t("Block this customer?"),
        });
    }

    /** The section follows the thread, whoever changed it. */
    change(method) {
        return this.orm.call("discuss.channel", method, [[this.props.thread.id]]);
    }

    /** Odoo's own dialog: what becomes of both is said there. */
    async merge(duplicate) {
        await this.action.doAction(
            {
                context: {
                    active_ids: [this.props.data.form.id, duplicate.id],
                    active_model: "res.partner",
                },
                name: _t("Merge Contacts"),
                res_model: "base.partner.merge.automatic.wizard",
                target: "new",
                type: "ir.actions.act_window",
                views: [[false, "form"]],
            },
            {onClose: this.props.reload}
        );
    }
}
panelSections.add("customer", CustomerSection);
