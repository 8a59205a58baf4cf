import {Component} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {View} from "@web/views/view";

/** A form that is saved as one goes, field by field: nobody looks for a button here. */
export class PanelFormController extends FormController {
    static props = {
        ...FormController.props,
        onSaved: {type: Function, optional: true},
    };

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRecordChanged = (record) => {
            this.saveChange(record);
        };
        return params;
    }

    /** What cannot be saved is told of, and stands as it was. */
    async saveChange(record) {
        try {
            await record.save();
        } catch (error) {
            await record.discard();
            throw error;
        }
    }

    async onRecordSaved() {
        await super.onRecordSaved(...arguments);
        this.props.onSaved?.();
    }
}
registry.category("views").add("whatsapp_inbox_panel_form", {
    ...formView,
    Controller: PanelFormController,
});

/**
 * One of Odoo's forms in a section: with its widgets, rights and what bridges add.
 *
 * @typedef {Object} Props
 * @property {{model: string, id: number, view: number}} form
 * @property {() => void} [onSaved]
 * @augments {Component<Props, Env>}
 */
export class PanelForm extends Component {
    static template = "whatsapp_inbox.PanelForm";
    static components = {View};
    static props = ["form", "onSaved?"];

    get viewProps() {
        const {form, onSaved} = this.props;
        return {
            className: "o_whatsapp_inbox_panel_form",
            display: {controlPanel: false},
            onSaved,
            resId: form.id,
            resModel: form.model,
            type: "form",
            viewId: form.view,
        };
    }
}
