import {registerThreadAction} from "@mail/core/common/thread_actions";

import {_t} from "@web/core/l10n/translation";

function call(store, thread, method) {
    return store.env.services.orm.call("discuss.channel", method, [[thread.id]]);
}

registerThreadAction("whatsapp-inbox-listen", {
    condition: ({owner, store, thread}) =>
        Boolean(thread?.isWhatsappInbox) &&
        store.has_whatsapp_inbox_access &&
        !thread.self_member_id &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-headphones",
    name: _t("Listen In"),
    open: ({store, thread}) => call(store, thread, "whatsapp_listen"),
    sequence: 30,
    sequenceGroup: 3,
});
registerThreadAction("whatsapp-inbox-stop-listening", {
    condition: ({thread}) =>
        Boolean(
            thread?.self_member_id && thread.isWhatsappListener?.(thread.self_member_id)
        ),
    icon: "fa fa-fw fa-headphones text-primary",
    name: _t("Stop Listening"),
    open: ({store, thread}) => call(store, thread, "whatsapp_stop_listening"),
    sequence: 30,
    sequenceGroup: 3,
});
