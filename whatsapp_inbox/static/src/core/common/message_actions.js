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
