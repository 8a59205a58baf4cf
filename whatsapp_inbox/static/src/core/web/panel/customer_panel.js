import {ActionPanel} from "@mail/discuss/core/common/action_panel";

import {PanelSection} from "@whatsapp_inbox/core/web/panel/panel_section";
import {SectionLoader} from "@whatsapp_inbox/core/web/panel/section_loader";

import {Component, markRaw, useEffect, useState, useSubEnv} from "@odoo/owl";

import {user} from "@web/core/user";
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
        this.state = useState({error: false, loader: undefined, sections: []});
        useEffect(
            () => {
                this.load();
            },
            () => [this.props.thread.id]
        );
    }

    /** Of this thread: while another is loaded, those of the last are not asked. */
    get sections() {
        const {loader, sections} = this.state;
        return loader?.threadId === this.props.thread.id ? sections : [];
    }

    async load() {
        const {id} = this.props.thread;
        this.state.error = false;
        try {
            const sections = await this.orm.silent.call(
                "discuss.channel",
                "whatsapp_panel",
                [[id], user.settings.whatsapp_panel?.folded ?? {}]
            );
            if (this.props.thread.id === id) {
                const loader = markRaw(new SectionLoader(this.orm, id, sections));
                Object.assign(this.state, {loader, sections});
            }
        } catch {
            this.state.error = this.props.thread.id === id;
        }
    }
}
