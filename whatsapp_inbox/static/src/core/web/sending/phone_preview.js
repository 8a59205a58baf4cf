import {Component, markup} from "@odoo/owl";

/**
 * What is being written, on the customer's phone. `preview` is what the server makes:
 * header and footer (texts), body (safe HTML), taps [{icon, text}], sections [{title,
 * rows: [{title, description}]}] of a list.
 */
export class PhonePreview extends Component {
    static template = "whatsapp_inbox.PhonePreview";
    static props = {preview: Object};

    get body() {
        // All but the tags of its own is escaped, on the server
        return markup(this.props.preview.body || "…");
    }
}
