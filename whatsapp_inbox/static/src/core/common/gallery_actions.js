import {registerThreadAction} from "@mail/core/common/thread_actions";

import {GalleryPanel} from "@whatsapp_inbox/core/common/gallery_panel";

import {_t} from "@web/core/l10n/translation";

registerThreadAction("whatsapp-gallery", {
    actionPanelComponent: GalleryPanel,
    actionPanelComponentProps: ({action}) => ({close: () => action.close()}),
    condition: ({owner, store, thread}) =>
        Boolean(thread?.isWhatsappInbox) &&
        store.has_whatsapp_inbox_access &&
        (!owner.props.chatWindow || owner.props.chatWindow.isOpen) &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-picture-o",
    name: _t("Media and Files"),
    sequence: 10,
    sequenceGroup: 10,
    toggle: true,
});

registerThreadAction("whatsapp-transcript", {
    condition: ({owner, store, thread}) =>
        Boolean(thread?.isWhatsappInbox) &&
        store.has_whatsapp_inbox_access &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-file-text-o",
    name: _t("Transcript…"),
    open: ({store, thread}) =>
        store.env.services.action.doAction({
            context: {default_channel_id: thread.id},
            name: _t("Transcript"),
            res_model: "whatsapp.inbox.transcript",
            target: "new",
            type: "ir.actions.act_window",
            views: [[false, "form"]],
        }),
    sequence: 30,
    sequenceGroup: 7,
});
