import {registerMessageAction} from "@mail/core/common/message_actions";

import {ForwardDialog} from "@whatsapp_inbox/core/common/forward_dialog";
import {MessageInfoDialog} from "@whatsapp_inbox/core/common/message_info_dialog";

import {toRaw} from "@odoo/owl";

import {isMobileOS} from "@web/core/browser/feature_detection";
import {_t} from "@web/core/l10n/translation";

/**
 * @param {import("models").Message} message
 * @param {import("models").Store} store
 * @returns {boolean}
 */
function isShared(message, store) {
    return (
        store.has_whatsapp_inbox_access &&
        message.isInWhatsappInbox &&
        !message.isNotification &&
        !message.isPending &&
        Number.isInteger(message.id)
    );
}

registerMessageAction("whatsapp-copy", {
    // phones have Odoo's own action
    condition: ({message, store}) =>
        isShared(message, store) && !isMobileOS() && !message.isBodyEmpty,
    icon: "fa fa-copy",
    name: _t("Copy Text"),
    onSelected: ({message}) => message.copyMessageText(),
    sequence: 70,
});

registerMessageAction("whatsapp-forward", {
    condition: ({message, store}) =>
        isShared(message, store) &&
        !message.isEmpty &&
        !message.whatsapp_revoked_at &&
        !message.isWhatsappFileMissing,
    icon: "fa fa-share",
    name: _t("Forward…"),
    onSelected: ({message, store}) =>
        store.env.services.dialog.add(ForwardDialog, {messages: [message]}),
    sequence: 60,
});

registerMessageAction("whatsapp-select", {
    condition: ({message, store, thread}) =>
        isShared(message, store) &&
        thread?.eq(message.thread) &&
        !message.whatsappSelectRefusal,
    icon: "fa fa-check-square-o",
    name: _t("Select…"),
    onSelected: ({message}) => toRaw(message.thread).startWhatsappSelection(message),
    sequence: 61,
});

registerMessageAction("whatsapp-info", {
    condition: ({message, store}) => isShared(message, store),
    icon: "fa fa-info-circle",
    name: _t("Message Info"),
    onSelected: ({message, store}) =>
        store.env.services.dialog.add(MessageInfoDialog, {message}),
    sequence: 105,
});
