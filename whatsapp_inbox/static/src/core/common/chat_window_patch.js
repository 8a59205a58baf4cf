import {ChatWindow} from "@mail/core/common/chat_window";

import {ComposerClosed} from "@whatsapp_inbox/core/common/composer_closed";

import {toRaw} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {patch} from "@web/core/utils/patch";

/** Who has a list open: Escape closes that, as everywhere in Odoo. */
const LIST_OPEN = ".o-dropdown.show, input[aria-expanded='true']";

Object.assign(ChatWindow.components, {ComposerClosed});

patch(ChatWindow.prototype, {
    get composerType() {
        return this.thread.composer.isWhatsappNote ? "note" : super.composerType;
    },
    /** Odoo closes the window or its panel by Escape, and goes to the next window by Tab;
     * in the panel, Tab goes to the next field. */
    onKeydown(ev) {
        const thread = toRaw(this.thread);
        const hotkey = getActiveHotkey(ev);
        const isTab = ["tab", "shift+tab"].includes(hotkey);
        if (ev.target.closest(".o_whatsapp_inbox_panel")) {
            if (!isTab && !ev.target.closest(LIST_OPEN)) {
                super.onKeydown(...arguments);
            }
        } else if (!thread?.isWhatsappSelecting) {
            super.onKeydown(...arguments);
        } else if (hotkey === "escape") {
            ev.stopPropagation();
            thread.endWhatsappSelection();
            thread.composer.autofocus++;
        } else if (!isTab) {
            super.onKeydown(...arguments);
        }
    },
});
