import {ConversationStatus} from "@whatsapp_inbox/core/common/conversation_status";
import {useMessageJump} from "@whatsapp_inbox/core/common/message_jump";
import {panelSections} from "@whatsapp_inbox/core/web/panel/panel_section";

import {Component} from "@odoo/owl";

import {deserializeDateTime} from "@web/core/l10n/dates";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

const {DateTime} = luxon;

/**
 * How the conversation stands, where it came from, and what colleagues noted.
 *
 * @typedef {Object} Props
 * @property {Object} data see ``_section_conversation`` of the server
 * @property {() => Promise<void>} reload
 * @property {import("models").Thread} thread
 * @augments {Component<Props, Env>}
 */
export class ConversationSection extends Component {
    static template = "whatsapp_inbox.ConversationSection";
    static components = {ConversationStatus};
    static props = ["data", "reload", "thread"];

    setup() {
        super.setup();
        this.ui = useService("ui");
        this.jump = useMessageJump(() => this.env.whatsappPanel.close());
    }

    /** Where the panel is beside the thread, its header says how it stands. */
    get isInPlaceOfThread() {
        return this.ui.isSmall || Boolean(this.env.inChatWindow);
    }

    date(moment) {
        return deserializeDateTime(moment).toLocaleString(DateTime.DATETIME_SHORT, {
            locale: user.lang,
        });
    }
}
panelSections.add("conversation", ConversationSection);
