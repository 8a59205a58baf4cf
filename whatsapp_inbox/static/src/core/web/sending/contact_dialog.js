import {PickList} from "./pick_list";
import {SendDialog} from "./send_dialog";

/** Contacts of ours as cards: name, company, phone, e-mail. */
export class ContactDialog extends SendDialog {
    static template = "whatsapp_inbox.ContactDialog";
    static components = {...SendDialog.components, PickList};

    setup() {
        super.setup();
        this.load = (term) => this.call("whatsapp_partners", term);
        this.isPicked = ({id}) => this.state.picked.some((entry) => entry.id === id);
        this.pick = (entry) => {
            const others = this.state.picked.filter(({id}) => id !== entry.id);
            const isPicked = others.length < this.state.picked.length;
            this.state.picked = isPicked ? others : [...others, entry];
        };
    }

    initialState() {
        return {picked: []};
    }

    get isShown() {
        return this.state.picked.length > 0;
    }

    get content() {
        return {type: "contacts", partner_ids: this.state.picked.map(({id}) => id)};
    }
}
