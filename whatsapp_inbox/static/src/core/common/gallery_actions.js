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
