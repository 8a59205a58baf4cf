import {registry} from "@web/core/registry";
import {RadioField, radioField} from "@web/views/fields/radio/radio_field";

/** What can be sent of this document now, of all that addons send (`kinds`). */
export class DocumentKindField extends RadioField {
    get items() {
        const {kinds} = this.props.record.data;
        return super.items.filter(([kind]) => kinds?.includes(kind));
    }
}

registry.category("fields").add("whatsapp_inbox_document_kind", {
    ...radioField,
    additionalClasses: ["o_field_radio"],
    component: DocumentKindField,
    fieldDependencies: [{name: "kinds", type: "json"}],
    supportedTypes: ["selection"],
});
