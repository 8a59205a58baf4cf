import {Component, useEffect, useState} from "@odoo/owl";

import {registry} from "@web/core/registry";
import {user} from "@web/core/user";

/**
 * The components of the sections, by their names on the server
 * (``whatsapp.inbox.panel``). Each gets ``thread``, ``data`` as the server's
 * ``_section_<name>`` returned it, and ``reload``.
 */
export const panelSections = registry.category("whatsapp_inbox.panel_sections");

/** What the user chose of the panel: kept on the server, of all their devices. */
export async function savePanelChoice(values) {
    const panel = {...user.settings.whatsapp_panel, ...values};
    await user.setUserSettings("whatsapp_panel", panel);
}

/**
 * One section: asks for what it shows when it is open.
 *
 * @typedef {Object} Props
 * @property {{name: string, title: string, folded: boolean, slow: boolean}} section
 * @property {import("./section_loader").SectionLoader} loader
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class PanelSection extends Component {
    static template = "whatsapp_inbox.PanelSection";
    static props = ["loader", "section", "thread"];

    setup() {
        super.setup();
        const {folded, name} = this.props.section;
        const chosen = user.settings.whatsapp_panel?.folded?.[name];
        this.state = useState({
            data: undefined,
            error: "",
            folded: chosen ?? folded,
            loading: false,
            gone: false,
        });
        this.reload = () => this.load();
        // also when a colleague says who the customer is, or blocks them, or what is at
        // hand has changed
        useEffect(
            () => {
                this.load();
            },
            () => {
                const {
                    whatsapp_blocked_at: blockedAt,
                    whatsapp_contact_id: contact,
                    whatsapp_conversation_id: work,
                } = this.props.thread;
                return [contact?.partner_id?.id, work?.id, Boolean(blockedAt)];
            }
        );
    }

    get component() {
        return panelSections.get(this.props.section.name, undefined);
    }

    get bodyId() {
        return `o_whatsapp_inbox_section_${this.props.section.name}`;
    }

    async load() {
        const {state} = this;
        if (state.folded || !this.component) {
            return;
        }
        Object.assign(state, {error: "", loading: true});
        try {
            const {loader, section} = this.props;
            state.data = await loader.load(section);
            state.gone = !state.data;
        } catch ({message}) {
            state.error = message;
        } finally {
            state.loading = false;
        }
    }

    async toggle() {
        const {name} = this.props.section;
        this.state.folded = !this.state.folded;
        const folded = user.settings.whatsapp_panel?.folded;
        this.load();
        await savePanelChoice({folded: {...folded, [name]: this.state.folded}});
    }
}
