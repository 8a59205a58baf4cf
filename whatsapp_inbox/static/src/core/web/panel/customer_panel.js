import {ActionPanel} from "@mail/discuss/core/common/action_panel";

import {PanelSection} from "@whatsapp_inbox/core/web/panel/panel_section";

import {Component, useEffect, useState, useSubEnv} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * Who the customer is, and all that we know of them: sections, which bridges add to.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @property {() => void} close
 * @property {(id: string) => void} open another panel in place of this one, which comes
 *     back when that is closed
 * @augments {Component<Props, Env>}
 */
export class CustomerPanel extends Component {
    static template = "whatsapp_inbox.CustomerPanel";
    static components = {ActionPanel, PanelSection};
    static props = ["thread", "close", "open"];

    setup() {
        super.setup();
        this.orm = useService("orm");
        const {close, open} = this.props;
        useSubEnv({whatsappPanel: {close, open}});
        this.state = useState({error: false, sections: undefined});
        useEffect(
            () => {
                this.load();
            },
            () => [this.props.thread.id]
        );
    }

    async load() {
        const {id} = this.props.thread;
        Object.assign(this.state, {error: false, sections: undefined});
        try {
            const sections = await this.orm.silent.call(
                "discuss.channel",
                "whatsapp_panel",
                [[id]]
            );
            if (this.props.thread.id === id) {
                this.state.sections = sections;
            }
        } catch {
            this.state.error = this.props.thread.id === id;
        }
    }
}
