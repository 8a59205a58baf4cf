import {isKeyThere, KEY_GROUPS, keyCaps, keysRegistry} from "./keys";

import {Component} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";

/**
 * @typedef {Object} Props
 * @property {string[]} offered ids of the keys that do something now
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class KeysDialog extends Component {
    static template = "whatsapp_inbox.KeysDialog";
    static components = {Dialog};
    static props = ["close", "offered"];

    title = _t("Keys for WhatsApp");

    get groups() {
        const keys = keysRegistry
            .getEntries()
            .map(([id, key]) => ({id, ...key, caps: keyCaps(key.hotkey)}))
            .filter(isKeyThere);
        return KEY_GROUPS.map((group) => ({
            ...group,
            keys: keys.filter((key) => key.group === group.id),
        }));
    }
}
