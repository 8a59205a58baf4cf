import {useMessageJump} from "@whatsapp_inbox/core/common/message_jump";
import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";
import {useRecordDialog} from "@whatsapp_inbox/core/web/panel/record_dialog";

import {Component, onWillUpdateProps, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

/**
 * All that there was with the customer and their company, newest first, page by page.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_history`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class HistorySection extends Component {
    static template = "whatsapp_inbox.HistorySection";
    static components = {Dropdown, DropdownItem};
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.jump = useMessageJump(() => this.env.whatsappPanel.close());
        this.openRecord = useRecordDialog(() => this.props.reload());
        this.state = useState({source: false, loading: false, error: false});
        this.take(this.props.data);
        onWillUpdateProps(({data}) => {
            if (data !== this.props.data) {
                this.state.source = false;
                this.take(data);
            }
        });
    }

    take({rows, next}) {
        Object.assign(this.state, {rows, next});
    }

    get current() {
        return this.props.data.filters.find(({name}) => name === this.state.source);
    }

    icon(row) {
        return this.props.data.filters.find(({name}) => name === row.source)?.icon;
    }

    title(row) {
        return this.props.data.filters.find(({name}) => name === row.source)?.title;
    }

    date(row) {
        const at = deserializeDateTime(row.date);
        const isThisYear = at.hasSame(DateTime.now(), "year");
        return at.toLocaleString(
            isThisYear ? {day: "numeric", month: "short"} : DateTime.DATE_MED,
            {locale: user.lang}
        );
    }

    fullDate(row) {
        return deserializeDateTime(row.date).toLocaleString(DateTime.DATETIME_MED, {
            locale: user.lang,
        });
    }

    get emptyText() {
        return this.current
            ? _t("Nothing of this kind yet.")
            : _t("Nothing yet: this is the beginning.");
    }

    async filter(source) {
        this.state.source = source;
        this.take({rows: [], next: undefined});
        await this.more();
    }

    async more() {
        const {state} = this;
        const {next, source} = state;
        Object.assign(state, {error: false, loading: true});
        try {
            const page = await this.orm.silent.call(
                "discuss.channel",
                "whatsapp_timeline",
                [[this.props.thread.id], source, next || false]
            );
            if (state.source === source) {
                this.take({rows: [...state.rows, ...page.rows], next: page.next});
            }
        } catch {
            state.error = true;
        } finally {
            state.loading = false;
        }
    }

    async open({message, record, thread: id}) {
        if (id === this.props.thread.id && message) {
            await this.jump(this.props.thread, message);
        } else if (id) {
            const thread = await this.store.Thread.getOrFetch({
                model: "discuss.channel",
                id,
            });
            await thread?.open({focus: true});
        } else {
            this.openRecord(...record);
        }
    }
}
panelSections.add("history", HistorySection);
