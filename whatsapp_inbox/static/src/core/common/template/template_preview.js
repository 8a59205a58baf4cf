import {Component, markup} from "@odoo/owl";

const HEADER_ICONS = {
    image: "fa-picture-o",
    video: "fa-play-circle-o",
    document: "fa-file-text-o",
    location: "fa-map-marker",
};
const BUTTON_ICONS = {
    quick_reply: "fa-reply",
    url: "fa-external-link",
    phone_number: "fa-phone",
    voice_call: "fa-phone",
    copy_code: "fa-copy",
    request_contact_info: "fa-id-card-o",
    flow: "fa-list-alt",
};

/**
 * A template on the customer's phone.
 *
 * `preview` is what `tools/template.py` gives: header {type, text, name?, url?}, body
 * (safe HTML), footer, buttons [{kind, text, detail}], others.
 */
export class TemplatePreview extends Component {
    static template = "whatsapp_inbox.TemplatePreview";
    static props = {preview: Object};

    get header() {
        return this.props.preview.header;
    }

    get headerIcon() {
        return HEADER_ICONS[this.header.type];
    }

    get body() {
        // All but the tags of its own is escaped, on the server
        return markup(this.props.preview.body || "…");
    }

    icon(button) {
        return BUTTON_ICONS[button.kind] || "fa-hand-pointer-o";
    }
}
