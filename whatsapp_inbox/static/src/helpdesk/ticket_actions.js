import {registerThreadAction} from "@mail/core/common/thread_actions";

import {registerCommand} from "@whatsapp_inbox/core/web/commands/commands";

import {_t} from "@web/core/l10n/translation";

registerThreadAction("whatsapp-ticket", {
    condition: ({owner, thread}) =>
        thread?.whatsappMakesTickets && !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-ticket",
    name: _t("New Ticket"),
    open: ({thread}) => thread.makeWhatsappTicket(),
    sequence: 31,
    sequenceGroup: 7,
});

registerCommand("ticket", {
    available: (thread) => thread.whatsappMakesTickets,
    help: _t("Make a ticket (/ticket title)"),
    run: (thread, text) => thread.makeWhatsappTicket({name: text}),
});
