import {MessagingMenu} from "@mail/core/public_web/messaging_menu";

import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";

patch(MessagingMenu.prototype, {
    get _tabs() {
        const tabs = super._tabs;
        const category = this.store.discuss.whatsappInbox;
        if (category?.isVisible) {
            tabs.push({
                counter: category.threadsWithCounter.length,
                icon: "fa fa-whatsapp",
                id: "whatsapp_inbox",
                label: _t("WhatsApp"),
                sequence: 15,
            });
        }
        return tabs;
    },
});
