import {registerThreadAction} from "@mail/core/common/thread_actions";
import {DiscussSidebarCategory} from "@mail/discuss/core/public_web/discuss_sidebar_categories";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

registerThreadAction("whatsapp-search", {
    condition: ({owner, store, thread}) =>
        thread?.isWhatsappInbox &&
        store.has_whatsapp_inbox_access &&
        !owner.isDiscussSidebarChannelActions,
    icon: "fa fa-fw fa-search-plus",
    name: _t("Search All Conversations"),
    open: ({store}) => store.env.services["whatsapp_inbox.keys"].openFind(),
    sequence: 21,
    sequenceGroup: 20,
});

patch(DiscussSidebarCategory.prototype, {
    get actions() {
        const actions = super.actions;
        if (this.category.isWhatsappInbox && this.store.has_whatsapp_inbox_access) {
            actions.push({
                class: "o_whatsapp_inbox_find_button",
                icon: "oi oi-search",
                label: _t("Search all conversations (Alt+Shift+F)"),
                onSelect: () =>
                    this.store.env.services["whatsapp_inbox.keys"].openFind(),
            });
        }
        return actions;
    },
});
