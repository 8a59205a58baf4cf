import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/** How long ago a time was, in one unit: of who waits, minutes and days count. */
export class SinceField extends Component {
    static template = "whatsapp_inbox.SinceField";
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        if (!this.value) {
            return "";
        }
        const {days, hours, minutes} = DateTime.now().diff(this.value, [
            "days",
            "hours",
            "minutes",
        ]);
        if (days >= 1) {
            return _t("%s d", days);
        }
        return hours >= 1
            ? _t("%s h", hours)
            : _t("%s min", Math.max(0, Math.floor(minutes)));
    }
}
registry.category("fields").add("whatsapp_inbox_since", {
    component: SinceField,
    supportedTypes: ["datetime"],
});
