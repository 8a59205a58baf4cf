import {registerThreadAction} from "@mail/core/common/thread_actions";
import {DiscussContent} from "@mail/core/public_web/discuss_content";

import {CustomerPanel} from "@whatsapp_inbox/core/web/panel/customer_panel";
import {savePanelChoice} from "@whatsapp_inbox/core/web/panel/panel_section";

import {_t} from "@web/core/l10n/translation";
import {SIZES} from "@web/core/ui/ui_service";
import {patch} from "@web/core/utils/patch";
import {user} from "@web/core/user";

const ID = "whatsapp-customer";

registerThreadAction(ID, {
    actionPanelComponent: CustomerPanel,
    actionPanelComponentProps: ({action, owner}) => ({
        close: () => action.close(),
        open: (id) =>
            owner.threadActions.actions
                .find((other) => other.id === id)
                ?.open({keepPrevious: true}),
    }),
    close: ({action, owner, nextActiveAction}) => {
        if (owner.isDiscussContent && action.condition && !nextActiveAction) {
            savePanelChoice({closed: true});
        }
    },
    condition: ({owner, store, thread}) =>
        Boolean(thread?.isWhatsappInbox) &&
        store.has_whatsapp_inbox_access &&
        (!owner.props.chatWindow || owner.props.chatWindow.isOpen) &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-user-circle-o",
    name: _t("Customer"),
    open: ({owner}) => {
        if (owner.isDiscussContent && user.settings.whatsapp_panel?.closed) {
            savePanelChoice({closed: false});
        }
    },
    panelOuterClass: "o_whatsapp_inbox_customer bg-inherit",
    sequence: 5,
    sequenceGroup: 10,
    toggle: true,
});

patch(DiscussContent.prototype, {
    /** Beside each customer's thread, where there is room, until the user closes it; not
     * in place of what they have just opened. */
    actionPanelAutoOpenFn() {
        super.actionPanelAutoOpenFn();
        const {actions, activeAction} = this.threadActions;
        const isFree = !activeAction?.condition || activeAction.id === "member-list";
        if (
            isFree &&
            this.thread?.isWhatsappInbox &&
            this.ui.size >= SIZES.XL &&
            !user.settings.whatsapp_panel?.closed
        ) {
            actions.find(({id}) => id === ID)?.open();
        }
    },
});
