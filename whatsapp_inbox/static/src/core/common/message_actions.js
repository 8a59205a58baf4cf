import {registerMessageAction} from "@mail/core/common/message_actions";

import {_t} from "@web/core/l10n/translation";

registerMessageAction("whatsapp-inbox-withdraw", {
    condition: ({message}) =>
        message.isInWhatsappInbox &&
        message.whatsapp_direction === "outbound" &&
        ["failed", "queued"].includes(message.whatsapp_state) &&
        !message.isPending &&
        message.mayWithdrawFromWhatsapp,
    icon: "fa fa-ban",
    name: _t("Do Not Send"),
    onSelected: ({message}) => message.whatsappWithdraw(),
    sequence: 15,
});

registerMessageAction("whatsapp-inbox-save-canned", {
    condition: ({message, store}) =>
        store.has_whatsapp_inbox_access &&
        message.isInWhatsappInbox &&
        message.whatsapp_direction === "outbound" &&
        !message.isPending &&
        !message.isEmpty,
    icon: "fa fa-bookmark-o",
    name: _t("Save as Canned Reply"),
    onSelected: ({message}) => message.whatsappSaveAsCanned(),
    sequence: 75,
});

registerMessageAction("whatsapp-inbox-copy-note", {
    condition: ({message, store}) =>
        message.isWhatsappNote &&
        store.has_whatsapp_inbox_access &&
        !message.isPending &&
        !message.isEmpty,
    icon: "fa fa-address-card-o",
    name: _t("Copy to the Customer's Notes"),
    onSelected: ({message}) => message.copyWhatsappNote(),
    sequence: 55,
});
