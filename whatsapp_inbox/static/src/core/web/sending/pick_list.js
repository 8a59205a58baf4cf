import {Component, onWillStart, useState} from "@odoo/owl";

import {KeepLast} from "@web/core/utils/concurrency";
import {useAutofocus} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

/**
 * Searches and picks: `load(term)` gives what is shown by the slot, as `entry`.
 */
export class PickList extends Component {
    static template = "whatsapp_inbox.PickList";
    static props = {
        load: Function,
        pick: Function,
        placeholder: String,
        empty: String,
        isPicked: {type: Function, optional: true},
        slots: Object,
    };

    setup() {
        super.setup();
        this.state = useState({term: "", entries: undefined});
        this.keepLast = new KeepLast();
        this.searchSoon = useDebounced(() => this.search(), 250);
        if (!this.env.isSmall) {
            useAutofocus();
        }
        onWillStart(() => this.search());
    }

    async search() {
        const found = this.props.load(this.state.term.trim());
        this.state.entries = await this.keepLast.add(found);
    }
}
