import {Component, markup, onWillStart} from "@odoo/owl";

import {Dialog} from "@web/core/dialog/dialog";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {url} from "@web/core/utils/urls";

const KINDS = {
    original: _t("First version"),
    edit: _t("Edited"),
    revoke: _t("Deleted"),
};

/**
 * What a message said before its author edited or deleted it. The server gives it to
 * supervisors alone.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @property {() => void} close
 * @augments {Component<Props, Env>}
 */
export class MessageVersionsDialog extends Component {
    static template = "whatsapp_inbox.MessageVersionsDialog";
    static components = {Dialog};
    static props = ["message", "close"];

    setup() {
        super.setup();
        this.title = _t("Versions of this Message");
        onWillStart(async () => {
            const versions = await this.props.message.whatsappVersions();
            this.versions = versions.map((version) => ({
                ...version,
                // made by our server, in which all that a customer wrote is escaped
                body: markup(version.body),
                date: deserializeDateTime(version.timestamp).toLocaleString(
                    luxon.DateTime.DATETIME_MED_WITH_SECONDS
                ),
                label: KINDS[version.kind],
            }));
        });
    }

    isPicture(file) {
        return ["image/jpeg", "image/png", "image/webp", "image/gif"].includes(
            file.mimetype
        );
    }

    pictureUrl(file) {
        return url(`/web/image/${file.id}/480x480`);
    }

    fileUrl(file) {
        return url(`/web/content/${file.id}`, {download: true});
    }
}
