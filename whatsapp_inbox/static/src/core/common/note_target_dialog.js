import {Component} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";

/**
 * Asks of which record a note becomes a note, where there are several.
 *
 * @typedef {Object} Props
 * @property {{model: string, id: number, name: string, kind: string}[]} targets
 * @property {(target: Object) => Promise} onChosen
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class NoteTargetDialog extends Component {
    static template = "whatsapp_inbox.NoteTargetDialog";
    static components = {Dialog};
    static props = ["targets", "onChosen", "close"];

    async choose(target) {
        await this.props.onChosen(target);
        this.props.close();
    }
}
