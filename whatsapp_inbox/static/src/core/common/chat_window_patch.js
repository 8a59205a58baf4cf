import {ChatWindow} from "@mail/core/common/chat_window";

import {ComposerClosed} from "@whatsapp_inbox/core/common/composer_closed";

import {toRaw} from "@odoo/owl";

import {getActiveHotkey} from "@web/core/hotkeys/hotkey_service";
import {patch} from "@web/core/utils/patch";

Object.assign(ChatWindow.components, {ComposerClosed});

patch(ChatWindow.prototype, {
    get composerType() {
        return this.thread.composer.isWhatsappNote ? "note" : super.composerType;
    },
    /** Odoo closes the window by Escape, and goes to the next one by Tab. */
    onKeydown(ev) {
        const thread = toRaw(this.thread);
        const hotkey = thread?.isWhatsappSelecting && getActiveHotkey(ev);
        if (hotkey === "escape") {
            ev.stopPropagation();
            thread.endWhatsappSelection();
            thread.composer.autofocus++;
        } else if (!["tab", "shift+tab"].includes(hotkey)) {
            super.onKeydown(...arguments);
        }
    },
});
