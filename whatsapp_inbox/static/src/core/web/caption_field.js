import {onMounted, useEffect} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {textField, TextField} from "@web/views/fields/text/text_field";

/** A text that one writes at once and sends with Enter, as in the composer;
 * Shift+Enter is a new line. */
export class CaptionField extends TextField {
    setup() {
        super.setup();
        onMounted(() => this.textareaRef.el?.focus());
        const onKeydown = (ev) => this.onKeydown(ev);
        useEffect(
            (el) => {
                el?.addEventListener("keydown", onKeydown);
                return () => el?.removeEventListener("keydown", onKeydown);
            },
            () => [this.textareaRef.el]
        );
    }

    async onKeydown(ev) {
        if (ev.key !== "Enter" || ev.shiftKey || ev.isComposing) {
            return;
        }
        ev.preventDefault();
        const {name, record} = this.props;
        const dialog = ev.target.closest(".modal");
        await record.update({[name]: ev.target.value});
        dialog?.querySelector("button[name='action_send']")?.click();
    }
}

registry.category("fields").add("whatsapp_inbox_caption", {
    ...textField,
    component: CaptionField,
});
