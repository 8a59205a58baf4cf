import {discussSidebarItemsRegistry} from "@mail/core/public_web/discuss_sidebar";
import {MessagingMenu} from "@mail/core/public_web/messaging_menu";

import {Component} from "@odoo/owl";

import {useService} from "@web/core/utils/hooks";

/**
 * On top of the inbox: numbers that send nothing until an administrator acts.
 *
 * @augments {Component<{}, Env>}
 */
export class StoppedNumbers extends Component {
    static template = "whatsapp_inbox.StoppedNumbers";
    static props = {};

    setup() {
        super.setup();
        this.store = useService("mail.store");
    }

    get isCompact() {
        return this.store.discuss.isSidebarCompact && !this.env.services.ui.isSmall;
    }
}

Object.assign(MessagingMenu.components, {StoppedNumbers});
discussSidebarItemsRegistry.add("whatsapp-inbox-stopped", StoppedNumbers, {
    sequence: 1,
});
