import {registerThreadAction} from "@mail/core/common/thread_actions";

import {registerCommand} from "@whatsapp_inbox/core/web/commands/commands";

import {_t} from "@web/core/l10n/translation";

/** Whether this user may make leads of this thread. */
function isOffered({store, thread}) {
    return Boolean(
        thread?.isWhatsappInbox &&
            thread.whatsapp_conversation_id &&
            store.has_whatsapp_inbox_access &&
            store.whatsapp_lead_type
    );
}

registerThreadAction("whatsapp-lead", {
    condition: ({owner, store, thread}) =>
        isOffered({store, thread}) && !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-handshake-o",
    name: ({store}) =>
        store.whatsapp_lead_type === "lead" ? _t("New Lead") : _t("New Opportunity"),
    open: ({thread}) => thread.makeWhatsappLead(),
    sequence: 30,
    sequenceGroup: 7,
});

registerCommand("lead", {
    available: (thread) => isOffered({store: thread.store, thread}),
    help: _t("Make a lead or opportunity (/lead name)"),
    run: (thread, text) => thread.makeWhatsappLead(text),
});
