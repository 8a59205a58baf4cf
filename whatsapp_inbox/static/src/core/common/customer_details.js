import {Component} from "@odoo/owl";

/**
 * Who the customer is on WhatsApp, and which of our numbers they write to.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class CustomerDetails extends Component {
    static template = "whatsapp_inbox.CustomerDetails";
    static props = ["thread"];

    get contact() {
        return this.props.thread.whatsapp_contact_id;
    }

    /** @returns {string|undefined} the profile's name, if it tells something new */
    get profileName() {
        const {name, phone} = this.contact ?? {};
        const known = [this.props.thread.displayName, phone];
        return name && !known.includes(name) ? name : undefined;
    }

    /** @returns {string|undefined} only where there is more than one to tell apart */
    get accountName() {
        const {store, whatsapp_account_id: account} = this.props.thread;
        const count = Object.keys(store["whatsapp.inbox.account"].records).length;
        return count > 1 ? account?.name : undefined;
    }
}
