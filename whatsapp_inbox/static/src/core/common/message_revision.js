import {MessageVersionsDialog} from "@whatsapp_inbox/core/common/message_versions_dialog";

import {Component, toRaw} from "@odoo/owl";

import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/**
 * Says that a message was edited or deleted on the phone; for supervisors, a click on
 * it shows what it said before.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @augments {Component<Props, Env>}
 */
export class MessageRevision extends Component {
    static template = "whatsapp_inbox.MessageRevision";
    static props = ["message"];

    setup() {
        super.setup();
        this.dialog = useService("dialog");
        this.store = useService("mail.store");
    }

    get label() {
        return this.props.message.whatsapp_revoked_at
            ? _t("Show what it said")
            : _t("Edited");
    }

    get icon() {
        return this.props.message.whatsapp_revoked_at ? "fa-eye" : "fa-pencil";
    }

    get title() {
        const {whatsapp_edited_at, whatsapp_revoked_at} = this.props.message;
        const date = deserializeDateTime(whatsapp_revoked_at || whatsapp_edited_at);
        return date.toLocaleString(luxon.DateTime.DATETIME_MED);
    }

    showVersions() {
        this.dialog.add(MessageVersionsDialog, {message: toRaw(this.props.message)});
    }
}
