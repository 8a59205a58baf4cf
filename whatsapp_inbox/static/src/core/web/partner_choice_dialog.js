import {Component, toRaw} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {SelectCreateDialog} from "@web/views/view_dialogs/select_create_dialog";

/**
 * Says which contact of ours a WhatsApp user is: one of those with the same number,
 * or any other.
 *
 * @typedef {Object} Props
 * @property {import("models").WhatsappContact} contact
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class PartnerChoiceDialog extends Component {
    static template = "whatsapp_inbox.PartnerChoiceDialog";
    static components = {Dialog};
    static props = ["contact", "close"];

    setup() {
        super.setup();
        this.dialog = useService("dialog");
    }

    /** Those with the same number, and who it is now. */
    get candidates() {
        const {partner_id: current, partner_candidate_ids: candidates} =
            this.props.contact;
        return current?.notIn(candidates) ? [current, ...candidates] : [...candidates];
    }

    async choose(partnerId) {
        await toRaw(this.props.contact).setPartner(partnerId);
        this.props.close();
    }

    async chooseNew() {
        await toRaw(this.props.contact).setNewPartner();
        this.props.close();
    }

    chooseAnother() {
        this.dialog.add(SelectCreateDialog, {
            resModel: "res.partner",
            title: _t("Choose a contact"),
            multiSelect: false,
            onSelected: ([partnerId]) => this.choose(partnerId),
        });
    }
}
