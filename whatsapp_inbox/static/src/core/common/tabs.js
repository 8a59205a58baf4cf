import {Component} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {localization} from "@web/core/l10n/localization";
import {uniqueId} from "@web/core/utils/functions";

/**
 * Tabs as WAI-ARIA's pattern has them, which Odoo's Notebook does not: one stop of the
 * Tab key, the arrows choose the next one in the direction of reading, Home and End the
 * first and the last. The slot is what the chosen tab shows.
 *
 * @typedef {Object} Props
 * @property {string} current id of the chosen tab
 * @property {string} label what the tabs are about
 * @property {(id: string) => void} onChoose
 * @property {{id: string, label: string}[]} tabs one alone is not shown
 * @property {string} [class] of the list
 * @augments {Component<Props, Env>}
 */
export class Tabs extends Component {
    static template = "whatsapp_inbox.Tabs";
    static props = ["current", "label", "onChoose", "tabs", "class?", "slots"];

    setup() {
        super.setup();
        this.id = uniqueId("o_whatsapp_inbox_tabs_");
    }

    onKeydown(ev) {
        const tabs = [...ev.currentTarget.querySelectorAll("[role='tab']")];
        const index = tabs.indexOf(ev.target.closest("[role='tab']"));
        const forward = localization.direction === "rtl" ? -1 : 1;
        const target = {
            arrowleft: index - forward,
            arrowright: index + forward,
            end: tabs.length - 1,
            home: 0,
        }[getActiveHotkey(ev)];
        if (target === undefined) {
            return;
        }
        ev.preventDefault();
        const tab = tabs.at(target % tabs.length);
        tab.focus();
        tab.click();
    }
}
