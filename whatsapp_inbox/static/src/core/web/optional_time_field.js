import {registry} from "@web/core/registry";
import {
    FloatTimeField,
    floatTimeField,
} from "@web/views/fields/float_time/float_time_field";

/** A time of day that there may be none of: 0 is shown as nothing. */
export class OptionalTimeField extends FloatTimeField {
    get formattedValue() {
        return this.props.record.data[this.props.name] ? super.formattedValue : "";
    }
}
registry.category("fields").add("whatsapp_inbox_optional_time", {
    ...floatTimeField,
    component: OptionalTimeField,
});
