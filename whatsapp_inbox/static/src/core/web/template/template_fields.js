import {TemplatePreview} from "@whatsapp_inbox/core/common/template/template_preview";

import {Component} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

export class TemplatePreviewField extends Component {
    static template = "whatsapp_inbox.TemplatePreviewField";
    static components = {TemplatePreview};
    static props = {...standardFieldProps};

    get preview() {
        return this.props.record.data[this.props.name];
    }
}
registry.category("fields").add("whatsapp_inbox_template_preview", {
    component: TemplatePreviewField,
    supportedTypes: ["json"],
});

/** What Meta would refuse of it: a list of sentences. */
export class TemplateFindingsField extends Component {
    static template = "whatsapp_inbox.TemplateFindingsField";
    static props = {...standardFieldProps};

    get findings() {
        return this.props.record.data[this.props.name] || [];
    }
}
registry.category("fields").add("whatsapp_inbox_template_findings", {
    component: TemplateFindingsField,
    supportedTypes: ["json"],
});
