import {ComposerDesk} from "@whatsapp_inbox/core/common/composer_desk";
import {TemplatePicker} from "@whatsapp_inbox/core/common/template/template_picker";

import {Component, toRaw} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {user} from "@web/core/user";

const {DateTime} = luxon;

/**
 * Stands in the composer's place while WhatsApp takes no free text, or the agent wants
 * to send a template.
 *
 * @typedef {Object} Props
 * @property {import("models").Composer} composer
 * @augments {Component<Props, Env>}
 */
export class ComposerClosed extends Component {
    static template = "whatsapp_inbox.ComposerClosed";
    static components = {ComposerDesk, TemplatePicker};
    static props = ["composer"];

    get thread() {
        return this.props.composer.targetThread;
    }

    get isBlocked() {
        return Boolean(this.thread.whatsapp_blocked_at);
    }

    get title() {
        if (this.isBlocked) {
            return _t("%(name)s is blocked.", {name: this.thread.displayName});
        }
        const closedAt = this.thread.whatsapp_conversation_id?.window_expires_at;
        if (!closedAt) {
            return _t("The 24-hour window is closed.");
        }
        const format = closedAt.hasSame(DateTime.now(), "day")
            ? DateTime.TIME_SIMPLE
            : DateTime.DATETIME_MED;
        return _t("The 24-hour window is closed since %(date)s.", {
            date: closedAt.toLocaleString(format, {locale: user.lang}),
        });
    }

    get explanation() {
        if (this.isBlocked) {
            return _t(
                "Neither can they write to this number, nor it to them, until somebody unblocks them."
            );
        }
        return _t(
            "WhatsApp only accepts a template message now. The window opens again when %(name)s writes.",
            {name: this.thread.displayName}
        );
    }

    writeNote() {
        toRaw(this.props.composer).writeWhatsappNote(true);
    }
}
