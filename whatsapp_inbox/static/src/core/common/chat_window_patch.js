import {ChatWindow} from "@mail/core/common/chat_window";

import {ComposerClosed} from "@whatsapp_inbox/core/common/composer_closed";

import {patch} from "@web/core/utils/patch";

Object.assign(ChatWindow.components, {ComposerClosed});

patch(ChatWindow.prototype, {
    get composerType() {
        return this.thread.composer.isWhatsappNote ? "note" : super.composerType;
    },
});
