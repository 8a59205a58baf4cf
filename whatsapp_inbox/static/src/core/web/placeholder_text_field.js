import {onWillStart} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {textField, TextField} from "@web/views/fields/text/text_field";

/** A text with ``{{customer.name}}``, and a list of what may be written there. */
export class PlaceholderTextField extends TextField {
    static template = "whatsapp_inbox.PlaceholderTextField";
    static components = {...TextField.components, Dropdown, DropdownItem};

    setup() {
        super.setup();
        this.orm = useService("orm");
        /** @type {{name: string, placeholders: {name: string, label: string, example: string}[]}[]} */
        this.groups = [];
        onWillStart(async () => {
            const found = await this.orm
                .cache()
                .call("mail.canned.response", "whatsapp_placeholders", []);
            this.groups = Object.entries(Object.groupBy(found, ({group}) => group)).map(
                ([name, placeholders]) => ({name, placeholders})
            );
        });
    }

    /** @param {string} name put in where the cursor is */
    async insertPlaceholder(name) {
        const {el} = this.textareaRef;
        el.focus();
        el.setRangeText(`{{${name}}}`, el.selectionStart, el.selectionEnd, "end");
        el.dispatchEvent(new InputEvent("input", {bubbles: true}));
        await this.props.record.update({[this.props.name]: el.value});
    }
}

registry.category("fields").add("whatsapp_placeholder_text", {
    ...textField,
    component: PlaceholderTextField,
});
