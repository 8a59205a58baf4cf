import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {formatList} from "@web/core/l10n/utils";

const SHOWN = 3;

/**
 * The colleagues who have this thread open now.
 *
 * @typedef {Object} Props
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class ThreadViewers extends Component {
    static template = "whatsapp_inbox.ThreadViewers";
    static props = ["thread"];

    get viewers() {
        return this.props.thread.whatsappViewers;
    }

    get shown() {
        return this.viewers.slice(0, SHOWN);
    }

    get hiddenCount() {
        return this.viewers.length - this.shown.length;
    }

    get title() {
        const names = formatList(this.viewers.map(({partner}) => partner.name));
        return _t("Also looking at this conversation: %(names)s", {names});
    }
}
