import {fields} from "@mail/core/common/record";
import {Thread} from "@mail/core/common/thread_model";

import {FormViewDialog} from "@web/views/view_dialogs/form_view_dialog";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/** @type {import("models").Thread} */
const threadPatch = {
    setup() {
        super.setup(...arguments);
        /** Counts what was done to leads here, so that what shows them asks again. */
        this.whatsappLeadChanges = fields.Attr(0);
        /** @type {Promise<void>|undefined} the lead that is being made */
        this.whatsappLeadMaking = undefined;
    },
    /**
     * Make a lead of the conversation at hand, and say so. One at a time: the second of
     * two clicks gets what the first one gets.
     *
     * @param {string} [name]
     * @param {boolean} [another] though there is one of this name
     */
    async makeWhatsappLead(name = "", another = false) {
        this.whatsappLeadMaking ??= this._makeWhatsappLead(name, another);
        try {
            await this.whatsappLeadMaking;
        } finally {
            this.whatsappLeadMaking = undefined;
        }
    },
    async _makeWhatsappLead(name, another) {
        const {notification, orm} = this.store.env.services;
        const lead = await orm.call(
            "discuss.channel",
            "whatsapp_create_lead",
            [[this.id]],
            {another, name}
        );
        this.whatsappLeadChanges++;
        const buttons = [];
        const close = notification.add(this.whatsappLeadMessage(lead), {
            buttons,
            type: lead.new ? "success" : "info",
        });
        const offer = (label, onClick) =>
            buttons.push({
                name: label,
                onClick: () => {
                    close();
                    onClick();
                },
            });
        if (lead.id) {
            offer(_t("Open"), () => this.openWhatsappLead(lead.id));
        }
        if (!lead.new) {
            offer(_t("Make Another"), () => this.makeWhatsappLead(lead.name, true));
        }
    },
    whatsappLeadMessage({is_mine, name, new: isNew, owner}) {
        if (!isNew) {
            return _t("“%(name)s” is open in this conversation already.", {name});
        }
        if (is_mine) {
            return _t("“%(name)s” is made, for you.", {name});
        }
        return owner
            ? _t("“%(name)s” is made, for %(owner)s.", {name, owner})
            : _t("“%(name)s” is made. The sales team decides who has it.", {name});
    },
    /** Over the chat, so that what is half written stays. */
    openWhatsappLead(resId) {
        this.store.env.services.dialog.add(
            FormViewDialog,
            {resId, resModel: "crm.lead", size: "xl", title: this.displayName},
            {onClose: () => this.whatsappLeadChanges++}
        );
    },
};
patch(Thread.prototype, threadPatch);
