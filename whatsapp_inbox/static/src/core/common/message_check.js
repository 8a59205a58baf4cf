import {Message as MessageModel} from "@mail/core/common/message_model";
import {Message} from "@mail/core/common/message";
import {htmlToTextContentInline} from "@mail/utils/common/format";

import {Component, onMounted, toRaw, useRef} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

/**
 * While messages are selected: a click anywhere on a message chooses it.
 *
 * @typedef {Object} Props
 * @property {import("models").Message} message
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class MessageCheck extends Component {
    static template = "whatsapp_inbox.MessageCheck";
    static props = ["message", "thread"];

    setup() {
        super.setup();
        const input = useRef("input");
        onMounted(() => {
            const {message, thread} = this.props;
            if (message.eq(thread.whatsappSelectedLast)) {
                input.el?.focus({preventScroll: true});
            }
        });
    }

    get isSelected() {
        return this.props.message.in(this.props.thread.whatsappSelected);
    }

    get label() {
        const {message} = this.props;
        return _t("Select: %(author)s, %(date)s, %(text)s", {
            author: message.authorName,
            date: message.dateSimpleWithDay,
            text: htmlToTextContentInline(message.previewText),
        });
    }

    select(ev, isSelected = !this.isSelected) {
        const {message, thread} = this.props;
        toRaw(thread).selectWhatsapp(toRaw(message), isSelected, ev.shiftKey);
    }

    onKeydown(ev) {
        if (["enter", "shift+enter"].includes(getActiveHotkey(ev))) {
            ev.preventDefault();
            this.select(ev);
        }
    }

    /** With Shift, the browser would select the text in between. */
    onMousedown(ev) {
        if (ev.shiftKey) {
            ev.preventDefault();
        }
    }
}

Object.assign(Message.components, {MessageCheck});

/** @type {Message} */
const messagePatch = {
    get attClass() {
        return {
            ...super.attClass,
            o_whatsapp_inbox_selecting: this.isWhatsappSelecting,
        };
    },
    /** Not where it is found by a search, and such: those have no actions. */
    get isWhatsappSelecting() {
        return Boolean(this.props.hasActions && this.props.thread?.isWhatsappSelecting);
    },
    openMobileActions() {
        if (!this.isWhatsappSelecting) {
            super.openMobileActions(...arguments);
        }
    },
};
patch(Message.prototype, messagePatch);

/** @type {import("models").Message} */
const messageModelPatch = {
    /** Why it cannot be given on to a customer, or "". */
    get whatsappSelectRefusal() {
        if (this.isPending || !this.persistent) {
            return _t("This message is not posted yet.");
        }
        if (this.whatsapp_revoked_at) {
            return _t("This message was deleted by its author.");
        }
        if (this.isNote) {
            return _t("An internal note is never sent to a customer.");
        }
        if (this.isWhatsappFileMissing) {
            return _t("The file of this message is not here, so it cannot go.");
        }
        if (this.isNotification || this.isEmpty) {
            return _t("There is nothing in it that could go.");
        }
        return "";
    },
    get hasActions() {
        return !this.thread?.isWhatsappSelecting && super.hasActions;
    },
};
patch(MessageModel.prototype, messageModelPatch);
