import {Component, onWillStart} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

/**
 * When a message did what, who sent it, and why it failed.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class MessageInfoDialog extends Component {
    static template = "whatsapp_inbox.MessageInfoDialog";
    static components = {Dialog};
    static props = ["message", "close"];

    setup() {
        super.setup();
        this.title = _t("Message Info");
        onWillStart(async () => {
            this.sections = await this.props.message.callWhatsapp("whatsapp_info");
        });
    }

    text({at, text}) {
        return at
            ? deserializeDateTime(at).toLocaleString(
                  luxon.DateTime.DATETIME_MED_WITH_SECONDS
              )
            : text;
    }
}
